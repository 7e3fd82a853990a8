import type { Filter, FilterValue } from '../filter/ast.js';
import { isRecord, type Row } from '../filter/property.js';
import type { PatchOperation } from '../patch/operation.js';
import { elementOf } from '../path/element-of.js';
import { parsePath, printPath } from '../path/parse-path.js';
import { readPath } from '../path/read-path.js';
import type { SchemaAttribute } from '../schema/define-attribute.js';
import type { ResolvedAttribute, SchemaIndex } from '../schema/schema-index.js';

/** One way in which clients differ from RFC 7644, put right. */
export type LeniencyStep = (operation: PatchOperation, resource: Row, index: SchemaIndex) => readonly PatchOperation[];

/** Applies the steps one after the other, each to what the one before has made. */
export function inTurn(...steps: readonly LeniencyStep[]): LeniencyStep {
  return (operation, resource, index) =>
    steps.reduce<readonly PatchOperation[]>(
      (operations, step) => operations.flatMap((one) => step(one, resource, index)),
      [operation],
    );
}

/** `Add`, `Replace`, `REMOVE`. */
export const lowerCaseVerbs: LeniencyStep = (operation) => [
  typeof operation.op === 'string' ? { ...operation, op: operation.op.toLowerCase() } : operation,
];

/** Without a path: one operation for each key, which may be dotted, or the URN of an attribute or of an extension. */
export const splitKeys: LeniencyStep = (operation, _resource, index) => {
  const { op, path, value } = operation;
  if ((path !== undefined && path !== '') || op === 'remove' || !isRecord(value)) return [operation];
  return Object.entries(value).flatMap(([key, own]): readonly PatchOperation[] => {
    if (index.extension(key) === undefined && !index.isCore(key)) return [{ op, path: key, value: own }];
    if (!isRecord(own)) return [{ op, path: key, value: own }];
    return Object.entries(own).map(([name, part]) => ({ op, path: `${key}:${name}`, value: part }));
  });
};

/** `manager` and the other attributes of an extension without its URN, where the core schema has none of that name. */
export const findExtension: LeniencyStep = (operation, _resource, index) => {
  const { path } = operation;
  if (path === undefined || /^urn:/i.test(path) || path === '') return [operation];
  const parsed = parsePath(path, { index });
  if (index.resolve({ name: parsed.name }) !== undefined) return [operation];
  const schema = index.schemas.find(
    (urn) => index.extension(urn) !== undefined && index.resolve({ schema: urn, name: parsed.name }) !== undefined,
  );
  return [schema === undefined ? operation : { ...operation, path: printPath({ ...parsed, schema }) }];
};

/** Leaves out what the client may not write (`id`, `meta`): it sends whole resources. */
export const dropReadOnly: LeniencyStep = (operation, _resource, index) => {
  const target = targetOf(operation, index);
  const isReadOnly =
    (target?.sub ?? target?.attribute)?.mutability === 'readOnly' || target?.attribute.mutability === 'readOnly';
  return isReadOnly || operation.path?.toLowerCase() === 'schemas' ? [] : [operation];
};

/** `null` assigns nothing: adding it changes nothing, replacing with it removes. */
export const dropNulls: LeniencyStep = (operation) => {
  if (operation.value !== null) return [operation];
  if (operation.op === 'add') return [];
  const { value: _, ...rest } = operation;
  return [operation.op === 'replace' ? operation : rest];
};

/** `"True"` and `"False"` for boolean attributes, and only for them. */
export const readBooleans: LeniencyStep = (operation, _resource, index) => {
  const target = targetOf(operation, index);
  const attribute = target?.sub ?? target?.attribute;
  return [
    attribute === undefined || operation.value === undefined
      ? operation
      : { ...operation, value: withBooleans(operation.value, attribute, index) },
  ];
};

/** `roles[primary eq "True"]`: texts for booleans in the filter of a path. */
export const readFilterBooleans: LeniencyStep = (operation, _resource, index) => {
  const { path } = operation;
  if (path === undefined || !path.includes('[')) return [operation];
  const parsed = parsePath(path, { index });
  const attribute = index.resolve({
    ...(parsed.schema === undefined ? {} : { schema: parsed.schema }),
    name: parsed.name,
  });
  if (parsed.filter === undefined || attribute === undefined) return [operation];
  const filter = withFilterBooleans(parsed.filter, attribute.attribute, index);
  return [filter === parsed.filter ? operation : { ...operation, path: printPath({ ...parsed, filter }) }];
};

/** `manager: "26118915"`, and one value in a list, or in `{value}`, for an attribute that has one value. */
export const unwrapValues: LeniencyStep = (operation, _resource, index) => {
  const target = targetOf(operation, index);
  if (target === undefined || operation.value === undefined || operation.value === null) return [operation];
  const attribute = target.sub ?? target.attribute;
  if (attribute.multiValued) return [operation];
  let value: unknown = operation.value;
  if (Array.isArray(value) && value.length === 1) value = value[0];
  if (attribute.type !== 'complex' && isRecord(value) && 'value' in value) value = value.value;
  if (attribute.type === 'complex' && !isRecord(value) && index.part(attribute, 'value') !== undefined)
    value = value === '' ? null : { value };
  return dropNulls({ ...operation, value }, {}, index);
};

/** Plain texts as elements of a complex list: `roles: ["editor"]` is `[{value: "editor"}]`. */
export const wrapElements: LeniencyStep = (operation, _resource, index) => {
  const target = targetOf(operation, index);
  const { value } = operation;
  const isList =
    target?.sub === undefined && target?.attribute.multiValued === true && target.attribute.type === 'complex';
  if (!isList || value === undefined || value === null || operation.path?.includes('[') === true) return [operation];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return [{ ...operation, value: list.map((item) => (isRecord(item) ? item : { value: item })) }];
};

/** `emails[type eq "work"].value` where there is no such element: adds one, so that the next operation finds it. */
export const makeElements: LeniencyStep = (operation, resource, index) => {
  const { op, path, value } = operation;
  if (path === undefined || op === 'remove' || !path.includes('[')) return [operation];
  const parsed = parsePath(path, { index });
  if (parsed.filter === undefined) return [operation];
  const { sub, filter, ...attribute } = parsed;
  if (readPath(resource, { ...attribute, filter }, index) !== undefined) return [operation];
  if (value === null) return [];
  const made = elementOf(filter);
  if (made === undefined) return [operation];
  const part = sub === undefined ? (isRecord(value) ? value : { value }) : { [sub]: value };
  return [{ op: 'add', path: printPath(attribute), value: [{ ...made, ...part }] }];
};

function targetOf({ path }: PatchOperation, index: SchemaIndex): ResolvedAttribute | undefined {
  return path === undefined || path === '' ? undefined : index.resolve(parsePath(path, { index }));
}

function withBooleans(value: unknown, attribute: SchemaAttribute, index: SchemaIndex): unknown {
  if (Array.isArray(value)) return value.map((item) => withBooleans(item, attribute, index));
  if (attribute.type === 'boolean') return booleanOf(isRecord(value) && 'value' in value ? value.value : value);
  if (attribute.type !== 'complex' || !isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, own]) => {
      const part = index.part(attribute, name);
      return [name, part?.type === 'boolean' ? booleanOf(own) : own];
    }),
  );
}

function withFilterBooleans(filter: Filter, attribute: SchemaAttribute, index: SchemaIndex): Filter {
  if (filter.kind === 'and' || filter.kind === 'or') {
    const left = withFilterBooleans(filter.left, attribute, index);
    const right = withFilterBooleans(filter.right, attribute, index);
    return left === filter.left && right === filter.right ? filter : { ...filter, left, right };
  }
  if (filter.kind === 'not') {
    const inner = withFilterBooleans(filter.filter, attribute, index);
    return inner === filter.filter ? filter : { ...filter, filter: inner };
  }
  if (filter.kind !== 'compare' || index.part(attribute, filter.attribute.name)?.type !== 'boolean') return filter;
  const value = booleanOf(filter.value) as FilterValue;
  return value === filter.value ? filter : { ...filter, value };
}

function booleanOf(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const lower = value.toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : value;
}
