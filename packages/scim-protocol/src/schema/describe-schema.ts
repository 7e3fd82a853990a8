import type { SchemaAttribute } from './define-attribute.js';
import type { Schema } from './define-schema.js';
import type { ResourceType } from './resource-type.js';
import { RESOURCE_TYPE_URN, SCHEMA_URN } from './urns.js';

/** A schema as a server shows it under `/Schemas` (RFC 7643 §7). `baseUrl` has no slash at its end. */
export function describeSchema(schema: Schema, baseUrl = ''): Readonly<Record<string, unknown>> {
  return {
    schemas: [SCHEMA_URN],
    id: schema.id,
    name: schema.name,
    description: schema.description,
    attributes: schema.attributes.map(describeAttribute),
    meta: { resourceType: 'Schema', location: `${baseUrl}/Schemas/${schema.id}` },
  };
}

/** A resource type as a server shows it under `/ResourceTypes` (RFC 7643 §6). */
export function describeResourceType(type: ResourceType, baseUrl = ''): Readonly<Record<string, unknown>> {
  return {
    schemas: [RESOURCE_TYPE_URN],
    id: type.id,
    name: type.name,
    ...(type.description === undefined ? {} : { description: type.description }),
    endpoint: type.endpoint,
    schema: type.schema.id,
    schemaExtensions: type.extensions.map(({ schema, required }) => ({ schema: schema.id, required })),
    meta: { resourceType: 'ResourceType', location: `${baseUrl}/ResourceTypes/${type.id}` },
  };
}

/** Case and uniqueness mean nothing for booleans, numbers and complex values; some clients reject them there (§7). */
function describeAttribute(attribute: SchemaAttribute): Readonly<Record<string, unknown>> {
  const { caseExact, uniqueness, subAttributes, description, ...rest } = attribute;
  const isText = attribute.type === 'string' || attribute.type === 'reference' || attribute.type === 'binary';
  return {
    ...rest,
    ...(description === '' ? {} : { description }),
    ...(isText ? { caseExact } : {}),
    ...(attribute.type === 'complex' ? {} : { uniqueness }),
    ...(subAttributes === undefined ? {} : { subAttributes: subAttributes.map(describeAttribute) }),
  };
}
