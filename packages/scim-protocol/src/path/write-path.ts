import { compileElementFilter } from '../filter/compile-filter.js';
import { isRecord, keyOf, type Row } from '../filter/property.js';
import type { SchemaIndex } from '../schema/schema-index.js';
import { type AttributePath, ScimPathError } from './attribute-path.js';
import { isCoreUrn } from './core-urn.js';
import { elementOf } from './element-of.js';
import { parsePath, printPath } from './parse-path.js';

/**
 * The resource with a value at a path; the one given is not changed. `undefined` removes, `null` and `""` are written as
 * they are. Where no element fits a filter, one is made from its equalities: `emails[type eq "work"].value` gives
 * `{type: "work", value}`. A sub-attribute of a list is written to each element. Throws a `ScimPathError` for a path that
 * nothing can be made from.
 */
export function writePath(resource: Row, path: string | AttributePath, value: unknown, index?: SchemaIndex): Row {
  const parsed = typeof path === 'string' ? parsePath(path, index === undefined ? {} : { index }) : path;
  const { schema, name } = parsed;
  if (schema === undefined || isCoreUrn(schema, index)) {
    if (name === '') throw new ScimPathError(`writing to "${schema}": name one of its attributes`, schema ?? '');
    return withAttribute(resource, parsed, value, index);
  }
  const key = keyOf(resource, schema) ?? schema;
  if (name === '') return withKey(resource, key, value);
  const container = resource[key];
  const next = withAttribute(isRecord(container) ? container : {}, parsed, value, index);
  return withKey(resource, key, Object.keys(next).length === 0 ? undefined : next);
}

function withAttribute(record: Row, path: AttributePath, value: unknown, index: SchemaIndex | undefined): Row {
  const key = keyOf(record, path.name) ?? path.name;
  const before = record[key];
  if (path.filter !== undefined) return withKey(record, key, withElement(before, path, value, index));
  if (path.sub === undefined) return withKey(record, key, value);
  return withKey(record, key, withPart(before, path, path.sub, value, index));
}

function withPart(
  before: unknown,
  path: AttributePath,
  sub: string,
  value: unknown,
  index: SchemaIndex | undefined,
): unknown {
  if (Array.isArray(before)) {
    if (before.length > 0)
      return before.map((element) => (isRecord(element) ? withKeyAnyCase(element, sub, value) : element));
  } else if (isRecord(before)) {
    const next = withKeyAnyCase(before, sub, value);
    return Object.keys(next).length === 0 ? undefined : next;
  }
  if (value === undefined) return before;
  const isList = Array.isArray(before) || index?.resolve(path)?.attribute.multiValued === true;
  return isList ? [{ [sub]: value }] : { [sub]: value };
}

function withElement(before: unknown, path: AttributePath, value: unknown, index: SchemaIndex | undefined): unknown {
  const { filter, sub } = path;
  if (filter === undefined) return before;
  const list: readonly unknown[] = Array.isArray(before)
    ? before
    : before === undefined || before === null
      ? []
      : [before];
  const fits = compileElementFilter(filter, path, index);
  if (value === undefined && sub === undefined) return orAbsent(list.filter((element) => !fits(element)));
  let found = false;
  const next = list.map((element) => {
    if (!fits(element)) return element;
    found = true;
    if (sub === undefined) return isRecord(value) ? { ...elementOf(filter), ...value } : value;
    return isRecord(element) ? withKeyAnyCase(element, sub, value) : value;
  });
  if (found) return orAbsent(next.filter((element) => element !== undefined));
  if (value === undefined || value === null) return before;
  const made = elementOf(filter);
  if (made === undefined) {
    const text = printPath(path);
    throw new ScimPathError(
      `writing to "${text}": no element fits, and only "eq" joined by "and" says how to make one`,
      text,
    );
  }
  return [
    ...list,
    sub === undefined ? (isRecord(value) ? { ...made, ...value } : { ...made, value }) : { ...made, [sub]: value },
  ];
}

function orAbsent(list: readonly unknown[]): readonly unknown[] | undefined {
  return list.length === 0 ? undefined : list;
}

function withKeyAnyCase(record: Row, name: string, value: unknown): Row {
  return withKey(record, keyOf(record, name) ?? name, value);
}

/** Undefined removes the key. */
export function withKey(record: Row, key: string, value: unknown): Row {
  if (value !== undefined) return { ...record, [key]: value };
  if (!Object.hasOwn(record, key)) return record;
  const { [key]: _, ...rest } = record;
  return rest;
}
