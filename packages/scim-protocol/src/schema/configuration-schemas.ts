import { type AttributeOptions, defineAttribute, type SchemaAttribute } from './define-attribute.js';
import { defineSchema, type Schema } from './define-schema.js';
import { RESOURCE_TYPE_URN, SCHEMA_URN, SERVICE_PROVIDER_CONFIG_URN } from './urns.js';

/** Types that a part of a complex attribute can have: every one but `complex` (RFC 7643 §2.3.8). */
const PART_TYPES = ['string', 'boolean', 'decimal', 'integer', 'dateTime', 'reference', 'binary'] as const;

/** RFC 7643 §5, with `pagination` of RFC 9865 §4. */
export const SERVICE_PROVIDER_CONFIG_SCHEMA: Schema = defineSchema({
  id: SERVICE_PROVIDER_CONFIG_URN,
  name: 'ServiceProviderConfig',
  description: 'Schema for representing the service provider’s configuration',
  attributes: [
    fixed('documentationUri', { type: 'reference', referenceTypes: ['external'] }),
    feature('patch'),
    feature('bulk', [integer('maxOperations', true), integer('maxPayloadSize', true)]),
    feature('filter', [integer('maxResults', true)]),
    feature('changePassword'),
    feature('sort'),
    feature('etag'),
    fixed('pagination', {
      subAttributes: [
        fixed('cursor', { type: 'boolean', required: true }),
        fixed('index', { type: 'boolean', required: true }),
        fixed('defaultPaginationMethod', { canonicalValues: ['cursor', 'index'] }),
        integer('defaultPageSize'),
        integer('maxPageSize'),
        integer('cursorTimeout'),
      ],
    }),
    fixed('authenticationSchemes', {
      multiValued: true,
      required: true,
      subAttributes: [
        fixed('type', {
          required: true,
          canonicalValues: ['oauth', 'oauth2', 'oauthbearertoken', 'httpbasic', 'httpdigest'],
        }),
        fixed('name', { required: true }),
        fixed('description', { required: true }),
        fixed('specUri', { type: 'reference', referenceTypes: ['external'] }),
        fixed('documentationUri', { type: 'reference', referenceTypes: ['external'] }),
        fixed('primary', { type: 'boolean' }),
      ],
    }),
  ],
});

/** RFC 7643 §6. */
export const RESOURCE_TYPE_SCHEMA: Schema = defineSchema({
  id: RESOURCE_TYPE_URN,
  name: 'ResourceType',
  description: 'Specifies the schema that describes a SCIM resource type',
  attributes: [
    fixed('name', { required: true, caseExact: true, uniqueness: 'server' }),
    fixed('description'),
    fixed('endpoint', { type: 'reference', referenceTypes: ['uri'], required: true, uniqueness: 'server' }),
    fixed('schema', { type: 'reference', referenceTypes: ['uri'], required: true }),
    fixed('schemaExtensions', {
      multiValued: true,
      subAttributes: [
        fixed('schema', { type: 'reference', referenceTypes: ['uri'], required: true }),
        fixed('required', { type: 'boolean', required: true }),
      ],
    }),
  ],
});

/**
 * RFC 7643 §7: the only schema with a complex attribute inside a complex one, which is why `defineSchema` does not check
 * it.
 */
export const SCHEMA_SCHEMA: Schema = {
  id: SCHEMA_URN,
  name: 'Schema',
  description: 'Specifies the schema that describes a SCIM schema',
  attributes: [
    fixed('name'),
    fixed('description'),
    fixed('attributes', {
      multiValued: true,
      required: true,
      subAttributes: [
        ...characteristics([...PART_TYPES, 'complex']),
        fixed('subAttributes', { multiValued: true, subAttributes: characteristics(PART_TYPES) }),
      ],
    }),
  ],
};

function fixed(name: string, options: AttributeOptions = {}): SchemaAttribute {
  return defineAttribute(name, { mutability: 'readOnly', ...options });
}

function integer(name: string, required = false): SchemaAttribute {
  return fixed(name, { type: 'integer', required });
}

function feature(name: string, more: readonly SchemaAttribute[] = []): SchemaAttribute {
  return fixed(name, {
    required: true,
    subAttributes: [fixed('supported', { type: 'boolean', required: true }), ...more],
  });
}

function characteristics(types: readonly string[]): readonly SchemaAttribute[] {
  return [
    fixed('name', { required: true, caseExact: true }),
    fixed('type', { required: true, canonicalValues: types }),
    fixed('multiValued', { type: 'boolean', required: true }),
    fixed('description'),
    fixed('required', { type: 'boolean' }),
    fixed('canonicalValues', { multiValued: true, caseExact: true }),
    fixed('caseExact', { type: 'boolean' }),
    fixed('mutability', { caseExact: true, canonicalValues: ['readOnly', 'readWrite', 'immutable', 'writeOnly'] }),
    fixed('returned', { caseExact: true, canonicalValues: ['always', 'never', 'default', 'request'] }),
    fixed('uniqueness', { caseExact: true, canonicalValues: ['none', 'server', 'global'] }),
    fixed('referenceTypes', { multiValued: true, caseExact: true }),
  ];
}
