import type { GroupMapping } from './compiled-sync.js';
import type { ResolveGroups } from './perform.js';
import type { RunContext } from './run-context.js';

/** Stands for a group until it is made. */
export const NEW = 'new:';

export function isUnmade(id: string): boolean {
  return id.startsWith(NEW);
}

/** Ids of groups, with those of groups that were made in place of what stood for them. */
export function withMade(made: ReadonlyMap<string, string>): ResolveGroups {
  return (ids) => ids.map((id) => made.get(id) ?? id);
}

/**
 * The groups that operations of an earlier run, or of this one, were about, as far as they are there: by what this run made, or else by
 * what the table finds under the name. What is not there is left out.
 */
export function groupsNow({ sync, madeGroups }: Pick<RunContext, 'sync' | 'madeGroups'>): ResolveGroups {
  return (ids) =>
    ids.flatMap((id) => {
      if (!isUnmade(id)) return [id];
      const [found] = [...(sync.groups?.placeholders ?? [])].find(([, placeholder]) => placeholder === id) ?? [];
      return madeGroups.get(id) ?? found ?? [];
    });
}

/** The groups of a sync when those that it lacked have been made. */
export function mappingWithMade(groups: GroupMapping, made: ReadonlyMap<string, string>): GroupMapping {
  const resolve = withMade(made);
  return {
    ...groups,
    desired: (sourceGroups) => resolve(groups.desired(sourceGroups)),
    placeholders: new Map([
      ...groups.placeholders,
      ...[...made].map(([placeholder, id]) => [id, placeholder] as const),
    ]),
  };
}

/** The run when it looks at accounts again, after it has made groups: they have ids now. */
export function contextWithMade(context: RunContext): RunContext {
  const { sync, madeGroups } = context;
  if (sync.groups === undefined || madeGroups.size === 0) return context;
  const resolve = withMade(madeGroups);
  const map: typeof sync.map = (account) => {
    const desired = sync.map(account);
    return { ...desired, groups: resolve(desired.groups) };
  };
  return { ...context, sync: { ...sync, map, groups: mappingWithMade(sync.groups, madeGroups) } };
}
