import type { Account } from '@rollcall/contract';
import type { Problem } from '@rollcall/plugin';
import { collectAttributes, compileFlatFilter, parseFilter, ScimFilterError } from '@rollcall/scim-protocol';
import type { Problems } from './problems.js';

export interface AccountFilter {
  readonly test: (account: Account) => boolean;
  readonly attributes: readonly string[];
}

/**
 * A SCIM filter over the attributes of an account. Attribute names are resolved once; a wrong one, or a wrong filter,
 * is a problem with its place. `active`, `id` and `groups` stand for the account's own facts.
 */
export function compileFilter(
  text: string,
  resolve: (name: string) => string | undefined,
  problems: Problems,
  path: Problem['path'],
): AccountFilter | undefined {
  try {
    const filter = parseFilter(text, { flat: true });
    const names = new Map(collectAttributes(filter).map((name) => [name, FACTS.has(name) ? name : resolve(name)]));
    const unknown = [...names].filter(([, resolved]) => resolved === undefined).map(([name]) => name);
    for (const name of unknown) problems.add(path, `the filter asks for "${name}", which the source does not have`);
    if (unknown.length > 0) return undefined;
    const test = compileFlatFilter(filter, (account: Account, name: string) => {
      if (name === 'active') return account.active;
      if (name === 'id') return account.id;
      if (name === 'groups') return account.groups;
      return account.attributes[names.get(name) ?? name];
    });
    return {
      test,
      attributes: [...names.values()].filter((name) => name !== undefined && !FACTS.has(name)) as readonly string[],
    };
  } catch (error) {
    if (!(error instanceof ScimFilterError)) throw error;
    problems.add(path, `the filter is wrong at position ${error.position + 1}: ${error.message}`);
    return undefined;
  }
}

const FACTS = new Set(['active', 'id', 'groups']);
