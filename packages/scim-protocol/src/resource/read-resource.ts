import { isRecord, type Row } from '../filter/property.js';
import { ScimError } from '../message/scim-error.js';
import { checkValue, checkValues, invalidValue } from '../patch/check-value.js';
import { withOnePrimary } from '../patch/one-primary.js';
import type { Leniency } from '../patch/operation.js';
import { requireAttributes, requireValues } from '../patch/require-values.js';
import { schemasOf } from '../path/resource-from-paths.js';
import type { SchemaAttribute } from '../schema/define-attribute.js';
import type { SchemaIndex } from '../schema/schema-index.js';

/** A resource that a client sent, and what of it was not understood. */
export interface ReadResource {
  /** With the schema's spelling of names; without what a client cannot set, `null`s and empty lists. */
  readonly resource: Row;
  /** Names that the client said to have no value (`null` or an empty list), in the schema's spelling. */
  readonly cleared: readonly string[];
  /** Names that the resource type does not have, as the client wrote them. */
  readonly unknown: readonly string[];
}

/**
 * Reads the body of a POST or PUT (RFC 7644 §3.3, §3.5.1): what is `readOnly` is ignored, so is what the type does not have; a value of
 * the wrong type is `invalidValue`, and so is a required attribute or part without a value. A leniency repairs values as it does in a PATCH.
 */
export function readResource(body: unknown, index: SchemaIndex, leniency?: Leniency): ReadResource {
  if (!isRecord(body)) throw new ScimError(400, 'the body must be an object', 'invalidSyntax');
  const reading: Reading = { index, resource: {}, cleared: [], unknown: [] };
  for (const [key, value] of Object.entries(leniency === undefined ? body : repaired(body, index, leniency))) {
    if (key.toLowerCase() === 'schemas') continue;
    const extension = index.extension(key);
    if (extension !== undefined) readExtension(extension.id, value, reading);
    else readInto(reading.resource, undefined, key, value, reading);
  }
  const { resource, cleared, unknown } = reading;
  for (const name of index.required)
    if (isNothing(resource[name])) throw invalidValue(`"${name}" is required and has no value`);
  requireValues({}, resource, index);
  for (const { schema, required } of index.resourceType.extensions)
    if (required) requireAttributes(schema.attributes, resource[schema.id], schema.id);
  return { resource: { schemas: schemasOf(resource, index), ...resource }, cleared, unknown };
}

interface Reading {
  readonly index: SchemaIndex;
  readonly resource: Record<string, unknown>;
  readonly cleared: string[];
  readonly unknown: string[];
}

function readExtension(urn: string, value: unknown, reading: Reading): void {
  if (value === null) return;
  if (!isRecord(value)) throw invalidValue(`"${urn}" takes an object with its attributes`);
  const container: Record<string, unknown> = {};
  for (const [name, own] of Object.entries(value)) readInto(container, urn, name, own, reading);
  if (Object.keys(container).length > 0) reading.resource[urn] = container;
}

function readInto(
  holder: Record<string, unknown>,
  schema: string | undefined,
  name: string,
  value: unknown,
  reading: Reading,
): void {
  const attribute = reading.index.resolve(schema === undefined ? { name } : { schema, name })?.attribute;
  const text = schema === undefined ? name : `${schema}:${name}`;
  if (attribute === undefined) reading.unknown.push(text);
  else if (attribute.mutability === 'readOnly') return;
  else if (isNothing(value))
    reading.cleared.push(schema === undefined ? attribute.name : `${schema}:${attribute.name}`);
  else {
    const checked = checkedValue(attribute, value, reading.index, text);
    if (!isNothing(checked)) holder[attribute.name] = checked;
  }
}

function checkedValue(attribute: SchemaAttribute, value: unknown, index: SchemaIndex, path: string): unknown {
  if (!attribute.multiValued) return withoutNulls(checkValue(attribute, value, index, path));
  const values = checkValues(attribute, value, index, path)
    .map(withoutNulls)
    .filter((item) => !isNothing(item));
  return index.part(attribute, 'primary') === undefined ? values : withOnePrimary([], values, path);
}

/** Each attribute as if it were added by a PATCH of this client, so that the same repairs apply. */
function repaired(body: Row, index: SchemaIndex, leniency: Leniency): Row {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(body)) {
    if (
      key.toLowerCase() === 'schemas' ||
      index.extension(key) !== undefined ||
      isNothing(value) ||
      isPlain(key, value, index)
    ) {
      result[key] =
        index.extension(key) !== undefined && isRecord(value) ? repairedExtension(key, value, index, leniency) : value;
      continue;
    }
    place(result, leniency.normalise({ op: 'add', path: key, value }, {}, index), index);
  }
  return result;
}

function repairedExtension(urn: string, value: Row, index: SchemaIndex, leniency: Leniency): Row {
  const result: Record<string, unknown> = {};
  for (const [name, own] of Object.entries(value)) {
    if (isNothing(own)) result[name] = own;
    else
      for (const one of leniency.normalise({ op: 'add', path: `${urn}:${name}`, value: own }, {}, index))
        result[name] = one.value;
  }
  return result;
}

/** A text for an attribute that holds a text needs no repair: most of them. */
function isPlain(key: string, value: unknown, index: SchemaIndex): boolean {
  if (typeof value !== 'string') return false;
  const attribute = index.resolve({ name: key })?.attribute;
  return attribute?.type === 'string' && !attribute.multiValued;
}

/** A repair may have moved an attribute into an extension. */
function place(
  result: Record<string, unknown>,
  operations: readonly { readonly path?: string; readonly value?: unknown }[],
  index: SchemaIndex,
): void {
  for (const { path, value } of operations) {
    if (path === undefined) continue;
    const urn = index.schemas.find((schema) => path.toLowerCase().startsWith(`${schema.toLowerCase()}:`));
    if (urn === undefined || index.isCore(urn)) result[urn === undefined ? path : path.slice(urn.length + 1)] = value;
    else result[urn] = { ...(result[urn] as Row | undefined), [path.slice(urn.length + 1)]: value };
  }
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}

function withoutNulls(value: unknown): unknown {
  if (!isRecord(value) || !Object.values(value).some((part) => part === null)) return value;
  const parts = Object.entries(value).filter(([, part]) => part !== null);
  return parts.length === 0 ? null : Object.fromEntries(parts);
}
