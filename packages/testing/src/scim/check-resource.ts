import { applyPatch, ScimError } from '@rollcall/scim-protocol';
import { isRow, type Row } from './row.js';
import type { ScimDialect } from './scim-dialect.js';
import { indexOf, memberIdsOf, type ScimService, type ScimType } from './scim-service.js';

const READ_ONLY = ['id', 'meta', 'groups', 'schemas'];

/** The content of a POST or PUT, checked against the schema: names in its spelling, what is read-only or no value left out. */
export function contentOf(type: ScimType, body: unknown): Row {
  if (!isRow(body)) throw new ScimError(400, 'the body must be an object', 'invalidSyntax');
  if (!Array.isArray(body.schemas)) throw new ScimError(400, 'the body must name its "schemas"', 'invalidSyntax');
  const value = Object.fromEntries(
    Object.entries(body).filter(([name, own]) => !READ_ONLY.includes(name) && !isUnassigned(own)),
  );
  if (Object.keys(value).length === 0) return {};
  const { resource } = applyPatch({ schemas: [] }, [{ op: 'add', value }], indexOf(type));
  return resource;
}

/** Throws a `ScimError` where a resource may not be as it is. `id` is its own, absent for a new one. */
export function checkResource(
  type: ScimType,
  content: Row,
  id: string | undefined,
  service: ScimService,
  dialect: ScimDialect,
): void {
  const name = type === 'User' ? 'userName' : 'displayName';
  const value = content[name];
  if (typeof value !== 'string' || value.trim() === '') throw new ScimError(400, `"${name}" is needed`, 'invalidValue');
  const isUnique = type === 'User' || dialect.uniqueGroupNames === true;
  const namesake = service
    .store(type)
    .lookUp(name, value)
    ?.find((one) => one.id !== id);
  if (isUnique && namesake !== undefined) throw new ScimError(409, `another ${type} has this "${name}"`, 'uniqueness');
  for (const list of dialect.singleValued ?? []) {
    const values = content[list];
    if (Array.isArray(values) && values.length > 1)
      throw new ScimError(400, `"${list}" has at most one value`, 'invalidValue');
  }
  if (type === 'Group') checkMembersExist(content, id, service);
}

/** What a service forgets without saying so. */
export function withoutDropped(content: Row, { drops = [] }: ScimDialect): Row {
  if (drops.length === 0) return content;
  return Object.fromEntries(Object.entries(content).filter(([name]) => !drops.includes(name)));
}

/** Only those that are new: a group of 10,000 is not looked through for one. */
function checkMembersExist(content: Row, id: string | undefined, service: ScimService): void {
  const known = new Set(id === undefined ? [] : service.memberIds(id));
  for (const member of memberIdsOf(content))
    if (!known.has(member) && service.users.get(member) === undefined && service.groups.get(member) === undefined)
      throw new ScimError(400, `there is no member "${member}"`, 'invalidValue');
}

function isUnassigned(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}
