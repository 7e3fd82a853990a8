// A source and a target without any I/O, made by arithmetic: what is measured is the engine alone.
import { definePackage, PROVIDER } from '@rollcall/contract';
import { definePlugin } from '@rollcall/plugin';

const ATTRIBUTES = ['userName', 'mail', 'first', 'last'].map((name) => ({
  name,
  type: 'string',
  findable: true,
  ...(name === 'userName' ? { unique: true, scim: 'userName' } : {}),
}));
const SUPPORT = Object.fromEntries(
  ['create', 'update', 'deactivate', 'reactivate', 'delete', 'memberships', 'list'].map((name) => [
    name,
    { supported: true },
  ]),
);
const account = (number, changed) => ({
  id: `s${String(number).padStart(9, '0')}`,
  active: true,
  groups: [],
  attributes: {
    userName: `user${number}`,
    mail: `user${number}@example.test`,
    first: `First${number}`,
    last: changed(number) ? `New${number}` : `Last${number}`,
  },
});

/** `size` accounts; every `every`-th one has changed. */
export function arithmeticSource({ size, every = 0 }) {
  const changed = (number) => every > 0 && number % every === 0;
  return definePlugin(PROVIDER, {
    id: 'arithmetic-source',
    label: 'Arithmetic source',
    create: () => ({
      check: async () => ({ stages: [] }),
      schema: async () => ({ attributes: ATTRIBUTES }),
      accounts: {
        async *pages() {
          for (let start = 0; start < size; start += 500)
            yield {
              accounts: Array.from({ length: Math.min(500, size - start) }, (_, index) =>
                account(start + index, changed),
              ),
            };
          yield { accounts: [], proof: { complete: true, how: 'arithmetic' } };
        },
        get: async (id) => (Number(id.slice(1)) < size ? account(Number(id.slice(1)), changed) : undefined),
        search: async () => [],
      },
    }),
  });
}

export function countingTarget(counter) {
  return definePlugin(PROVIDER, {
    id: 'counting-target',
    label: 'Counting target',
    create: () => ({
      check: async () => ({ stages: [] }),
      schema: async () => ({ attributes: ATTRIBUTES }),
      accounts: {
        async *pages() {
          counter.requests += 1;
          yield { accounts: [], proof: { complete: true, how: 'empty' } };
        },
        get: async () => undefined,
        search: async () => [],
      },
      writer: {
        operations: async () => SUPPORT,
        find: async () => {
          counter.requests += 1;
          return [];
        },
        create: async () => {
          counter.requests += 1;
          return { id: `t${(counter.created += 1)}` };
        },
        update: async (id) => {
          counter.requests += 1;
          counter.updated += 1;
          return { id };
        },
        deactivate: async (id) => {
          counter.requests += 1;
          return { id };
        },
        reactivate: async (id) => ({ id }),
        delete: async () => ({ outcome: 'deleted' }),
      },
      limits: { concurrency: 32 },
    }),
  });
}

export const memoryExtension = (source, counter) =>
  definePackage({ name: 'bench', plugins: [arithmeticSource(source), countingTarget(counter)] });
export const MEMORY_CONFIG = {
  connections: { source: { provider: 'arithmetic-source' }, target: { provider: 'counting-target' } },
  syncs: {
    s: {
      from: 'source',
      to: 'target',
      mapping: { userName: 'userName', mail: 'mail', first: 'first', last: 'last' },
      correlate: ['userName'],
    },
  },
};
