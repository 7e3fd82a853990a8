import type { Link, NewOperation, State } from '@rollcall/engine';
import { expect } from 'chai';

const RUN = { sync: 'staff', mode: 'run', scope: 'full', cause: 'test', actor: 'test' } as const;
const END = { status: 'done', endedAt: 9 } as const;

/** What every `State` must do. Call it inside a mocha suite; `make` gives a fresh, empty state each time. */
export function stateContract(name: string, make: () => State | Promise<State>): void {
  describe(`${name} keeps the state contract`, () => {
    let state: State;
    beforeEach(async () => {
      state = await make();
      await open(state, 'r1');
    });
    afterEach(() => state.close());
    runClauses(() => state);
    linkClauses(() => state);
    journalClauses(() => state);
    targetClauses(() => state);
    inboxClauses(() => state);
    markClauses(() => state);
  });
}

function inboxClauses(state: () => State): void {
  const event = (account: string | null, dueAt = 10): { account: string | null; cause: string; dueAt: number } => ({
    account,
    cause: 'user.update',
    dueAt,
  });
  const dueAt = async (now: number): Promise<readonly (string | null)[]> =>
    (await state().inbox.due('staff', now, 9)).map(({ account }) => account);

  it('inbox: keeps one entry an account, however many events, and takes a message once', async () => {
    expect(await state().inbox.add('staff', 'm1', [event('a'), event('b', 20)], 1)).to.equal(true);
    expect(await state().inbox.add('staff', 'm2', [event('a', 15)], 2)).to.equal(true);
    expect(await state().inbox.add('staff', 'm1', [event('c')], 3)).to.equal(false);
    expect(await dueAt(9)).to.deep.equal([]);
    expect(await dueAt(20)).to.deep.equal(['a', 'b']);
    expect((await state().inbox.due('staff', 20, 1))[0]).to.deep.include({ events: 2, firstAt: 1, attempts: 0 });
    expect(await state().inbox.due('other', 99, 9)).to.deep.equal([]);
    expect(await state().inbox.waiting('staff')).to.deep.equal({ count: 2, nextAt: 10 });
    expect(await state().inbox.waiting('other')).to.deep.equal({ count: 0, nextAt: null });
  });

  it('inbox: leaves an entry to which something was added while it was looked at', async () => {
    await state().inbox.add('staff', 'm1', [event('a'), event(null)], 1);
    const taken = await state().inbox.due('staff', 10, 9);
    await state().inbox.add('staff', 'm2', [event('a')], 2);
    await state().inbox.done('staff', taken);
    expect(await dueAt(10)).to.deep.equal(['a']);
  });

  it('inbox: postpones, and counts the attempts', async () => {
    await state().inbox.add('staff', 'm1', [event(null)], 1);
    await state().inbox.postpone('staff', await state().inbox.due('staff', 10, 9), 50);
    expect(await dueAt(49)).to.deep.equal([]);
    expect((await state().inbox.due('staff', 50, 9))[0]).to.deep.include({ account: null, attempts: 1 });
  });

  it('inbox: forgets old messages, so that their ids may come again', async () => {
    await state().inbox.add('staff', 'm1', [], 1);
    await state().inbox.add('staff', 'm2', [], 5);
    await state().inbox.forgetMessages(5);
    expect([
      await state().inbox.add('staff', 'm1', [], 6),
      await state().inbox.add('staff', 'm2', [], 6),
    ]).to.deep.equal([true, false]);
  });
}

function markClauses(state: () => State): void {
  it('marks: gives back what was set, by name and by prefix, until it is removed', async () => {
    await state().marks.set('a:1', 'x');
    await state().marks.set('a:2', 'y');
    await state().marks.set('b', 'z');
    await state().marks.set('a:1', 'w');
    expect(await state().marks.get('a:1')).to.equal('w');
    expect([...(await state().marks.list('a:'))]).to.deep.equal([
      ['a:1', 'w'],
      ['a:2', 'y'],
    ]);
    await state().marks.set('a:1', undefined);
    expect(await state().marks.get('a:1')).to.equal(undefined);
  });
}

function runClauses(state: () => State): void {
  it('runs: gives one lease per sync, and gives it to others when it is free, expired or taken from the dead', async () => {
    const second = await state().runs.open({ ...RUN, id: 'r2', startedAt: 2 }, { holder: 'h2', ttlMs: 100, now: 50 });
    expect(second).to.deep.include({ opened: false, holder: 'h', until: 101 });
    expect(
      await state().runs.open({ ...RUN, id: 'r3', startedAt: 2, sync: 'other' }, { holder: 'h2', ttlMs: 100, now: 50 }),
    ).to.deep.equal({ opened: true });
    expect(
      await state().runs.open({ ...RUN, id: 'r4', startedAt: 2 }, { holder: 'h2', ttlMs: 100, now: 102 }),
    ).to.deep.equal({ opened: true });
    expect(
      await state().runs.open(
        { ...RUN, id: 'r5', startedAt: 2 },
        { holder: 'h3', ttlMs: 100, now: 102, takeFrom: 'h2' },
      ),
    ).to.deep.equal({ opened: true });
    expect(await state().runs.renew('r4', { holder: 'h2', ttlMs: 100, now: 103 })).to.equal(false);
    await state().runs.close('r5', END);
    expect(
      await state().runs.open({ ...RUN, id: 'r6', startedAt: 2 }, { holder: 'h4', ttlMs: 100, now: 103 }),
    ).to.deep.equal({ opened: true });
  });

  it('runs: a plan takes no lease', async () => {
    expect(
      await state().runs.open({ ...RUN, mode: 'plan', id: 'p', startedAt: 2 }, { holder: 'h2', ttlMs: 100, now: 50 }),
    ).to.deep.equal({ opened: true });
    await state().runs.close('p', { status: 'planned', endedAt: 3 });
    expect(
      (await state().runs.open({ ...RUN, id: 'r2', startedAt: 2 }, { holder: 'h2', ttlMs: 100, now: 50 })).opened,
    ).to.equal(false);
  });

  it('runs: renews a lease for its holder', async () => {
    expect(await state().runs.renew('r1', { holder: 'h', ttlMs: 100, now: 50 })).to.equal(true);
    expect(
      await state().runs.open({ ...RUN, id: 'r2', startedAt: 2 }, { holder: 'h2', ttlMs: 100, now: 120 }),
    ).to.deep.include({ opened: false, until: 150 });
  });

  it('runs: remembers what became of each, newest first, and the last proven one', async () => {
    await state().runs.close('r1', { ...END, proven: true, sourceCount: 7, counts: { unchanged: 7 } });
    await open(state(), 'r2', 1_000);
    await state().runs.close('r2', { status: 'failed', endedAt: 12, error: 'why' });
    expect(
      (await state().runs.list({ sync: 'staff', limit: 9 })).map(({ id, status }) => `${id} ${status}`),
    ).to.deep.equal(['r2 failed', 'r1 done']);
    expect(await state().runs.lastProven('staff')).to.deep.include({
      id: 'r1',
      sourceCount: 7,
      counts: { unchanged: 7 },
    });
    expect(await state().runs.list({ sync: 'nobody', limit: 9 })).to.deep.equal([]);
    expect(await state().runs.get('r9')).to.equal(undefined);
  });

  it('keeps one salt', async () => {
    expect(await state().salt())
      .to.be.a('string')
      .with.length.greaterThan(3)
      .and.to.equal(await state().salt());
  });
}

function linkClauses(state: () => State): void {
  it('links: gives back what was put, wholly, by source and by target', async () => {
    const link = linkOf('s1', {
      base: { a: null, b: '', c: ['x', { y: 1 }] },
      groups: ['g'],
      parked: { code: 'c', message: 'm' },
      parkedHash: 'p',
      version: 'v',
      formerTargetIds: ['t0'],
      uncertain: true,
      leftAt: 77,
    });
    await state().links.put('staff', [link, linkOf('s2')]);
    expect((await state().links.get('staff', ['s1', 's9'])).get('s1')).to.deep.equal(link);
    expect([...(await state().links.byTarget('staff', ['t-s2'])).keys()]).to.deep.equal(['t-s2']);
    expect((await state().links.get('other', ['s1'])).size).to.equal(0);
    await state().links.put('staff', [{ ...link, hash: 'new', targetId: null, state: 'deleted' }]);
    expect((await state().links.get('staff', ['s1'])).get('s1')).to.deep.include({ hash: 'new', targetId: null });
    expect(await state().links.count('staff')).to.deep.equal({ none: 0, active: 1, inactive: 0, deleted: 1 });
  });

  it('links: heads mark as seen; the unseen are those that are linked and were not shown', async () => {
    await state().links.put(
      'staff',
      ['s1', 's2', 's3', 's4'].map((id) => linkOf(id, id === 's4' ? { state: 'deleted' } : {})),
    );
    const first = await state().links.heads('staff', ['s2', 'nobody'], 'r1');
    expect([[...first.heads.keys()], first.repeated]).to.deep.equal([['s2'], []]);
    expect(first.heads.get('s2')).to.deep.include({
      sourceId: 's2',
      targetId: 't-s2',
      state: 'active',
      hash: 'h',
      parkedHash: null,
      uncertain: false,
    });
    expect((await state().links.heads('staff', ['s2', 's3'], 'r1')).repeated).to.deep.equal(['s2']);
    await state().links.heads('staff', ['s1']);
    expect((await state().links.unseen('staff', 'r1', undefined, 9)).map(({ sourceId }) => sourceId)).to.deep.equal([
      's1',
    ]);
    expect(await state().links.unseen('staff', 'r1', 's1', 9)).to.deep.equal([]);
  });

  it('links: pages by source id, after the given one, by state', async () => {
    await state().links.put(
      'staff',
      ['s3', 's1', 's2'].map((id) => linkOf(id, id === 's2' ? { state: 'inactive' } : {})),
    );
    expect((await state().links.page('staff', { limit: 2 })).map(({ sourceId }) => sourceId)).to.deep.equal([
      's1',
      's2',
    ]);
    expect(
      (await state().links.page('staff', { limit: 2, after: 's1', state: 'active' })).map(({ sourceId }) => sourceId),
    ).to.deep.equal(['s3']);
  });
}

function journalClauses(state: () => State): void {
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

function targetClauses(state: () => State): void {
  it('target: finds accounts by key and by id, and forgets them when the run closes', async () => {
    const account = (id: string) => ({
      id,
      attributes: { userName: id },
      active: null,
      groups: null,
      version: null,
      protection: null,
    });
    await state().target.add('r1', [
      { account: account('t1'), keys: ['k1', 'k1', 'k2'] },
      { account: account('t2'), keys: ['k2'] },
    ]);
    await state().target.add('r1', [{ account: account('t1'), keys: ['k1'] }]);
    const found = await state().target.find('r1', ['k1', 'k2', 'k3']);
    expect(
      [...found]
        .map(
          ([key, accounts]) =>
            `${key} ${accounts
              .map(({ id }) => id)
              .sort()
              .join()}`,
        )
        .sort(),
    ).to.deep.equal(['k1 t1', 'k2 t1,t2']);
    expect((await state().target.get('r1', ['t2', 't9'])).get('t2')).to.deep.equal(account('t2'));
    await state().runs.close('r1', END);
    expect((await state().target.find('r1', ['k1'])).size).to.equal(0);
  });
}

function open(state: State, id: string, now = 1): Promise<unknown> {
  return state.runs.open({ ...RUN, id, startedAt: now }, { holder: 'h', ttlMs: 100, now });
}

function plan(state: State, operations: readonly NewOperation[]): Promise<readonly NewOperation[]> {
  return state.journal.plan('r1', 'staff', operations);
}

function operation(sourceId: string, more: Partial<NewOperation> = {}): NewOperation {
  return {
    sourceId,
    targetId: null,
    kind: 'create',
    phase: 1,
    key: 'k',
    reason: { code: 'new', detail: 'd' },
    after: {},
    before: {},
    groups: { add: [], remove: [] },
    desired: { hash: 'h', base: {}, groups: [] },
    claims: [],
    status: 'planned',
    ...more,
  };
}

function linkOf(sourceId: string, more: Partial<Link> = {}): Link {
  return {
    sourceId,
    targetId: `t-${sourceId}`,
    state: 'active',
    hash: 'h',
    parkedHash: null,
    uncertain: false,
    base: {},
    groups: [],
    version: null,
    formerTargetIds: [],
    leftAt: null,
    parked: null,
    updatedRun: 'r1',
    updatedAt: 1,
    ...more,
  };
}
