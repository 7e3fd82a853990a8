import type { Account, Attributes, AttributeValue } from '@rollcall/contract';
import { parsePath, readPath, type SchemaIndex } from '@rollcall/scim-protocol';
import { idOf, type Row, versionOfResource } from '../scim-api.js';

/** Turns users into accounts; made once for many, so that paths are parsed once. */
export type ToAccount = (resource: Row) => Account | undefined;

export interface AccountRules {
  readonly users: SchemaIndex;
  readonly readAs: Readonly<Record<string, string>>;
  readonly protection: (id: string, userName: unknown) => string | undefined;
  /** Adds the groups that groups are within. Absent: only direct members count. */
  readonly widen?: (groups: readonly string[]) => readonly string[];
}

/** Undefined for a resource without an id: what cannot be named cannot be written to. */
export function toAccounts(names: readonly string[], { users, readAs, protection, widen }: AccountRules): ToAccount {
  const read = valuesReader(names, users);
  return (row) => {
    const resource = renamed(row, readAs);
    const id = idOf(resource);
    if (id === undefined) return undefined;
    const [active, version] = [activeIn(resource), versionOfResource(resource)];
    const told = groupsIn(resource, widen !== undefined);
    const groups = told === undefined || widen === undefined ? told : widen(told);
    const reason = protection(id, resource.userName);
    return {
      id,
      attributes: read(resource),
      ...(active === undefined ? {} : { active }),
      ...(groups === undefined ? {} : { groups }),
      ...(version === undefined ? {} : { version }),
      ...(reason === undefined ? {} : { protection: reason }),
    };
  };
}

/** Reads the values of these paths; what a resource does not tell is absent. */
export function valuesReader(names: readonly string[], users: SchemaIndex): (resource: Row) => Attributes {
  const paths = names.map((name) => [name, parsePath(name, { index: users })] as const);
  return (resource) => {
    const attributes: Record<string, AttributeValue> = {};
    for (const [name, path] of paths) {
      const value = readPath(resource, path, users);
      if (value !== undefined) attributes[name] = name === 'id' ? String(value) : (value as AttributeValue);
    }
    return attributes;
  };
}

/** Core attributes that a service tells under other names. */
export function renamed(resource: Row, readAs: Readonly<Record<string, string>>): Row {
  let result = resource;
  for (const [own, core] of Object.entries(readAs))
    if (resource[own] !== undefined && resource[core] === undefined) result = { ...result, [core]: resource[own] };
  return result;
}

/** Exact texts are taken for booleans, because Entra taught services to write them. */
export function activeIn({ active }: Row): boolean | undefined {
  if (typeof active === 'boolean') return active;
  if (active === 'True' || active === 'true') return true;
  return active === 'False' || active === 'false' ? false : undefined;
}

/** Ids of the groups that it is a direct member of, or with `indirect` in any way. Absent where the service does not tell: an empty list is often left out. */
function groupsIn({ groups }: Row, indirect: boolean): readonly string[] | undefined {
  if (!Array.isArray(groups)) return undefined;
  return (groups as readonly unknown[]).flatMap((group) => {
    const { value, type } = (typeof group === 'object' && group !== null ? group : {}) as Row;
    return value === undefined || value === null || (type === 'indirect' && !indirect) ? [] : [String(value)];
  });
}
