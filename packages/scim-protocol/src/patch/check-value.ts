import { isRecord, type Row } from '../filter/property.js';
import { ScimError } from '../message/scim-error.js';
import type { SchemaAttribute } from '../schema/define-attribute.js';
import type { SchemaIndex } from '../schema/schema-index.js';

/**
 * A value for a single-valued attribute or one element, with the schema's spelling of its parts. Parts that are `readOnly` are
 * left out (RFC 7644 §3.5.1); `null` parts stay, for the caller to unassign. Throws `invalidValue`.
 */
export function checkValue(attribute: SchemaAttribute, value: unknown, index: SchemaIndex, path: string): unknown {
  if (attribute.type === 'complex') return checkComplex(attribute, value, index, path);
  if (!hasType(attribute, value)) {
    throw invalidValue(`"${path}" takes ${NOUNS[attribute.type]}, and the value is ${describe(value)}`);
  }
  // Of the required ones, RFC 7643 says it of the user name (§4.1.1) and of the id (§3.1); an empty name helps nobody.
  if (attribute.required && value === '') throw invalidValue(`"${path}" is required and must not be empty`);
  return value;
}

/** The values for a multi-valued attribute; one value counts as a list of one. Throws `invalidValue`. */
export function checkValues(
  attribute: SchemaAttribute,
  value: unknown,
  index: SchemaIndex,
  path: string,
): readonly unknown[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((item) => checkValue(attribute, item, index, path));
}

export function invalidValue(detail: string): ScimError {
  return new ScimError(400, detail, 'invalidValue');
}

const NOUNS: Readonly<Record<SchemaAttribute['type'], string>> = {
  string: 'a text',
  boolean: 'true or false',
  decimal: 'a number',
  integer: 'a whole number',
  dateTime: 'a time such as 2011-05-13T04:42:34Z',
  reference: 'a URI',
  complex: 'an object with its parts',
  binary: 'a text in base64',
};

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$/;
/** Padding may be left out (RFC 7643 §2.3.6); where it is, it is right. */
const BASE64 = /^(?:[\w+/-]{4})*(?:[\w+/-]{2}(?:==)?|[\w+/-]{3}=?)?$/;

function hasType({ type }: SchemaAttribute, value: unknown): boolean {
  switch (type) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return Number.isInteger(value);
    case 'decimal':
      return typeof value === 'number' && Number.isFinite(value);
    case 'dateTime':
      return typeof value === 'string' && isDateTime(value);
    case 'binary':
      return typeof value === 'string' && BASE64.test(value);
    default:
      return typeof value === 'string';
  }
}

/** A day that the month does not have is none; `Date` would take it for one of the next month. */
function isDateTime(text: string): boolean {
  if (!DATE_TIME.test(text) || Number.isNaN(Date.parse(text))) return false;
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8, 10))];
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function checkComplex(attribute: SchemaAttribute, value: unknown, index: SchemaIndex, path: string): Row {
  if (!isRecord(value)) throw invalidValue(`"${path}" takes ${NOUNS.complex}, and the value is ${describe(value)}`);
  const parts: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const part = index.part(attribute, key);
    if (part === undefined) throw invalidValue(`"${path}" has no part "${key}"`);
    if (part.mutability === 'readOnly') continue;
    const own = value[key];
    if (own === undefined) continue;
    const isUnassigned = own === null || (Array.isArray(own) && own.length === 0);
    parts[part.name] = isUnassigned ? null : checkPart(part, own, index, `${path}.${part.name}`);
  }
  return parts;
}

function checkPart(part: SchemaAttribute, value: unknown, index: SchemaIndex, path: string): unknown {
  return part.multiValued ? checkValues(part, value, index, path) : checkValue(part, value, index, path);
}

/** Says what kind of value it is, never the value: it may be a password. */
function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
