import { type Account, type AccountWriter, type Attributes, ConfigError, type Provider } from '@rollcall/contract';
import type { World } from './suites.js';

interface Held {
  readonly attributes: Attributes;
  readonly active: boolean;
  readonly groups: readonly string[];
}

/** Most accounts that a system may have for its own reading to be held against it. */
const MOST = 20_000;

/**
 * A live connection as the contract suite wants it. There is no second look at a live system, so the oracle is the connection's own
 * first reading: what later calls answer must agree with it. Nothing is written: the writer says that it can do nothing.
 */
export async function connectionWorld(name: string, provider: Provider, signal: AbortSignal): Promise<World> {
  const schema = await provider.schema(signal);
  const attributes = schema.attributes.map((attribute) => attribute.name);
  const held = await readAll(name, provider, attributes, signal);
  const key =
    schema.attributes.find(({ unique, findable }) => unique === true && findable === true) ??
    schema.attributes.find(({ unique }) => unique === true) ??
    schema.attributes[0];
  const groups = provider.groups === undefined ? [] : await Array.fromAsync(provider.groups.list(signal));
  return {
    provider: readOnly(provider),
    truth: () => held,
    attributes,
    key: key?.name ?? '',
    account: () => ({}),
    change: {},
    groups: () => groups.map(({ id }) => id),
  };
}

async function readAll(
  name: string,
  provider: Provider,
  attributes: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Held>> {
  const held = new Map<string, Held>();
  for await (const { accounts } of provider.accounts?.pages({ attributes, signal }) ?? []) {
    for (const account of accounts) held.set(account.id, heldOf(account));
    if (held.size > MOST)
      throw new ConfigError({
        code: 'too-many-accounts',
        doing: `certifying the connection "${name}"`,
        happened: `it has more than ${MOST} accounts`,
        hint: 'certify against a test system, which may be small',
      });
  }
  return held;
}

function heldOf({ attributes, active = true, groups = [] }: Account): Held {
  return { attributes, active, groups };
}

/** Without what clauses need a change of the system for. */
function readOnly(provider: Provider): Provider {
  const { accounts, groups, limits, writer } = provider;
  return {
    check: (signal) => provider.check(signal),
    schema: (signal) => provider.schema(signal),
    ...(accounts === undefined ? {} : { accounts }),
    ...(groups === undefined ? {} : { groups }),
    ...(limits === undefined ? {} : { limits }),
    ...(writer === undefined ? {} : { writer: findingOnly(writer) }),
  };
}

const NOT_HERE = { supported: false, reason: 'certify changes nothing in a live system' } as const;

function findingOnly(writer: AccountWriter): AccountWriter {
  const refuse = async (): Promise<never> => {
    throw new Error(NOT_HERE.reason);
  };
  return {
    operations: async (signal) => ({
      create: NOT_HERE,
      update: NOT_HERE,
      deactivate: NOT_HERE,
      reactivate: NOT_HERE,
      delete: NOT_HERE,
      memberships: NOT_HERE,
      list: (await writer.operations(signal)).list,
    }),
    find: (terms, request) => writer.find(terms, request),
    create: refuse,
    update: refuse,
    deactivate: refuse,
    reactivate: refuse,
    delete: refuse,
  };
}
