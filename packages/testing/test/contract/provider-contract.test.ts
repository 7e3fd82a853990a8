import type {
  AccountPage,
  AccountPrefilter,
  AccountQueries,
  AccountReader,
  AccountWriter,
  BatchOutcome,
  ChangeReader,
  CheckReport,
  Group,
  GroupReader,
  GroupWriter,
  Provider,
  ResourceSchema,
} from '@rollcall/contract';
import { UnsupportedError } from '@rollcall/contract';
import {
  checkProvider,
  type Fresh,
  MemoryDirectory,
  MemoryProvider,
  type ProviderWorld,
  providerContract,
  type TrueAccount,
} from '@rollcall/testing';
import { expect } from 'chai';
import { naiveQueries } from './naive-queries.js';
import { describePlantedFaults } from './planted.js';

const ATTRIBUTES = [
  { name: 'userName', type: 'string', unique: true, findable: true },
  { name: 'title', type: 'string' },
] as const;
const PASSED: CheckReport = { stages: [{ stage: 'reach', label: 'Reach', status: 'passed', detail: 'in memory' }] };

type Facets = { -readonly [Name in keyof Provider]: Provider[Name] };
/** Spoils a sound provider. */
type Fault = (facets: Sound, directory: MemoryDirectory) => Partial<Facets>;
interface Sound extends Provider {
  readonly accounts: AccountReader;
  readonly changes: ChangeReader;
  readonly writer: AccountWriter;
  readonly queries: AccountQueries;
  readonly prefilter: AccountPrefilter;
  readonly groups: GroupReader;
  readonly groupWriter: GroupWriter;
}

function worldWith(fault: Fault | undefined, membership: 'account' | 'group' = 'account'): Fresh<ProviderWorld> {
  const directory = new MemoryDirectory({ unique: ['userName'], groups: [{ id: 'g1', name: 'Staff' }] });
  for (const n of [1, 2, 3, 4, 5])
    directory.add({
      attributes: { userName: `user${n}`, title: 'Dr' },
      active: n !== 2,
      groups: n === 3 ? ['g1'] : [],
    });
  directory.add({ id: 'root', attributes: { userName: 'root', title: '' }, protection: 'it is the first account' });
  const touched: string[] = [];
  const memory = new MemoryProvider(directory, { attributes: ATTRIBUTES, pageSize: 2, membership, batch: true });
  const sound: Sound = {
    check: () => Promise.resolve(PASSED),
    schema: () => memory.schema(),
    close: () => Promise.resolve(),
    limits: { pageSize: 2 },
    accounts: memory.accounts,
    changes: changesOf(touched),
    writer: memory.writer,
    queries: naiveQueries(memory.accounts),
    // The weakest that keeps the promise: it leaves out nobody.
    prefilter: {
      narrows: () => true,
      async *candidates(_condition, request) {
        for await (const { accounts: some } of memory.accounts.pages(request)) yield some;
      },
    },
    groups: memory.groups,
    groupWriter: memory.groupWriter,
  };
  const subject: ProviderWorld = {
    provider: { ...sound, ...fault?.(sound, directory) },
    truth: () => new Map([...directory.accounts].map(([id, account]) => [id, trueAccount(account)])),
    attributes: ['userName', 'title'],
    key: 'userName',
    account: (n) => ({ userName: `new${n}`, title: 'Prof' }),
    change: { title: 'Sir' },
    protectedId: 'root',
    groups: () => [...directory.groups.keys()],
    touch: (id) => void touched.push(id),
  };
  return { subject };
}

function changesOf(touched: readonly string[]): ChangeReader {
  return {
    async *since(cursor) {
      yield { changed: touched.slice(Number(cursor ?? touched.length)), removed: [], cursor: String(touched.length) };
    },
  };
}

function trueAccount(account: MemoryDirectory['accounts'] extends Map<string, infer A> ? A : never): TrueAccount {
  return { attributes: { ...account.attributes }, active: account.active, groups: [...account.groups] };
}

const accounts =
  (change: (sound: Sound) => Partial<AccountReader>): Fault =>
  (sound) => ({ accounts: { ...sound.accounts, ...change(sound) } });
const writer =
  (change: (own: AccountWriter, directory: MemoryDirectory) => Partial<AccountWriter>): Fault =>
  (sound, directory) => ({ writer: { ...sound.writer, ...change(sound.writer, directory) } });
const queries =
  (change: (sound: AccountQueries) => Partial<AccountQueries>): Fault =>
  (sound) => ({ queries: { ...sound.queries, ...change(sound.queries) } });
const pages = (change: (all: readonly AccountPage[]) => readonly AccountPage[]): Fault =>
  accounts((sound) => ({
    async *pages(request) {
      yield* change(await Array.fromAsync(sound.accounts.pages(request)));
    },
  }));
const nothing = (): Promise<never> => Promise.resolve({ id: '1' } as never);

const leaked: NodeJS.Timeout[] = [];

const FAULTS: Readonly<Record<string, Fault>> = {
  'check: passes on a system that works, stage by stage in order, and changes nothing': (_, directory) => ({
    check: async () => {
      directory.add({ attributes: { userName: 'probe' } });
      return PASSED;
    },
  }),
  'schema: names each attribute once, with a type, and those that the test reads': () => ({
    schema: (): Promise<ResourceSchema> => Promise.resolve({ attributes: [...ATTRIBUTES, ...ATTRIBUTES] }),
  }),
  'close: may be called, and again': () => {
    let closed = false;
    return {
      close: async () => {
        if (closed) throw new Error('it is closed');
        closed = true;
      },
    };
  },
  'close: leaves no timer that keeps the process alive': () => ({
    check: () => {
      const timer = setInterval(() => undefined, 60_000);
      leaked.push(timer);
      return Promise.resolve(PASSED);
    },
  }),
  'accounts: reads every account once, as it is': pages((all) => [...all.slice(0, 1), ...all]),
  'accounts: proves on the last page, and only there, that it read everything': pages((all) =>
    all.map(({ accounts: own }) => ({ accounts: own })),
  ),
  'accounts: gets one by its id, and nothing for an id that is not there': accounts((sound) => ({
    get: async (id, request) => (await sound.accounts.get(id, request)) ?? { id, attributes: {} },
  })),
  'accounts: finds a person by id and by key, and gives no more than it may': accounts((sound) => ({
    search: (text, request) => sound.accounts.search(text, { ...request, limit: 1_000 }),
  })),
  'accounts: stops reading when the signal aborts': accounts((sound) => ({
    pages: ({ attributes }) => sound.accounts.pages({ attributes, signal: new AbortController().signal }),
  })),
  'changes: tells what changed since the cursor, and gives another cursor': () => ({
    changes: {
      async *since() {
        yield { changed: [], removed: [], cursor: 'always' };
      },
    },
  }),
  'groups: lists every group once, with a name': () => ({
    groups: {
      async *list(): AsyncIterable<Group> {
        yield { id: 'g1', name: '' };
      },
    },
  }),
  // Without brackets, "or" undoes whatever stands before it.
  'queries: finds just those who are meant, page by page, each once, and counts them': queries((sound) => ({
    page: ({ after, ...query }) =>
      sound.page(
        query.where !== undefined && 'any' in query.where
          ? query
          : { ...query, ...(after === undefined ? {} : { after }) },
      ),
  })),
  'queries: sorts as it says it does, whoever has no value last, and first when descending': queries((sound) => ({
    page: ({ order, ...query }) =>
      sound.page(order === undefined ? query : { ...query, order: { ...order, descending: false } }),
  })),
  'prefilter: leaves out nobody who is meant, and gives each once': ({ prefilter }) => ({
    prefilter: {
      narrows: (condition) => prefilter.narrows(condition),
      // Turned round, "all of them and others" becomes "not even all of them".
      async *candidates(condition, request) {
        const all = (await Array.fromAsync(prefilter.candidates(condition, request))).flat();
        yield 'not' in condition ? all.slice(0, -1) : all;
      },
    },
  }),
  'limits: are positive whole numbers, where it has any': () => ({ limits: { pageSize: 0 } }),
  'writer: says of each operation whether it works, and why not': writer((own) => ({
    operations: async (signal) => ({ ...(await own.operations(signal)), delete: { supported: false, reason: '' } }),
  })),
  'writer: finds by the key, all terms together, and nobody where nobody fits': writer((own) => ({
    find: (terms, request) => own.find(terms.slice(0, 1), request),
  })),
  'create: makes one account with these values, and tells its id': writer((own) => ({
    create: ({ attributes, ...rest }, context) =>
      own.create({ ...rest, attributes: { ...attributes, title: '' } }, context),
  })),
  'create: somebody with the same key is in the way, and a ConflictError says so': writer((own, directory) => ({
    create: async (request, context) => {
      const [clash] = directory.clashes(request.attributes);
      return clash === undefined ? own.create(request, context) : { id: clash };
    },
  })),
  'update: sets just these attributes, of this account': writer((_, directory) => ({
    update: async (id, { set }) => {
      const account = directory.accounts.get(id);
      if (account !== undefined) account.attributes = { ...set };
      return { id };
    },
  })),
  'update: may be repeated': writer((own, directory) => ({
    update: async (id, change, context) => {
      const result = await own.update(id, change, context);
      const account = directory.accounts.get(id);
      if (account !== undefined) account.attributes.count = Number(account.attributes.count ?? 0) + 1;
      return result;
    },
  })),
  'update: null clears an attribute': writer((own) => ({
    update: (id, { set, ...rest }, context) =>
      own.update(
        id,
        { ...rest, set: Object.fromEntries(Object.entries(set).map(([name, value]) => [name, value ?? 'null'])) },
        context,
      ),
  })),
  'update: an account that is not there is a NotFoundError': writer((own) => ({
    update: (id, change, context) => own.update(id, change, context).catch(() => Promise.reject(new Error('404'))),
  })),
  'deactivate and reactivate: switch the account, and may be repeated': writer((own) => ({
    deactivate: (id, context) => own.reactivate(id, context),
  })),
  'delete: does what its outcome says, and counts one who is gone as deleted': writer((own) => ({
    delete: async (id, context) => {
      await own.deactivate(id, context).catch(nothing);
      return { outcome: 'deleted' };
    },
  })),
  'protection: an account that must never be changed is marked, and a change of it is rejected': writer(
    (own, directory) => ({
      deactivate: async (id, context) => {
        const account = directory.accounts.get(id);
        if (account === undefined) return own.deactivate(id, context);
        account.active = false;
        return { id };
      },
    }),
  ),
  'batch: answers in the order given, and one that fails does not stop the others': writer((own) => ({
    batch: async (requests, signal): Promise<readonly BatchOutcome[]> =>
      ((await own.batch?.(requests, signal)) ?? []).toReversed().toSorted((a) => ('error' in a ? -1 : 1)),
  })),
  'memberships: adds and removes just these, and may be repeated': writer((own) => ({
    update: (id, change, context) =>
      own.update(
        id,
        change.groups === undefined ? change : { ...change, groups: { add: ['g1'], remove: [] } },
        context,
      ),
  })),
};

describe('the clauses of the provider contract', () => {
  after(() => {
    for (const timer of leaked) clearInterval(timer);
  });
  describePlantedFaults<Fault>(FAULTS, (fault) => checkProvider({ make: () => worldWith(fault) }));

  const many: Readonly<Record<string, AccountReader['getMany'] & object>> = {
    'leaves somebody out': async () => [],
    'tells of somebody who is not there': async (ids) => ids.map((id) => ({ id, attributes: {} })),
  };
  for (const [fault, getMany] of Object.entries(many))
    it(`see a reader that, asked for many, ${fault}`, async () => {
      const results = await checkProvider({ make: () => worldWith(accounts(() => ({ getMany }))) });
      const broken = results.filter(({ status }) => status === 'broken').map(({ clause }) => clause);
      expect(broken).to.deep.equal(['accounts: gets one by its id, and nothing for an id that is not there']);
    });

  const prefilters: Readonly<Record<string, (sound: AccountPrefilter) => Partial<AccountPrefilter>>> = {
    'refuses whatever it is asked': () => ({
      // biome-ignore lint/correctness/useYield: it refuses before anybody comes.
      async *candidates() {
        throw new UnsupportedError({ code: 'x', doing: 'looking', happened: 'refused' });
      },
    }),
    'finds nothing to ask': () => ({ narrows: () => false }),
    'breaks with an error of its own': () => ({
      candidates: () => {
        throw new TypeError('x is not a function');
      },
    }),
    'gives somebody twice': (sound) => ({
      async *candidates(condition, request) {
        for await (const some of sound.candidates(condition, request)) yield [...some, ...some.slice(0, 1)];
      },
    }),
    'takes only the first part of an "or"': (sound) => ({
      async *candidates(condition, request) {
        for await (const some of sound.candidates(condition, request))
          yield 'any' in condition ? some.filter(({ active }) => active === true) : some;
      },
    }),
    'forgets who is not active': (sound) => ({
      async *candidates(condition, request) {
        for await (const some of sound.candidates(condition, request))
          yield some.filter(({ active }) => active === true);
      },
    }),
    'compares another attribute with its case turned': (sound) => ({
      async *candidates(condition, request) {
        for await (const some of sound.candidates(condition, request))
          yield some.filter(
            ({ attributes }) =>
              !('attribute' in condition && condition.attribute === 'title' && condition.is === 'eq') ||
              attributes.title === String(condition.value).toLowerCase(),
          );
      },
    }),
    'tells values that are not so': (sound) => ({
      async *candidates(condition, request) {
        for await (const some of sound.candidates(condition, request))
          yield some.map((account) => ({ ...account, attributes: { ...account.attributes, title: 'Mr' } }));
      },
    }),
  };
  for (const [fault, spoil] of Object.entries(prefilters))
    it(`see a prefilter that ${fault}`, async () => {
      const spoilt: Fault = ({ prefilter }) => ({ prefilter: { ...prefilter, ...spoil(prefilter) } });
      const results = await checkProvider({ make: () => worldWith(spoilt) });
      const broken = results.filter(({ status }) => status === 'broken').map(({ clause }) => clause);
      expect(broken).to.deep.equal(['prefilter: leaves out nobody who is meant, and gives each once']);
    });

  const wrong: Readonly<Record<string, (sound: AccountQueries) => Partial<AccountQueries>>> = {
    'supports nothing': () => ({ supports: () => false }),
    'finds too many': (sound) => ({ page: ({ where: _, ...query }) => sound.page(query) }),
    'finds those who are not meant, turned round': (sound) => ({
      page: (query) =>
        sound.page(query.where !== undefined && 'not' in query.where ? { ...query, where: query.where.not } : query),
    }),
    'counts the page': (sound) => ({
      page: async (query) => {
        const page = await sound.page(query);
        return { ...page, total: page.accounts.length };
      },
    }),
    'ignores the number to begin at': (sound) => ({ page: ({ offset: _, ...query }) => sound.page(query) }),
    'ends after one page': (sound) => ({
      page: async (query) => {
        const { next: _, ...page } = await sound.page(query);
        return page;
      },
    }),
    'gives more than a page holds': (sound) => ({ page: (query) => sound.page({ ...query, limit: query.limit + 1 }) }),
    'tells values that are not so': (sound) => ({
      page: async (query) => {
        const page = await sound.page(query);
        const lies = page.accounts.map((one) => ({ ...one, attributes: { ...one.attributes, title: 'Mr' } }));
        return { ...page, accounts: lies };
      },
    }),
  };
  for (const [fault, spoil] of Object.entries(wrong))
    it(`see a facet "queries" that ${fault}`, async () => {
      const results = await checkProvider({ make: () => worldWith(queries(spoil)) });
      const broken = results.filter(({ status }) => status === 'broken').map(({ clause }) => clause);
      expect(broken).to.include('queries: finds just those who are meant, page by page, each once, and counts them');
    });

  it('leave out what a provider that only reads does not have', async () => {
    const results = await checkProvider({
      make: () => {
        const { subject } = worldWith(undefined);
        const { provider } = subject;
        const reader: Provider = {
          check: (signal) => provider.check(signal),
          schema: (signal) => provider.schema(signal),
          ...(provider.accounts === undefined ? {} : { accounts: provider.accounts }),
        };
        return { subject: { ...subject, provider: reader } };
      },
    });
    const reading = results.filter(({ clause }) => /^(check|schema|close|accounts):/.test(clause));
    expect(reading.filter(({ status }) => status !== 'kept')).to.deep.equal([]);
    expect(results.filter(({ status }) => status === 'left-out')).to.have.lengthOf(results.length - reading.length);
  });

  it('leave out operations that a system says it cannot do', async () => {
    const fault = writer((own) => ({
      operations: async (signal) => ({
        ...(await own.operations(signal)),
        delete: { supported: false, reason: 'the site forbids it' },
      }),
    }));
    const left = (await checkProvider({ make: () => worldWith(fault) })).filter(({ status }) => status === 'left-out');
    expect(left).to.deep.equal([
      {
        clause: 'delete: does what its outcome says, and counts one who is gone as deleted',
        status: 'left-out',
        detail: 'it cannot delete',
      },
    ]);
  });
});

providerContract('in memory, membership with the account', { make: () => worldWith(undefined) });
providerContract('in memory, membership with the group', { make: () => worldWith(undefined, 'group') });
