import type { State } from '@rollcall/engine';
import { expect } from 'chai';
import { END, linkOf, open, operation, plan, type Say } from './state-samples.js';

/** Clauses of the state contract about the journal. */
export function journalClauses(state: () => State, it: Say): void {
  it('journal: counts what was done since, holds accounts, and forgets old runs but not what is open', async () => {
    await state().journal.plan('r1', 'staff', [operation('s1'), operation('s2')]);
    await state().journal.holdAccounts('r1', ['s2']);
    const [first] = await state().journal.page('r1', { status: ['planned'], limit: 9 });
    expect(first?.sourceId).to.equal('s1');
    await state().journal.settle('r1', [{ seq: first?.seq ?? 0, status: 'done', settledAt: 30 }]);
    expect([...(await state().journal.doneSince('staff', 30))]).to.deep.equal([[first?.kind, 1]]);
    expect((await state().journal.doneSince('staff', 31)).size).to.equal(0);
    await state().runs.close('r1', END);
    expect(await state().journal.purge(100), 'an operation waits for approval').to.equal(0);
    await open(state(), 'r2', 1_000);
    await state().journal.plan('r2', 'staff', [operation('s3')]);
    await state().runs.close('r2', END);
    expect([await state().journal.purge(9), await state().journal.purge(10)]).to.deep.equal([0, 1]);
    expect(await state().runs.get('r2')).to.equal(undefined);
    expect(await state().journal.history('staff', 's3', 9)).to.deep.equal([]);
  });

  it('journal: orders by phase, source id and kind, whatever the order of arrival', async () => {
    await plan(state(), [
      operation('s2'),
      operation('s1', { kind: 'update' }),
      operation('s0', { phase: 3, kind: 'deactivate' }),
      operation('s1', { kind: 'reactivate' }),
    ]);
    const all = await state().journal.page('r1', { limit: 9 });
    expect(all.map(({ sourceId, kind }) => `${sourceId} ${kind}`)).to.deep.equal([
      's1 reactivate',
      's1 update',
      's2 create',
      's0 deactivate',
    ]);
    const [first] = all;
    if (first === undefined) throw new Error('nothing planned');
    expect((await state().journal.page('r1', { limit: 1, after: first })).map(({ kind }) => kind)).to.deep.equal([
      'update',
    ]);
    expect((await state().journal.page('r1', { limit: 9, phase: 3 })).length).to.equal(1);
    expect((await state().journal.page('r1', { limit: 9, sourceIds: ['s2'] })).length).to.equal(1);
    const kinds = ['update', 'create'] as const;
    expect((await state().journal.page('r1', { limit: 9, kinds })).map(({ kind }) => kind)).to.deep.equal(kinds);
  });

  it('journal: refuses a second open operation of one kind for one account, and says which', async () => {
    await plan(state(), [operation('s1')]);
    expect((await plan(state(), [operation('s1'), operation('s2')])).map(({ sourceId }) => sourceId)).to.deep.equal([
      's1',
    ]);
    const [open] = await state().journal.page('r1', { limit: 1 });
    await state().journal.settle('r1', [{ seq: open?.seq ?? 0, status: 'failed', settledAt: 5 }]);
    expect(await plan(state(), [operation('s1')])).to.deep.equal([]);
  });

  it('journal: finds contested claims, and withdraws', async () => {
    await plan(state(), [
      operation('s1', { claims: ['x', 'y'] }),
      operation('s2', { claims: ['y'] }),
      operation('s3', { claims: ['z'] }),
    ]);
    expect(await state().journal.contested('r1')).to.deep.equal([
      { sourceId: 's1', claim: 'y' },
      { sourceId: 's2', claim: 'y' },
    ]);
    await state().journal.withdraw('r1', ['s1', 's2']);
    expect(await state().journal.contested('r1')).to.deep.equal([]);
    expect((await state().journal.page('r1', { limit: 9 })).map(({ sourceId }) => sourceId)).to.deep.equal(['s3']);
  });

  it('journal: intends, settles with the link, and keeps the whole story', async () => {
    await plan(state(), [operation('s1', { after: { a: 1, b: null }, before: { a: 0 } }), operation('s2')]);
    const [one, two] = await state().journal.page('r1', { limit: 9 });
    if (one === undefined || two === undefined) throw new Error('nothing planned');
    await state().journal.intend('r1', [one.seq, two.seq], 3);
    expect(
      (await state().journal.unsettled('staff', 9)).map(({ sourceId, intendedAt }) => `${sourceId} ${intendedAt}`),
    ).to.deep.equal(['s1 3', 's2 3']);
    const link = linkOf('s1', { targetId: 't1' });
    await state().journal.settle('r1', [
      { seq: one.seq, status: 'done', settledAt: 4, targetId: 't1', notes: ['n'], link },
      { seq: two.seq, status: 'unknown', settledAt: 4, error: { code: 'c', message: 'm' } },
    ]);
    expect(
      (await state().journal.unsettled('staff', 9)).map(({ sourceId, error }) => `${sourceId} ${error?.code}`),
    ).to.deep.equal(['s2 c']);
    expect((await state().links.get('staff', ['s1'])).get('s1')).to.deep.equal(link);
    const [story] = await state().journal.history('staff', 's1', 9);
    expect(story).to.deep.include({
      status: 'done',
      targetId: 't1',
      intendedAt: 3,
      settledAt: 4,
      after: { a: 1, b: null },
      before: { a: 0 },
      notes: ['n'],
      error: null,
      key: 'k',
    });
    expect(await state().journal.counts('r1')).to.have.deep.members([
      { kind: 'create', status: 'done', count: 1 },
      { kind: 'create', status: 'unknown', count: 1 },
    ]);
  });

  it('journal: holds kinds, notes findings in order, forgets a run', async () => {
    await plan(state(), [operation('s1'), operation('s2', { kind: 'delete', phase: 4 })]);
    await state().journal.hold('r1', ['delete']);
    expect(
      (await state().journal.page('r1', { status: ['held'], limit: 9 })).map(({ sourceId }) => sourceId),
    ).to.deep.equal(['s2']);
    await state().journal.note('r1', [{ code: 'a', severity: 'info', message: 'm' }]);
    await state().journal.note('r1', [{ code: 'b', severity: 'error', message: 'm', sourceId: 's1' }]);
    const [first, second] = await state().journal.findings('r1', { limit: 9 });
    expect([first?.code, second?.code, second?.sourceId]).to.deep.equal(['a', 'b', 's1']);
    expect((await state().journal.findings('r1', { after: first?.seq ?? 0, limit: 9 })).length).to.equal(1);
    await state().journal.forget('r1');
    expect(await state().journal.page('r1', { limit: 9 })).to.deep.equal([]);
  });
}
