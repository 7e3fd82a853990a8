import type { Group, Provider } from '@rollcall/contract';
import { createScope, resolveRoles } from '../run/scope.js';

/** How many people a role filter would mean. */
export interface PeopleCount {
  /** People of the source that were counted. */
  readonly total: number;
  /** Those among them who have any of the roles. */
  readonly inScope: number;
  /** People who have each role, by its id. */
  readonly byRole: Readonly<Record<string, number>>;
  /** Everybody was counted; else these are the least there are. */
  readonly complete: boolean;
}

/**
 * Counts people of a source and how many of them have any of the roles. Stops at `signal`, with what it has counted by then, so a
 * page of a big site does not wait for all of it.
 */
export async function countPeople(
  source: Provider,
  groups: readonly Group[],
  roles: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<PeopleCount> {
  const scope = createScope({
    roles: resolveRoles(roles, groups).roles,
    roleNames: new Map(),
    where: undefined,
    whereText: undefined,
  });
  const everyone = groups.filter((group) => group.everyone === true);
  const byRole = new Map<string, number>(groups.map(({ id }) => [id, 0]));
  let total = 0;
  let inScope = 0;
  try {
    for await (const { accounts } of source.accounts?.pages({ attributes: [], signal }) ?? []) {
      for (const account of accounts) {
        total += 1;
        if (scope(account).in) inScope += 1;
        for (const id of [...(account.groups ?? []), ...everyone.map((group) => group.id)])
          byRole.set(id, (byRole.get(id) ?? 0) + 1);
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    return { total, inScope, byRole: Object.fromEntries(byRole), complete: false };
  }
  return { total, inScope, byRole: Object.fromEntries(byRole), complete: !signal.aborted };
}
