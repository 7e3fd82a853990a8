import { MemoryState, type State } from '@rollcall/engine';
import { checkState, stateContract } from '@rollcall/testing';
import { expect } from 'chai';

type Store = Exclude<keyof State, 'salt' | 'close'>;
type Fault = (state: State) => State;

/** A state of which one store is another in these methods. */
const inStore =
  <S extends Store>(store: S, change: (own: State[S]) => Partial<State[S]>): Fault =>
  (state) =>
    over(state, { [store]: over(state[store], change(state[store])) });

function over<T extends object>(own: T, change: Partial<T>): T {
  return new Proxy(own, {
    get: (target, name) => {
      const value = (name in change ? change : target)[name as keyof T];
      return typeof value === 'function' && !(name in change) ? value.bind(target) : value;
    },
  });
}

/** Remembers what a method was asked, so that a fault can tell a first time from a second. */
function seenBefore(): (key: string) => boolean {
  const keys = new Set<string>();
  return (key) => keys.size === keys.add(key).size;
}

/** Each clause with what a faulty state would do to break it: a bug that somebody could write. */
const FAULTS: readonly (readonly [clause: string, fault: string, Fault])[] = [
  [
    'runs: gives one lease per sync, and gives it to others when it is free, expired or taken from the dead',
    'a lease that everybody gets',
    inStore('runs', (own) => ({ open: (run, lease) => own.open(run, { ...lease, takeFrom: 'h' }) })),
  ],
  [
    'runs: gives one lease per sync, and gives it to others when it is free, expired or taken from the dead',
    'a lease that is never free again',
    inStore('runs', (own) => ({
      close: async (id, patch) => own.update(id, patch),
    })),
  ],
  [
    'runs: gives one lease per sync, and gives it to others when it is free, expired or taken from the dead',
    'a lease that somebody renews who lost it',
    inStore('runs', () => ({ renew: async () => true })),
  ],
  [
    'runs: a plan takes no lease',
    'a plan that takes it',
    inStore('runs', (own) => ({ open: (run, lease) => own.open({ ...run, mode: 'run' }, lease) })),
  ],
  [
    'runs: renews a lease for its holder',
    'a renewal that renews nothing',
    inStore('runs', () => ({ renew: async () => true })),
  ],
  [
    'runs: remembers what became of each, newest first, and the last proven one',
    'oldest first',
    inStore('runs', (own) => ({ list: async (query) => (await own.list(query)).toReversed() })),
  ],
  [
    'runs: remembers what became of each, newest first, and the last proven one',
    'a failed run that counts as proven',
    inStore('runs', (own) => ({ lastProven: async (sync) => (await own.list({ sync, limit: 1 }))[0] })),
  ],
  ['keeps one salt', 'another salt each time', (state) => over(state, { salt: async () => crypto.randomUUID() })],
  [
    'links: gives back what was put, wholly, by source and by target',
    'null that becomes absent',
    inStore('links', (own) => ({
      put: (sync, links) =>
        own.put(
          sync,
          links.map((link) => ({
            ...link,
            base: Object.fromEntries(Object.entries(link.base).filter(([, value]) => value !== null)),
          })),
        ),
    })),
  ],
  [
    'links: gives back what was put, wholly, by source and by target',
    'links of one sync that another sees',
    inStore('links', (own) => ({ get: (_, ids) => own.get('staff', ids) })),
  ],
  [
    'links: gives back what was put, wholly, by source and by target',
    'a link that is put a second time and stays as it was',
    inStore('links', (own) => {
      const before = seenBefore();
      return {
        put: (sync, links) =>
          own.put(
            sync,
            links.filter(({ sourceId }) => !before(sourceId)),
          ),
      };
    }),
  ],
  [
    'links: heads mark as seen; the unseen are those that are linked and were not shown',
    'nobody is marked',
    inStore('links', (own) => ({ heads: (sync, ids) => own.heads(sync, ids) })),
  ],
  [
    'links: heads mark as seen; the unseen are those that are linked and were not shown',
    'those that come twice are not told',
    inStore('links', (own) => ({
      heads: async (sync, ids, run) => ({ ...(await own.heads(sync, ids, run)), repeated: [] }),
    })),
  ],
  [
    'links: heads mark as seen; the unseen are those that are linked and were not shown',
    'the deleted count as unseen',
    inStore('links', (own) => ({
      unseen: (sync, _run, after, limit) => own.page(sync, { limit, ...(after === undefined ? {} : { after }) }),
    })),
  ],
  [
    'links: pages by source id, after the given one, by state',
    'by time of arrival',
    inStore('links', (own) => ({ page: async (sync, query) => (await own.page(sync, query)).toReversed() })),
  ],
  [
    'links: pages by source id, after the given one, by state',
    'all states together',
    inStore('links', (own) => ({ page: (sync, { state: _, ...query }) => own.page(sync, query) })),
  ],
  [
    'journal: counts what was done since, holds accounts, and forgets old runs but not what is open',
    'what waits for approval is forgotten',
    inStore('journal', (own) => ({ holdAccounts: async (run, ids) => own.withdraw(run, ids) })),
  ],
  [
    'journal: counts what was done since, holds accounts, and forgets old runs but not what is open',
    'counted whenever it was',
    inStore('journal', (own) => ({ doneSince: (sync) => own.doneSince(sync, 0) })),
  ],
  [
    'journal: counts what was done since, holds accounts, and forgets old runs but not what is open',
    'nothing is ever forgotten',
    inStore('journal', () => ({ purge: async () => 0 })),
  ],
  [
    'journal: orders by phase, source id and kind, whatever the order of arrival',
    'in the order of arrival',
    inStore('journal', (own) => ({
      page: async (run, query) => (await own.page(run, query)).toSorted((a, b) => a.seq - b.seq),
    })),
  ],
  [
    'journal: orders by phase, source id and kind, whatever the order of arrival',
    'pages that begin anew each time',
    inStore('journal', (own) => ({ page: (run, { after: _, ...query }) => own.page(run, query) })),
  ],
  [
    'journal: refuses a second open operation of one kind for one account, and says which',
    'both are taken',
    inStore('journal', (own) => ({
      plan: async (run, sync, operations) => {
        await own.plan(run, sync, operations);
        return [];
      },
    })),
  ],
  [
    'journal: finds contested claims, and withdraws',
    'no claim meets another',
    inStore('journal', () => ({ contested: async () => [] })),
  ],
  [
    'journal: finds contested claims, and withdraws',
    'what is withdrawn is planned still',
    inStore('journal', () => ({ withdraw: async () => undefined })),
  ],
  [
    'journal: intends, settles with the link, and keeps the whole story',
    'an intent that is not written down',
    inStore('journal', () => ({ intend: async () => undefined })),
  ],
  [
    'journal: intends, settles with the link, and keeps the whole story',
    'an outcome without its link',
    inStore('journal', (own) => ({
      settle: (run, all) =>
        own.settle(
          run,
          all.map(({ link: _, ...rest }) => rest),
        ),
    })),
  ],
  [
    'journal: intends, settles with the link, and keeps the whole story',
    'an unknown outcome that counts as settled',
    inStore('journal', (own) => ({
      settle: (run, all) =>
        own.settle(
          run,
          all.map((one) => ({ ...one, status: 'done' })),
        ),
    })),
  ],
  [
    'journal: holds kinds, notes findings in order, forgets a run',
    'nothing is held',
    inStore('journal', () => ({ hold: async () => undefined })),
  ],
  [
    'journal: holds kinds, notes findings in order, forgets a run',
    'findings in another order',
    inStore('journal', (own) => ({ findings: async (run, query) => (await own.findings(run, query)).toReversed() })),
  ],
  [
    'target: finds accounts by key and by id, and forgets them when the run closes',
    'one account for each key',
    inStore('target', (own) => ({
      find: async (run, keys) => new Map([...(await own.find(run, keys))].map(([key, all]) => [key, all.slice(0, 1)])),
    })),
  ],
  [
    'target: finds accounts by key and by id, and forgets them when the run closes',
    'they stay when the run has closed',
    inStore('runs', (own) => ({ close: (id, patch) => own.update(id, patch) })),
  ],
  [
    'inbox: keeps one entry an account, however many events, and takes a message once',
    'a message is taken each time that it comes',
    inStore('inbox', (own) => {
      let count = 0;
      return {
        add: (sync, message, events, now) => {
          count += 1;
          return own.add(sync, `${message} ${count}`, events, now);
        },
      };
    }),
  ],
  [
    'inbox: keeps one entry an account, however many events, and takes a message once',
    'what is not due yet is given',
    inStore('inbox', (own) => ({ due: (sync, _, limit) => own.due(sync, Number.MAX_SAFE_INTEGER, limit) })),
  ],
  [
    'inbox: leaves an entry to which something was added while it was looked at',
    'whatever came meanwhile is lost',
    inStore('inbox', (own) => ({
      done: async (sync, entries) => {
        const now = await own.due(sync, Number.MAX_SAFE_INTEGER, 99);
        const gone = new Set(entries.map(({ account }) => account));
        await own.done(
          sync,
          now.filter(({ account }) => gone.has(account)),
        );
      },
    })),
  ],
  [
    'inbox: postpones, and counts the attempts',
    'it is postponed without being counted',
    inStore('inbox', (own) => ({
      due: async (sync, now, limit) => (await own.due(sync, now, limit)).map((entry) => ({ ...entry, attempts: 0 })),
    })),
  ],
  [
    'inbox: forgets old messages, so that their ids may come again',
    'it forgets none',
    inStore('inbox', () => ({ forgetMessages: async () => undefined })),
  ],
  [
    'inbox: forgets old messages, so that their ids may come again',
    'it forgets all',
    inStore('inbox', (own) => ({ forgetMessages: () => own.forgetMessages(Number.MAX_SAFE_INTEGER) })),
  ],
  [
    'inbox: tells everybody from whoever changed, and finds what waits',
    'both are one',
    inStore('inbox', (own) => ({
      add: (sync, message, events, now) =>
        own.add(
          sync,
          message,
          events.map(({ onlyChanges: _, ...event }) => event),
          now,
        ),
    })),
  ],
  [
    'inbox: tells everybody from whoever changed, and finds what waits',
    'it finds only what is due',
    inStore('inbox', (own) => ({
      find: async (sync, keys) => (await own.find(sync, keys)).filter(({ dueAt }) => dueAt < 50),
    })),
  ],
  [
    'inbox: tells how much waits, since when, and how much of it has failed',
    'of all syncs',
    inStore('inbox', (own) => ({
      waiting: async (sync) => ({ ...(await own.waiting(sync)), oldestAt: (await own.waiting('other')).oldestAt }),
    })),
  ],
  [
    'inbox: tells how much waits, since when, and how much of it has failed',
    'all failed that wait',
    inStore('inbox', (own) => ({
      waiting: async (sync) => ({ ...(await own.waiting(sync)), failing: (await own.waiting(sync)).count }),
    })),
  ],
  [
    'turns: gives the turn of a sync to one, and to others when it has ended, expired or is taken from the dead',
    'a turn that everybody gets',
    inStore('turns', (own) => ({ take: (sync, lease) => own.take(sync, { ...lease, takeFrom: 'h1' }) })),
  ],
  [
    'turns: gives the turn of a sync to one, and to others when it has ended, expired or is taken from the dead',
    'a turn that never ends',
    inStore('turns', () => ({ end: async () => undefined })),
  ],
  [
    'turns: renews it for its holder, and for nobody else',
    'a renewal that renews nothing',
    inStore('turns', () => ({ renew: async (_, { holder }) => holder === 'h1' })),
  ],
  [
    'turns: renews it for its holder, and for nobody else',
    'one ends the turn of another',
    inStore('turns', (own) => ({
      end: async (sync) => {
        await own.end(sync, 'h1');
        await own.end(sync, 'h2');
      },
    })),
  ],
  [
    'turns: counts those that broke off since one last ended',
    'it counts none',
    inStore('turns', (own) => ({
      take: async (sync, lease) => {
        const taken = await own.take(sync, lease);
        return taken.taken ? { taken: true, attempt: 1 } : taken;
      },
    })),
  ],
  [
    'marks: gives back what was set, by name and by prefix, until it is removed',
    'a prefix that counts as a part',
    inStore('marks', (own) => ({
      list: async (prefix) => new Map([...(await own.list(''))].filter(([name]) => name.includes(prefix.slice(0, 1)))),
    })),
  ],
  [
    'marks: gives back what was set, by name and by prefix, until it is removed',
    'what is removed is there still',
    inStore('marks', (own) => ({ set: (name, value) => own.set(name, value ?? 'gone') })),
  ],
  [
    'marks: gives a page from either end, before a name, and counts, by prefix',
    'a page from the last one back that begins with the first ones',
    inStore('marks', (own) => ({
      page: async (prefix, request) =>
        new Map([...(await own.page(prefix, { ...request, order: 'first' }))].toReversed().slice(0, request.limit)),
    })),
  ],
  [
    'marks: gives a page from either end, before a name, and counts, by prefix',
    'a page that has the name before which it is to end',
    inStore('marks', (own) => ({
      page: (prefix, { before, ...request }) =>
        own.page(prefix, { ...request, ...(before === undefined ? {} : { before: `${before}\u0000` }) }),
    })),
  ],
  [
    'marks: gives a page from either end, before a name, and counts, by prefix',
    'a count of all there are',
    inStore('marks', (own) => ({ count: () => own.count('') })),
  ],
];

describe('the clauses of the state contract', () => {
  it('are kept by a sound state, and each has a planted fault', async () => {
    const results = await checkState(() => new MemoryState());
    expect(results.filter(({ status }) => status !== 'kept')).to.deep.equal([]);
    expect([...new Set(FAULTS.map(([clause]) => clause))]).to.have.members(results.map(({ clause }) => clause));
  });

  for (const [clause, title, fault] of FAULTS)
    it(`${clause.split(':')[0]}: ${title} breaks its clause`, async () => {
      const broken = (await checkState(() => fault(new MemoryState()))).filter(({ status }) => status === 'broken');
      expect(broken.map((result) => result.clause)).to.include(clause);
    });
});

describe('a waiver of the state contract', () => {
  const clause = 'inbox: forgets old messages, so that their ids may come again';
  stateContract(
    'a state that keeps ids for ever',
    () => inStore('inbox', () => ({ forgetMessages: async () => undefined }))(new MemoryState()),
    {
      waive: { [clause]: 'ids are kept for ever here' },
    },
  );

  it('that is not needed fails', async () => {
    const [broken] = (await checkState(() => new MemoryState(), { waive: { [clause]: 'a reason' } })).filter(
      ({ status }) => status !== 'kept',
    );
    expect(broken).to.deep.include({ clause, status: 'broken' });
  });
});
