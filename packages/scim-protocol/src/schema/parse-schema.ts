import {
  type AttributeOptions,
  type AttributeType,
  defineAttribute,
  type Mutability,
  type Returned,
  type SchemaAttribute,
  type Uniqueness,
} from './define-attribute.js';
import type { Schema } from './define-schema.js';

/**
 * Reads a schema that a server shows under `/Schemas`, tolerantly: what is missing or unknown takes the default of RFC 7643
 * §2.2. Undefined where there is no id or no attribute list to read.
 */
export function parseSchema(body: unknown): Schema | undefined {
  if (!isRecord(body) || typeof body.id !== 'string' || !Array.isArray(body.attributes)) return undefined;
  return {
    id: body.id,
    name: typeof body.name === 'string' ? body.name : body.id.slice(body.id.lastIndexOf(':') + 1),
    description: typeof body.description === 'string' ? body.description : '',
    attributes: readAttributes(body.attributes),
  };
}

const TYPES: readonly AttributeType[] = [
  'string',
  'boolean',
  'decimal',
  'integer',
  'dateTime',
  'reference',
  'complex',
  'binary',
];
const MUTABILITIES: readonly Mutability[] = ['readOnly', 'readWrite', 'immutable', 'writeOnly'];
const RETURNED: readonly Returned[] = ['always', 'never', 'default', 'request'];
const UNIQUENESS: readonly Uniqueness[] = ['none', 'server', 'global'];

function readAttributes(list: readonly unknown[]): readonly SchemaAttribute[] {
  return list
    .filter(isRecord)
    .flatMap((item) => (typeof item.name === 'string' ? [readAttribute(item.name, item)] : []));
}

function readAttribute(name: string, item: Readonly<Record<string, unknown>>): SchemaAttribute {
  const parts =
    Array.isArray(item.subAttributes) && item.subAttributes.length > 0 ? readAttributes(item.subAttributes) : undefined;
  const options: Record<string, unknown> = {
    type: oneOf(TYPES, item.type),
    mutability: oneOf(MUTABILITIES, item.mutability),
    returned: oneOf(RETURNED, item.returned),
    uniqueness: oneOf(UNIQUENESS, item.uniqueness),
    multiValued: flag(item.multiValued),
    required: flag(item.required),
    caseExact: flag(item.caseExact),
    description: typeof item.description === 'string' ? item.description : undefined,
    canonicalValues: texts(item.canonicalValues),
    referenceTypes: texts(item.referenceTypes),
    subAttributes: parts,
  };
  return defineAttribute(
    name,
    Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as AttributeOptions,
  );
}

function oneOf<T extends string>(known: readonly T[], value: unknown): T | undefined {
  return typeof value === 'string' ? known.find((item) => item.toLowerCase() === value.toLowerCase()) : undefined;
}

function flag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

function texts(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.length > 0 ? value.filter((item) => typeof item === 'string') : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
