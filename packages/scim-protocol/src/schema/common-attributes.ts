import { defineAttribute as attribute, type SchemaAttribute } from './define-attribute.js';

/** What every resource has, whatever its schema (RFC 7643 §3 and §3.1). */
export const COMMON_ATTRIBUTES: readonly SchemaAttribute[] = [
  attribute('schemas', { type: 'reference', multiValued: true, required: true, caseExact: false, returned: 'always' }),
  attribute('id', {
    required: true,
    caseExact: true,
    mutability: 'readOnly',
    returned: 'always',
    uniqueness: 'server',
  }),
  attribute('externalId', { caseExact: true }),
  attribute('meta', {
    mutability: 'readOnly',
    subAttributes: [
      attribute('resourceType', { caseExact: true, mutability: 'readOnly' }),
      attribute('created', { type: 'dateTime', mutability: 'readOnly' }),
      attribute('lastModified', { type: 'dateTime', mutability: 'readOnly' }),
      attribute('location', { type: 'reference', referenceTypes: ['uri'], mutability: 'readOnly' }),
      attribute('version', { caseExact: true, mutability: 'readOnly' }),
    ],
  }),
];
