import type { Account, Group } from '@rollcall/contract';
import type { Scope, ScopeDecision } from './compiled-sync.js';

export interface ScopeParts {
  /** Group ids, of which an account must have any; `undefined` lets all in. */
  readonly roles: ReadonlySet<string> | undefined;
  /** Names for messages, by id. */
  readonly roleNames: ReadonlyMap<string, string>;
  readonly where: ((account: Account) => boolean) | undefined;
  /** The text of `where`, for messages. */
  readonly whereText: string | undefined;
}

/** Step `scope`: is this account one that the sync is about, and why (not)? */
export function createScope(parts: ScopeParts): Scope {
  return (account) => {
    if (account.protection !== undefined)
      return out('protected', `it is protected in the source: ${account.protection}`);
    return byRole(parts, account) ?? byFilter(parts, account);
  };
}

function byRole({ roles, roleNames }: ScopeParts, account: Account): ScopeDecision | undefined {
  if (roles === undefined) return undefined;
  const match = account.groups?.find((id) => roles.has(id));
  if (match !== undefined) return undefined;
  return out('role', `it has none of the roles ${[...roles].map((id) => roleNames.get(id) ?? id).join(', ')}`);
}

function byFilter({ where, whereText }: ScopeParts, account: Account): ScopeDecision {
  if (where === undefined || where(account)) return { in: true, why: 'it is in scope' };
  return out('filter', `the filter does not hold: ${whereText ?? ''}`);
}

function out(code: string, why: string): ScopeDecision {
  return { in: false, code, why };
}

/**
 * The ids that role names in a configuration stand for. A group that everyone has lets everyone in. Unknown names are returned to be reported.
 */
export function resolveRoles(
  wanted: readonly string[] | undefined,
  known: readonly Group[],
): { readonly roles: ReadonlySet<string> | undefined; readonly unknown: readonly string[] } {
  if (wanted === undefined) return { roles: undefined, unknown: [] };
  const found = wanted.map((name) => ({ name, group: findGroup(known, name) }));
  const unknown = found.filter(({ group }) => group === undefined).map(({ name }) => name);
  if (found.some(({ group }) => group?.everyone === true)) return { roles: undefined, unknown };
  return { roles: new Set(found.map(({ name, group }) => group?.id ?? name)), unknown };
}

/** By id first, then by exact name, then by name without case. */
export function findGroup(groups: readonly Group[], name: string): Group | undefined {
  const lower = name.toLowerCase();
  return (
    groups.find(({ id }) => id === name) ??
    groups.find((group) => group.name === name) ??
    groups.find((group) => group.name.toLowerCase() === lower)
  );
}
