import type { Filter, FilterValue } from '@rollcall/scim-protocol';

type Json = unknown;
type Obj = Readonly<Record<string, Json>>;

/**
 * Attributes of the tests whose case counts: ids of resources and references (RFC 7643 §2.3.7, §3.1), also where §8.7.1 says of the id of a
 * manager that it does not. All other texts have none.
 */
const EXACT = new Set(['id', 'externalid', 'groups', 'groups.value', 'manager.value']);
const TIMES = new Set(['meta.created', 'meta.lastmodified']);

/**
 * Does a filter hold of a User? Written from RFC 7644 §3.4.2.2 alone, without a look at the evaluator that it is compared with, and
 * without regard to speed.
 */
export function naiveHolds(filter: Filter, user: Obj): boolean {
  return holds(filter, (name) => lookUp(user, name), '');
}

type Find = (name: { readonly schema?: string; readonly name: string; readonly sub?: string }) => readonly Json[];

function holds(filter: Filter, find: Find, prefix: string): boolean {
  if (filter.kind === 'and') return holds(filter.left, find, prefix) && holds(filter.right, find, prefix);
  if (filter.kind === 'or') return holds(filter.left, find, prefix) || holds(filter.right, find, prefix);
  if (filter.kind === 'not') return !holds(filter.filter, find, prefix);
  if (filter.kind === 'present') return find(filter.attribute).some(hasSomething);
  if (filter.kind === 'compare') {
    const { attribute, operator, value } = filter;
    const path = `${prefix}${attribute.name}${attribute.sub === undefined ? '' : `.${attribute.sub}`}`.toLowerCase();
    return compare(assumePrimary(attribute, value, find, prefix), operator, value, path);
  }
  const top = filter.attribute.name.toLowerCase();
  const within = filter.then;
  return find(filter.attribute).some((element) => {
    if (element === null || element === undefined) return false;
    const inside: Find = ({ name }) => part(element, name);
    if (!holds(filter.filter, inside, `${top}.`)) return false;
    if (within === undefined) return true;
    const values = part(element, within.sub);
    if (within.operator === 'pr') return values.some(hasSomething);
    const isPrimary = within.sub.toLowerCase() === 'primary' && typeof within.value === 'boolean';
    return compare(
      isPrimary && values.length === 0 ? [false] : values,
      within.operator,
      within.value,
      `${top}.${within.sub.toLowerCase()}`,
    );
  });
}

/** RFC 7643 §2.4: "If not specified, the value of "primary" SHALL be assumed to be "false"." */
function assumePrimary(
  attribute: Parameters<Find>[0],
  wanted: FilterValue,
  find: Find,
  prefix: string,
): readonly Json[] {
  const name = (attribute.sub ?? attribute.name).toLowerCase();
  if (name !== 'primary' || typeof wanted !== 'boolean') return find(attribute);
  if (prefix !== '') return find(attribute).length === 0 ? [false] : find(attribute);
  if (attribute.sub === undefined) return find(attribute);
  const { sub: _, ...list } = attribute;
  return find(list).flatMap((element) => {
    const own = part(element, 'primary');
    return own.length === 0 && typeof element === 'object' && element !== null ? [false] : own;
  });
}

function compare(found: readonly Json[], operator: string, wanted: FilterValue, path: string): boolean {
  const values = found.map(plainOf).filter((value) => value !== undefined && value !== null);
  if (wanted === null) return operator === 'eq' ? values.length === 0 : operator === 'ne' && values.length > 0;
  if (operator === 'ne') return values.length === 0 || values.some((value) => !equal(value, wanted, path));
  if (operator === 'eq') return values.some((value) => equal(value, wanted, path));
  return values.some((value) => ordered(value, operator, wanted, path));
}

function equal(value: Json, wanted: FilterValue, path: string): boolean {
  if (typeof value !== typeof wanted) return false;
  if (typeof value !== 'string' || typeof wanted !== 'string') return value === wanted;
  if (TIMES.has(path) && !Number.isNaN(Date.parse(wanted)) && !Number.isNaN(Date.parse(value)))
    return Date.parse(value) === Date.parse(wanted);
  return folded(value, path) === folded(wanted, path);
}

function ordered(value: Json, operator: string, wanted: FilterValue, path: string): boolean {
  if (typeof value === 'number' && typeof wanted === 'number') return byOrder(value, operator, wanted);
  if (typeof value !== 'string' || typeof wanted !== 'string') return false;
  const [own, other] = [folded(value, path), folded(wanted, path)];
  if (operator === 'co') return own.indexOf(other) >= 0;
  if (operator === 'sw') return own.slice(0, other.length) === other;
  if (operator === 'ew') return other === '' || own.slice(-other.length) === other;
  if (TIMES.has(path) && !Number.isNaN(Date.parse(wanted)) && !Number.isNaN(Date.parse(value)))
    return byOrder(Date.parse(value), operator, Date.parse(wanted));
  return byOrder(own, operator, other);
}

function byOrder<T extends string | number>(a: T, operator: string, b: T): boolean {
  if (operator === 'gt') return a > b;
  if (operator === 'ge') return a >= b;
  if (operator === 'lt') return a < b;
  return operator === 'le' && a <= b;
}

function folded(text: string, path: string): string {
  return EXACT.has(path) ? text : text.toLowerCase();
}

function lookUp(user: Obj, { schema, name, sub }: Parameters<Find>[0]): readonly Json[] {
  const isExtension = schema !== undefined && !schema.toLowerCase().includes(':core:');
  const holder = isExtension ? property(user, schema) : user;
  const values = listOf(property(holder, name));
  return sub === undefined ? values : values.flatMap((value) => part(value, sub));
}

function part(element: Json, name: string): readonly Json[] {
  if (typeof element !== 'object' || element === null) return name.toLowerCase() === 'value' ? [element] : [];
  return listOf(property(element, name));
}

function property(holder: Json, name: string): Json {
  if (typeof holder !== 'object' || holder === null) return undefined;
  return Object.entries(holder).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}

function listOf(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

/** A complex value stands for its `value`. */
function plainOf(value: Json): Json {
  return typeof value === 'object' && value !== null ? property(value, 'value') : value;
}

function hasSomething(value: Json): boolean {
  if (value === undefined || value === null || value === '') return false;
  return typeof value !== 'object' || Object.values(value).some(hasSomething);
}
