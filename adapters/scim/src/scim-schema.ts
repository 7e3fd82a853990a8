import type { AttributeDescription, AttributeType, ResourceSchema } from '@rollcall/contract';
import type { SchemaAttribute } from '@rollcall/scim-protocol';
import type { Service } from './discovery/discover.js';
import type { ScimConfig } from './scim-config.js';

/** Not for mappings: `active` is what deactivating does, groups and roles of the message itself are not the account's values. */
const LEFT_OUT: ReadonlySet<string> = new Set(['schemas', 'meta', 'active', 'groups']);
const USUAL_TYPES = ['work', 'home', 'other'];

/** The attributes of users as flat paths: `name.givenName`, `emails[type eq "work"].value`, `urn:…:User:department`. */
export function scimSchema(
  { users, schemasFound, config, configFound }: Service,
  { filterBy, keeps, verifyWrites }: Pick<ScimConfig, 'filterBy' | 'keeps' | 'verifyWrites'>,
): ResourceSchema {
  const core = [...users.topAttributes].filter(({ name }) => !LEFT_OUT.has(name)).flatMap((one) => flatten(one, ''));
  const extended = users.resourceType.extensions.flatMap(({ schema }) =>
    schema.attributes.flatMap((one) => flatten(one, `${schema.id}:`)),
  );
  const filters = filterBy.length > 0 || !configFound || config.filter.supported;
  const attributes = [...core, ...extended]
    .filter(({ name }) => isKept(name, keeps))
    .map((one) => (isProven(one, { schemasFound, keeps, verifyWrites }) ? one : withoutOmission(one)))
    .map((one) => (filters && isFindable(one, filterBy) ? { ...one, findable: true } : one));
  return { attributes, ...(schemasFound || keeps.length > 0 ? {} : { open: true }) };
}

/** Of an attribute that the service drops nobody should think that it is kept. */
function isKept(name: string, keeps: readonly string[]): boolean {
  const plain = name.replace(/\[[^\]]*\]/, '').toLowerCase();
  return (
    keeps.length === 0 ||
    name === 'id' ||
    keeps.some((one) => plain === one.toLowerCase() || plain.startsWith(`${one.toLowerCase()}.`))
  );
}

/**
 * Is what the service says of an attribute that it leaves out to be believed? Its own schema must say that every answer has it, and what it
 * is given must be known to stay: many services drop values without a word, and those would look cleared. A list of which a part was
 * dropped cannot be told from one that somebody changed, so reading again after writes is not enough for lists.
 */
function isProven(
  { multiValued }: AttributeDescription,
  { schemasFound, keeps, verifyWrites }: Pick<Service, 'schemasFound'> & Pick<ScimConfig, 'keeps' | 'verifyWrites'>,
): boolean {
  return schemasFound && (keeps.length > 0 || (verifyWrites && multiValued !== true));
}

function withoutOmission({ omitsEmpty: _, ...rest }: AttributeDescription): AttributeDescription {
  return rest;
}

function flatten(attribute: SchemaAttribute, prefix: string): readonly AttributeDescription[] {
  const name = `${prefix}${attribute.name}`;
  const parts = (attribute.subAttributes ?? []).filter(({ name: part }) => part !== '$ref');
  if (attribute.type !== 'complex' || parts.length === 0) return [describe(name, attribute)];
  if (!attribute.multiValued) return parts.map((part) => describe(`${name}.${part.name}`, part, attribute));
  const types = parts.some((part) => part.name === 'type') ? typesOf(parts) : [];
  const own = parts.filter((part) => part.name !== 'type' && part.name !== 'primary' && part.name !== 'display');
  const elements = types.flatMap((type) =>
    own.map((part) => describe(`${name}[type eq "${type}"].${part.name}`, part, attribute)),
  );
  return [...elements, describe(name, attribute)];
}

function typesOf(parts: readonly SchemaAttribute[]): readonly string[] {
  const told = parts.find(({ name }) => name === 'type')?.canonicalValues ?? [];
  return told.length === 0 ? USUAL_TYPES : [...told].sort((a, b) => Number(b === 'work') - Number(a === 'work'));
}

function describe(name: string, attribute: SchemaAttribute, parent?: SchemaAttribute): AttributeDescription {
  const { mutability, description, canonicalValues } = attribute;
  const readOnly = mutability === 'readOnly' || parent?.mutability === 'readOnly';
  const isElement = name.includes('[');
  return {
    name,
    scim: name,
    type: typeOf(attribute),
    ...(description === '' ? {} : { description }),
    ...(attribute.multiValued ? { multiValued: true } : {}),
    ...(attribute.required && !isElement && parent?.required !== false ? { required: !readOnly } : {}),
    ...(readOnly ? { readOnly } : {}),
    ...(mutability === 'immutable' ? { writeOnce: true } : {}),
    ...(attribute.caseExact ? { caseExact: true } : {}),
    ...(attribute.uniqueness === 'none' ? {} : { unique: true }),
    ...(isTold(attribute) && (parent === undefined || isTold(parent)) ? { omitsEmpty: true } : {}),
    ...(canonicalValues === undefined || isElement ? {} : { values: canonicalValues }),
  };
}

/** RFC 7643 §2.4: such an attribute is left out only when it has no value (§2.5). */
function isTold({ returned }: SchemaAttribute): boolean {
  return returned === 'always' || returned === 'default';
}

function typeOf({ type }: SchemaAttribute): AttributeType {
  return type === 'binary' ? 'string' : type;
}

/** Can a filter ask for it? Values that are no texts or numbers, and those that are never told, cannot be looked up. */
function isFindable({ name, type, multiValued }: AttributeDescription, filterBy: readonly string[]): boolean {
  if (type === 'complex' || multiValued === true || name === 'password') return false;
  if (filterBy.length === 0) return true;
  const plain = name.replace(/\[[^\]]*\]/, '').toLowerCase();
  return filterBy.some((one) => one.toLowerCase() === plain);
}
