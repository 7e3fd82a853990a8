import { isRecord, property, type Row } from '../filter/property.js';
import { ScimError } from '../message/scim-error.js';
import { parsePath, printPath } from '../path/parse-path.js';
import { readPath } from '../path/read-path.js';
import type { SchemaIndex } from '../schema/schema-index.js';

/** What a resource is sorted by; undefined where it has no value. */
export type SortKey = string | number | undefined;

/**
 * A copy in the order of an attribute (RFC 7644 §3.4.2.3): texts by the schema's case rule, times as instants, of several values
 * the primary one or else the first. Resources without a value come last when ascending and first when descending. What is equal
 * keeps its order. Throws `invalidPath` for an attribute that the type does not have.
 */
export function sortResources<R extends Row>(
  resources: readonly R[],
  sortBy: string,
  index: SchemaIndex,
  sortOrder: 'ascending' | 'descending' = 'ascending',
): readonly R[] {
  const keyOf = sortKeyOf(sortBy, index);
  if (keyOf === undefined) {
    throw new ScimError(
      400,
      `sorting by "${printPath(parsePath(sortBy, { index }))}": ${index.resourceType.name} has no such attribute`,
      'invalidPath',
    );
  }
  const sign = sortOrder === 'descending' ? -1 : 1;
  return resources
    .map((resource) => ({ resource, key: keyOf(resource) }))
    .sort((a, b) => sign * compareSortKeys(a.key, b.key))
    .map(({ resource }) => resource);
}

/** Reads what `sortBy` sorts by, to put resources of several types into one order; undefined where the type has no such attribute. */
export function sortKeyOf(sortBy: string, index: SchemaIndex): ((resource: Row) => SortKey) | undefined {
  const path = parsePath(sortBy, { index });
  const target = index.resolve(path);
  if (target === undefined) return undefined;
  const attribute = target.sub ?? target.attribute;
  const value = attribute.type === 'complex' ? (index.part(attribute, 'value') ?? attribute) : attribute;
  const { sub, ...top } = path;
  return (resource) => {
    const chosen = primary(readPath(resource, top, index));
    const own = isRecord(chosen) ? property(chosen, sub ?? 'value') : sub === undefined ? chosen : undefined;
    return sortKey(own, value.type === 'dateTime', value.caseExact);
  };
}

function primary(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.find((element) => isRecord(element) && property(element, 'primary') === true) ?? value[0];
}

function sortKey(value: unknown, isTime: boolean, exact: boolean): SortKey {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'string') return undefined;
  const instant = isTime ? Date.parse(value) : Number.NaN;
  if (!Number.isNaN(instant)) return instant;
  return exact ? value : value.toLowerCase();
}

/** Ascending; what has no value comes last. */
export function compareSortKeys(a: SortKey, b: SortKey): number {
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
  return a < b ? -1 : 1;
}
