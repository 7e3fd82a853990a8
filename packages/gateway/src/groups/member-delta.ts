import { GROUP_INDEX, type Leniency, type PatchOperation, parsePath, ScimPathError } from '@rollcall/scim-protocol';

/** What a PATCH of a group does, where that can be told without knowing who is in it. */
export interface MemberDelta {
  readonly add: readonly string[];
  readonly remove: readonly string[];
  /** A new name, where it gives one. */
  readonly displayName?: string;
}

/**
 * Reads the operations that nearly all PATCHes of groups are: members added, members removed by their value, a new name. So that a group
 * of any size costs what the change costs. Undefined for anything else, and where the client is strict and a removal must have found somebody.
 */
export function memberDelta(
  operations: readonly PatchOperation[],
  leniency: Leniency | undefined,
): MemberDelta | undefined {
  const add = new Set<string>();
  const remove = new Set<string>();
  let displayName: string | undefined;
  for (const written of operations) {
    for (const operation of leniency === undefined ? [written] : leniency.normalise(written, {}, GROUP_INDEX)) {
      const step = stepOf(operation, leniency);
      if (step === undefined) return undefined;
      if ('displayName' in step) displayName = step.displayName;
      else
        for (const id of step.ids) {
          (step.adds ? add : remove).add(id);
          (step.adds ? remove : add).delete(id);
        }
    }
  }
  return { add: [...add], remove: [...remove], ...(displayName === undefined ? {} : { displayName }) };
}

type Step = { readonly adds: boolean; readonly ids: readonly string[] } | { readonly displayName: string };

function stepOf({ op, path, value }: PatchOperation, leniency: Leniency | undefined): Step | undefined {
  if (path === undefined || path === '') return undefined;
  const parsed = parsed_(path);
  const name = parsed?.name.toLowerCase();
  if (parsed === undefined || parsed.sub !== undefined) return undefined;
  if (name === 'displayname' && parsed.filter === undefined && op !== 'remove')
    return typeof value === 'string' && value.trim() !== '' ? { displayName: value } : undefined;
  if (name !== 'members') return undefined;
  if (op === 'add' && parsed.filter === undefined) return withIds(true, value);
  if (op !== 'remove' || leniency?.ignoresMissing !== true) return undefined;
  if (parsed.filter === undefined)
    return leniency.removesByValue === true && value !== undefined ? withIds(false, value) : undefined;
  const { filter } = parsed;
  const isValue =
    filter.kind === 'compare' && filter.operator === 'eq' && filter.attribute.name.toLowerCase() === 'value';
  return isValue && typeof filter.value === 'string' ? { adds: false, ids: [filter.value] } : undefined;
}

function parsed_(path: string): ReturnType<typeof parsePath> | undefined {
  try {
    return parsePath(path, { index: GROUP_INDEX });
  } catch (error) {
    if (error instanceof ScimPathError) return undefined;
    throw error;
  }
}

function withIds(adds: boolean, value: unknown): Step | undefined {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const ids = list.map((item) => idOf(item));
  return ids.every((id) => id !== undefined) ? { adds, ids } : undefined;
}

/** Groups in groups, and members without a value, are for the schema to judge. */
function idOf(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null) return undefined;
  const { value, type } = item as { readonly value?: unknown; readonly type?: unknown };
  return typeof value === 'string' && (type === undefined || type === 'User') ? value : undefined;
}
