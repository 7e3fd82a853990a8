import { isRecord, keyOf, type Row } from '../filter/property.js';
import { ScimError } from '../message/scim-error.js';
import { type AttributePath, ScimPathError } from '../path/attribute-path.js';
import { parsePath } from '../path/parse-path.js';
import { schemasOf } from '../path/resource-from-paths.js';
import { withKey } from '../path/write-path.js';
import { isSameValue } from '../resource/same-value.js';
import type { SchemaIndex } from '../schema/schema-index.js';
import { changeAttribute } from './change-attribute.js';
import { invalidValue } from './check-value.js';
import type { Leniency, PatchOperation, PatchVerb } from './operation.js';
import { requireValues } from './require-values.js';

/** How operations are read. */
export interface PatchOptions {
  /** Reads the operations of a client that is not strict; absent: RFC 7644 as it is written. */
  readonly leniency?: Leniency;
}

/** What a PATCH made of a resource. */
export interface PatchResult {
  /** As it is after all operations; the one given, and not a copy, where nothing changed. */
  readonly resource: Row;
  /** Is it another resource than before? `meta` is the caller's to update. */
  readonly changed: boolean;
}

/**
 * Applies the operations of a PATCH in turn, all or none (RFC 7644 §3.5.2). The resource given is never changed; the result shares
 * with it what did not change. Throws a `ScimError` with status 400 that names the operation.
 */
export function applyPatch(
  resource: Row,
  operations: readonly PatchOperation[],
  index: SchemaIndex,
  { leniency }: PatchOptions = {},
): PatchResult {
  let current = resource;
  operations.forEach((operation, at) => {
    try {
      const steps = leniency === undefined ? [operation] : leniency.normalise(operation, current, index);
      for (const step of steps) current = applyOperation(current, step, { index, leniency });
    } catch (error) {
      throw named(error, at);
    }
  });
  current = withSchemas(resource, current, index);
  const changed = current !== resource && !isSameValue(resource, current);
  if (changed) requireValues(resource, current, index);
  return { resource: changed ? current : resource, changed };
}

interface Rules {
  readonly index: SchemaIndex;
  readonly leniency: Leniency | undefined;
}

function applyOperation(resource: Row, { op, path, value }: PatchOperation, rules: Rules): Row {
  if (op !== 'add' && op !== 'remove' && op !== 'replace') {
    throw new ScimError(400, `"${String(op)}" is no operation; there are add, remove and replace`, 'invalidSyntax');
  }
  if (op !== 'remove' && value === undefined) throw invalidValue(`"${op}" needs a value`);
  if (path === undefined || path === '') return applyWithoutPath(resource, op, value, rules);
  if (typeof path !== 'string') throw new ScimError(400, 'the path must be a text', 'invalidPath');
  const parsed = parsePath(path, { index: rules.index });
  if (parsed.name !== '') return change(resource, parsed, path, op, value, rules);
  const urn = parsed.schema ?? '';
  if (rules.index.isCore(urn)) return applyWithoutPath(resource, op, value, rules);
  return applyToExtension(resource, urn, op, value, rules);
}

/** `value` holds attributes by name, and extensions by URN (RFC 7644 §3.5.2.1). */
function applyWithoutPath(resource: Row, verb: PatchVerb, value: unknown, rules: Rules): Row {
  if (verb === 'remove') throw new ScimError(400, 'a removal needs a path', 'noTarget');
  if (!isRecord(value)) throw invalidValue('without a path, the value must be an object with the attributes');
  let current = resource;
  for (const [key, own] of Object.entries(value)) {
    const extension = rules.index.extension(key);
    current =
      extension === undefined
        ? change(current, { name: key }, key, verb, own, rules)
        : applyToExtension(current, extension.id, verb, own, rules);
  }
  return current;
}

function applyToExtension(resource: Row, urn: string, verb: PatchVerb, value: unknown, rules: Rules): Row {
  const key = keyOf(resource, urn) ?? urn;
  if (verb === 'remove' || (verb === 'replace' && value === null)) {
    const container = resource[key];
    let current = resource;
    for (const name of isRecord(container) ? Object.keys(container) : []) {
      if (rules.index.resolve({ schema: urn, name }) === undefined) continue;
      current = change(current, { schema: urn, name }, `${urn}:${name}`, 'remove', undefined, rules);
    }
    return current;
  }
  if (value === null) return resource;
  if (!isRecord(value)) throw invalidValue(`"${urn}" takes an object with its attributes`);
  let current = resource;
  for (const [name, own] of Object.entries(value)) {
    current = change(current, { schema: urn, name }, `${urn}:${name}`, verb, own, rules);
  }
  return current;
}

function change(resource: Row, path: AttributePath, text: string, verb: PatchVerb, value: unknown, rules: Rules): Row {
  const { index, leniency } = rules;
  const target = index.resolve(path);
  if (target === undefined) {
    throw new ScimError(400, `"${text}" is no attribute of ${index.resourceType.name}`, 'invalidPath');
  }
  const { container, attribute } = target;
  const holderKey = container === undefined ? undefined : (keyOf(resource, container) ?? container);
  const found = holderKey === undefined ? resource : resource[holderKey];
  const holder = isRecord(found) ? found : {};
  const key = keyOf(holder, attribute.name) ?? attribute.name;
  const after = changeAttribute(holder[key], { verb, path, text, target, value, index, leniency });
  if (after === holder[key]) return resource;
  const next = withKey(holder, key, after);
  if (holderKey === undefined) return next;
  return withKey(resource, holderKey, Object.keys(next).length === 0 ? undefined : next);
}

/** `schemas` follows the extensions that come and go (RFC 7643 §3.1); otherwise it stays as it is. */
function withSchemas(before: Row, after: Row, index: SchemaIndex): Row {
  if (before === after) return after;
  const moved = index.schemas.some((urn) => (keyOf(before, urn) === undefined) !== (keyOf(after, urn) === undefined));
  return moved ? { ...after, schemas: schemasOf(after, index) } : after;
}

function named(error: unknown, at: number): unknown {
  const place = `operation ${at + 1}: `;
  if (error instanceof ScimPathError) return new ScimError(400, `${place}${error.message}`, 'invalidPath');
  if (!(error instanceof ScimError)) return error;
  return new ScimError(error.status, `${place}${error.message}`, error.scimType);
}
