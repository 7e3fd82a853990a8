import { RESOURCE_TYPE_SCHEMA, SCHEMA_SCHEMA, SERVICE_PROVIDER_CONFIG_SCHEMA } from './configuration-schemas.js';
import type { Schema } from './define-schema.js';
import { ENTERPRISE_USER_SCHEMA } from './enterprise-user-schema.js';
import { GROUP_SCHEMA } from './group-schema.js';
import { USER_SCHEMA } from './user-schema.js';

/** A kind of resource: its address, its schema and the extensions that it may or must have (RFC 7643 §6). */
export interface ResourceType {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  /** Relative to the base address: `/Users`. */
  readonly endpoint: string;
  readonly schema: Schema;
  readonly extensions: readonly SchemaExtension[];
}

export interface SchemaExtension {
  readonly schema: Schema;
  readonly required: boolean;
}

export const USER_TYPE: ResourceType = {
  id: 'User',
  name: 'User',
  description: 'User Account',
  endpoint: '/Users',
  schema: USER_SCHEMA,
  extensions: [{ schema: ENTERPRISE_USER_SCHEMA, required: false }],
};

export const GROUP_TYPE: ResourceType = {
  id: 'Group',
  name: 'Group',
  description: 'Group',
  endpoint: '/Groups',
  schema: GROUP_SCHEMA,
  extensions: [],
};

export const SERVICE_PROVIDER_CONFIG_TYPE = fixedType('ServiceProviderConfig', SERVICE_PROVIDER_CONFIG_SCHEMA);
export const RESOURCE_TYPE_TYPE = fixedType('ResourceType', RESOURCE_TYPE_SCHEMA);
export const SCHEMA_TYPE = fixedType('Schema', SCHEMA_SCHEMA);

function fixedType(name: string, schema: Schema): ResourceType {
  const endpoint = name === 'ServiceProviderConfig' ? `/${name}` : `/${name}s`;
  return { id: name, name, endpoint, schema, extensions: [] };
}
