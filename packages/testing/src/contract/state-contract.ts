import type { State } from '@rollcall/engine';
import { expect } from 'chai';
import { type Clause, type ClauseResult, type ClauseRun, describeClauses, runClauses, type Waivers } from './clause.js';
import { inboxClauses } from './state-inbox-clauses.js';
import { journalClauses } from './state-journal-clauses.js';
import { END, linkOf, open, RUN, type Say } from './state-samples.js';
import { turnClauses } from './state-turn-clauses.js';

/** How the suite gets an empty state. */
export interface StateContractOptions {
  /** Clauses that it does not keep, each with the reason. */
  readonly waive?: Waivers;
}

/** What every `State` must do, as mocha tests. `make` gives a fresh, empty state each time. */
export function stateContract(
  name: string,
  make: () => State | Promise<State>,
  options: StateContractOptions = {},
): void {
  describeClauses(`${name} keeps the state contract`, runOf(make, options));
}

/** What a state keeps of its contract, without mocha: for reports. */
export function checkState(
  make: () => State | Promise<State>,
  options: StateContractOptions = {},
): Promise<readonly ClauseResult[]> {
  return runClauses(runOf(make, options));
}

function runOf(make: () => State | Promise<State>, { waive = {} }: StateContractOptions): ClauseRun<State> {
  return {
    clauses: stateClauses(),
    make: async () => {
      const state = await make();
      await open(state, 'r1');
      return { subject: state, dispose: () => state.close() };
    },
    waive,
  };
}

/** Every clause of the state contract. */
export function stateClauses(): readonly Clause<State>[] {
  return [
    runStoreClauses,
    linkClauses,
    journalClauses,
    targetClauses,
    inboxClauses,
    turnClauses,
    markClauses,
    markPageClauses,
  ].flatMap(collect);
}

/** The clauses that a function says; they look at the state that is tried just then. */
function collect(say: (state: () => State, it: Say) => void): readonly Clause<State>[] {
  const clauses: Clause<State>[] = [];
  let current: State | undefined;
  const state = (): State => {
    if (current === undefined) throw new Error('no state is tried now');
    return current;
  };
  say(state, (name, check, announced) => {
    clauses.push({
      name,
      ...(announced === undefined ? {} : { announced }),
      check: async (subject) => {
        current = subject;
        await check();
      },
    });
  });
  return clauses;
}

function markClauses(state: () => State, it: Say): void {
  it('marks: gives back what was set, by name and by prefix, until it is removed', async () => {
    await state().marks.set('a:1', 'x');
    await state().marks.set('a:2', 'y');
    // Before and after all names with the prefix.
    for (const name of ['a', 'a9', 'a;', 'b']) await state().marks.set(name, 'z');
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

function markPageClauses(state: () => State, it: Say): void {
  it('marks: gives a page from either end, before a name, and counts, by prefix', async () => {
    const { marks } = state();
    for (const name of ['p', 'p:1', 'p:2', 'p:3', 'p:é', 'p;', 'q']) await marks.set(name, name);
    const page = async (request: Parameters<typeof marks.page>[1]): Promise<readonly string[]> => [
      ...(await marks.page('p:', request)).keys(),
    ];
    expect(await page({ limit: 2, order: 'first' })).to.deep.equal(['p:1', 'p:2']);
    expect(await page({ limit: 3, order: 'last' })).to.deep.equal(['p:é', 'p:3', 'p:2']);
    expect(await page({ limit: 9, order: 'last', before: 'p:3' })).to.deep.equal(['p:2', 'p:1']);
    expect(await page({ limit: 9, order: 'first', before: 'p:3' })).to.deep.equal(['p:1', 'p:2']);
    expect(await page({ limit: 9, order: 'last', before: 'q' })).to.deep.equal(['p:é', 'p:3', 'p:2', 'p:1']);
    expect(await page({ limit: 9, order: 'last', before: 'a' })).to.deep.equal([]);
    expect(await marks.count('p:')).to.equal(4);
    expect(await marks.count('nothing')).to.equal(0);
  });
}

function runStoreClauses(state: () => State, it: Say): void {
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
    expect(await state().runs.list({ sync: 'staff', status: ['waiting'], limit: 9 })).to.deep.equal([]);
    await state().runs.update('r1', { status: 'waiting' });
    expect((await state().runs.list({ status: ['waiting'], limit: 9 })).map(({ id }) => id)).to.deep.equal(['r1']);
    expect(await state().runs.get('r9')).to.equal(undefined);
  });

  it('keeps one salt', async () => {
    expect(await state().salt())
      .to.be.a('string')
      .with.length.greaterThan(3)
      .and.to.equal(await state().salt());
  });
}

function linkClauses(state: () => State, it: Say): void {
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

function targetClauses(state: () => State, it: Say): void {
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
    expect((await state().target.page('r1', undefined, 5)).map(({ id }) => id)).to.deep.equal(['t1', 't2']);
    expect(await state().target.page('r1', 't1', 1)).to.deep.equal([account('t2')]);
    await state().runs.close('r1', END);
    expect((await state().target.find('r1', ['k1'])).size).to.equal(0);
  });
}
