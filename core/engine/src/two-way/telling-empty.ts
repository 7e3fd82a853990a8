import type {
  Account,
  AccountReader,
  AccountWriter,
  AttributeValue,
  ReadRequest,
  ResourceSchema,
} from '@rollcall/contract';
import type { Connection } from '../run/compiled-sync.js';

/**
 * A side of which every account that is read says `null` where its system leaves out what has no value (`omitsEmpty`). All that is read
 * goes through here: what is merged, what is looked at before a write, and what recovery finds. Answers to writes do not.
 */
export function tellingEmpty(side: Connection, { attributes }: ResourceSchema): Connection {
  const omitted = new Set(attributes.filter(({ omitsEmpty }) => omitsEmpty === true).map(({ name }) => name));
  const { provider } = side;
  const { accounts, writer, changes, queries, prefilter, groups, groupWriter, limits } = provider;
  if (omitted.size === 0) return side;
  return {
    name: side.name,
    provider: {
      check: (signal) => provider.check(signal),
      schema: (signal) => provider.schema(signal),
      close: async () => provider.close?.(),
      ...(accounts === undefined ? {} : { accounts: tellingReader(accounts, omitted) }),
      ...(writer === undefined ? {} : { writer: tellingWriter(writer, omitted) }),
      ...(changes === undefined ? {} : { changes }),
      ...(queries === undefined ? {} : { queries }),
      ...(prefilter === undefined ? {} : { prefilter }),
      ...(groups === undefined ? {} : { groups }),
      ...(groupWriter === undefined ? {} : { groupWriter }),
      ...(limits === undefined ? {} : { limits }),
    },
  };
}

function tellingReader(reader: AccountReader, omitted: ReadonlySet<string>): AccountReader {
  return {
    pages: async function* (request) {
      for await (const page of reader.pages(request))
        yield { ...page, accounts: page.accounts.map((account) => filled(account, request, omitted)) };
    },
    get: async (id, request) => {
      const account = await reader.get(id, request);
      return account === undefined ? undefined : filled(account, request, omitted);
    },
    ...(reader.getMany === undefined
      ? {}
      : {
          getMany: async (ids, request) =>
            ((await reader.getMany?.(ids, request)) ?? []).map((account) => filled(account, request, omitted)),
        }),
    search: async (text, request) =>
      (await reader.search(text, request)).map((account) => filled(account, request, omitted)),
  };
}

/** Looking somebody up is reading as well. */
function tellingWriter(writer: AccountWriter, omitted: ReadonlySet<string>): AccountWriter {
  const find: AccountWriter['find'] = async (terms, request) =>
    (await writer.find(terms, request)).map((account) => filled(account, request, omitted));
  return new Proxy(writer, {
    get: (target, name) => {
      if (name === 'find') return find;
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}

/** Only what was asked for: of the rest nobody knows whether there is a value. */
function filled(
  account: Account,
  { attributes: asked }: Pick<ReadRequest, 'attributes'>,
  omitted: ReadonlySet<string>,
): Account {
  const empty: Record<string, AttributeValue> = {};
  for (const name of asked) if (omitted.has(name) && account.attributes[name] === undefined) empty[name] = null;
  return { ...account, attributes: { ...account.attributes, ...empty } };
}
