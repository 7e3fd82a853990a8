import type { AttributeDescription, AttributeType, ResourceSchema } from '@rollcall/contract';
import { ENTERPRISE_USER_SCHEMA, type SchemaAttribute, USER_SCHEMA } from '@rollcall/scim-protocol';

/** Kept elsewhere, or not at all: a directory has no passwords, and knows groups and `active` by themselves. */
const ELSEWHERE: ReadonlySet<string> = new Set(['password', 'groups', 'active']);
const FINDABLE: ReadonlySet<string> = new Set(['userName', 'externalId', 'emails[type eq "work"].value']);

/** Single values that mappings name by their path; the lists that they are part of can be written whole as well. */
const PARTS = [
  ...['formatted', 'familyName', 'givenName', 'middleName', 'honorificPrefix', 'honorificSuffix'].map(
    (part) => `name.${part}`,
  ),
  ...['work', 'home', 'other'].map((type) => `emails[type eq "${type}"].value`),
  ...['work', 'mobile', 'home', 'fax'].map((type) => `phoneNumbers[type eq "${type}"].value`),
];

/** What a directory's accounts have: the attributes of SCIM's User and Enterprise User, by their SCIM names. */
export const DIRECTORY_SCHEMA: ResourceSchema = {
  attributes: [
    ...USER_SCHEMA.attributes
      .filter(({ name }) => !ELSEWHERE.has(name))
      .map((attribute) => describe(attribute.name, attribute)),
    { name: 'externalId', type: 'string', caseExact: true, findable: true, scim: 'externalId' },
    ...PARTS.map(
      (name): AttributeDescription => ({
        name,
        type: 'string',
        scim: name,
        ...(FINDABLE.has(name) ? { findable: true } : {}),
      }),
    ),
    ...ENTERPRISE_USER_SCHEMA.attributes.map((attribute) =>
      describe(`${ENTERPRISE_USER_SCHEMA.id}:${attribute.name}`, attribute),
    ),
    { name: 'meta.created', type: 'dateTime', readOnly: true, scim: 'meta.created' },
    { name: 'meta.lastModified', type: 'dateTime', readOnly: true, scim: 'meta.lastModified' },
  ],
};

function describe(name: string, attribute: SchemaAttribute): AttributeDescription {
  const type: AttributeType = attribute.type === 'binary' ? 'string' : attribute.type;
  return {
    name,
    type,
    scim: name,
    ...(attribute.multiValued ? { multiValued: true } : {}),
    ...(attribute.required ? { required: true } : {}),
    ...(attribute.caseExact ? { caseExact: true } : {}),
    ...(attribute.uniqueness === 'none' ? {} : { unique: true }),
    ...(FINDABLE.has(name) ? { findable: true } : {}),
  };
}
