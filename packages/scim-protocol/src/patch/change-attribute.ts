import { compileElementFilter } from '../filter/compile-filter.js';
import { isRecord, type Row } from '../filter/property.js';
import { ScimError } from '../message/scim-error.js';
import type { AttributePath } from '../path/attribute-path.js';
import { withKey } from '../path/write-path.js';
import { isSameValue } from '../resource/same-value.js';
import type { ResolvedAttribute, SchemaIndex } from '../schema/schema-index.js';
import { checkValue, checkValues, invalidValue } from './check-value.js';
import { addElements, removeElements } from './merge-elements.js';
import { withOnePrimary } from './one-primary.js';
import type { Leniency, PatchVerb } from './operation.js';

/** One operation on one attribute: where, what, and how strictly. */
export interface AttributeChange {
  readonly verb: PatchVerb;
  readonly path: AttributePath;
  /** The path as the client wrote it, for messages. */
  readonly text: string;
  readonly target: ResolvedAttribute;
  readonly value: unknown;
  readonly index: SchemaIndex;
  readonly leniency: Leniency | undefined;
}

/** The new value of the attribute; undefined where it has none any more. Throws a `ScimError` with status 400. */
export function changeAttribute(before: unknown, change: AttributeChange): unknown {
  const { target, path } = change;
  if (path.filter !== undefined && !target.attribute.multiValued) {
    throw new ScimError(400, `"${change.text}": a filter chooses values, and this attribute has one`, 'invalidPath');
  }
  const raw = target.attribute.multiValued ? changeList(listOf(before), change) : changeSingle(before, change);
  const after = isEmpty(raw) ? undefined : raw;
  checkMutability(before, after, change);
  return after;
}

function changeSingle(before: unknown, change: AttributeChange): unknown {
  const { verb, target, value, index, text } = change;
  const { attribute, sub } = target;
  if (sub !== undefined) return changePart(isRecord(before) ? before : {}, change);
  if (verb === 'remove' || (verb === 'replace' && isUnassigned(value))) return undefined;
  if (isUnassigned(value)) return before;
  const checked = checkValue(attribute, value, index, text);
  if (attribute.type !== 'complex') return checked;
  return mergeParts(isRecord(before) ? before : {}, checked as Row, change);
}

function changeList(before: readonly unknown[], change: AttributeChange): readonly unknown[] {
  const { target, text } = change;
  const after = change.path.filter === undefined ? changeWholeList(before, change) : changeChosen(before, change);
  const hasPrimary = after !== before && change.index.part(target.attribute, 'primary') !== undefined;
  return hasPrimary ? withOnePrimary(before, after, text) : after;
}

function changeWholeList(before: readonly unknown[], change: AttributeChange): readonly unknown[] {
  const { verb, target, value, index, text, leniency } = change;
  if (target.sub !== undefined) return changeEach(before, change, () => true);
  if (verb === 'remove') {
    if (value === undefined || value === null) return [];
    if (leniency?.removesByValue !== true) {
      throw invalidValue(`removing from "${text}": name the values in the path, as in ${text}[value eq "…"]`);
    }
    return removeElements(before, listOf(value), target.attribute, index);
  }
  if (isUnassigned(value)) return verb === 'replace' ? [] : before;
  const checked = checkValues(target.attribute, value, index, text)
    .map(withoutNulls)
    .filter((element) => !isEmpty(element) || target.attribute.mutability === 'readOnly');
  return addElements(verb === 'add' ? before : [], checked, target.attribute, index);
}

/** The elements that the filter in the path chooses (RFC 7644 §3.5.2.2, §3.5.2.3). */
function changeChosen(before: readonly unknown[], change: AttributeChange): readonly unknown[] {
  const { path, index } = change;
  if (path.filter === undefined) return before;
  return changeEach(before, change, compileElementFilter(path.filter, path, index));
}

function changeEach(
  before: readonly unknown[],
  change: AttributeChange,
  fits: (element: unknown) => boolean,
): readonly unknown[] {
  const { verb, target, value, index, text, leniency } = change;
  const isRemoval = target.sub === undefined && (verb === 'remove' || (verb === 'replace' && isUnassigned(value)));
  const checked =
    target.sub === undefined && !isRemoval && !isUnassigned(value)
      ? checkValue(target.attribute, single(value), index, text)
      : undefined;
  let found = false;
  const after: unknown[] = [];
  for (const element of before) {
    if (!fits(element)) {
      after.push(element);
      continue;
    }
    // One replacement makes several elements the same, and none is there twice (RFC 7643 §2.4).
    const isTwin = found && verb === 'replace' && checked !== undefined;
    found = true;
    if (isRemoval || isTwin) continue;
    const next = changeElement(element, checked, change);
    if (!isEmpty(next)) after.push(next);
  }
  if (found) return after;
  if (verb === 'remove' && leniency?.ignoresMissing === true) return before;
  throw new ScimError(400, `"${text}": no value fits`, 'noTarget');
}

function changeElement(element: unknown, checked: unknown, change: AttributeChange): unknown {
  const { verb, target } = change;
  if (target.sub !== undefined) return isRecord(element) ? changePart(element, change) : element;
  if (checked === undefined) return element;
  if (verb === 'add' && isRecord(element) && isRecord(checked)) return mergeParts(element, checked, change);
  const next = withoutNulls(checked);
  return isSameValue(next, element) ? element : next;
}

function changePart(record: Row, change: AttributeChange): Row {
  const { verb, value, index, text, target } = change;
  const part = target.sub;
  if (part === undefined) return record;
  const isRemoval = verb === 'remove' || (verb === 'replace' && isUnassigned(value));
  if (!isRemoval && isUnassigned(value)) return record;
  const checked = isRemoval
    ? undefined
    : part.multiValued
      ? checkValues(part, value, index, text)
      : checkValue(part, value, index, text);
  if (isSameValue(record[part.name], checked)) return record;
  const isFixed = part.mutability === 'immutable' && record[part.name] !== undefined;
  if (part.mutability === 'readOnly' || isFixed) throw notMutable(text, part.mutability);
  if (isRemoval && part.required) throw notMutable(text, 'required');
  return withKey(record, part.name, checked);
}

/** Sets the parts that are named and leaves the others (RFC 7644 §3.5.2.3); `null` unassigns, except when adding. */
function mergeParts(before: Row, parts: Row, { verb, target, index, text }: AttributeChange): Row {
  let after = before;
  for (const [name, value] of Object.entries(parts)) {
    if (isSameValue(after[name], value ?? undefined) || (value === null && verb === 'add')) continue;
    const part = index.part(target.attribute, name);
    if (part?.mutability === 'immutable' && after[name] !== undefined) throw notMutable(`${text}.${name}`, 'immutable');
    if (part?.required === true && value === null) throw notMutable(`${text}.${name}`, 'required');
    after = withKey(after, name, value ?? undefined);
  }
  return after;
}

function checkMutability(before: unknown, after: unknown, { target, text }: AttributeChange): void {
  const { mutability, required } = target.attribute;
  if (after === undefined && required && before !== undefined) throw notMutable(text, 'required');
  if (mutability === 'readWrite' || mutability === 'writeOnly' || isSameValue(before, after)) return;
  if (mutability === 'readOnly' || !isEmpty(before)) throw notMutable(text, mutability);
}

function notMutable(path: string, why: string): ScimError {
  const detail =
    why === 'required' ? `"${path}" is required and cannot be removed` : `"${path}" is ${why} and has another value`;
  return new ScimError(400, detail, 'mutability');
}

function withoutNulls(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const parts = Object.entries(value);
  return parts.some(([, part]) => part === null)
    ? Object.fromEntries(parts.filter(([, part]) => part !== null))
    : value;
}

/** Clients send a list of one for the one value that a filter chooses. */
function single(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? value[0] : value;
}

/** Null and an empty list are no value (RFC 7643 §2.5). */
function isUnassigned(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}

function isEmpty(value: unknown): boolean {
  return isUnassigned(value) || (isRecord(value) && Object.keys(value).length === 0);
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}
