import { RESOURCE_TYPE_SCHEMA, SCHEMA_SCHEMA, SERVICE_PROVIDER_CONFIG_SCHEMA } from './configuration-schemas.js';
import type { Schema } from './define-schema.js';
import { ENTERPRISE_USER_SCHEMA } from './enterprise-user-schema.js';
import { GROUP_SCHEMA } from './group-schema.js';
import { USER_SCHEMA } from './user-schema.js';

/** A kind of resource: its address, its schema and the extensions that it may or must have (RFC 7643 §6). */
export interface ResourceType {
  /** Stands in `meta.resourceType` of its resources. */
  readonly id: string;
  /** For people; in practice the same as `id`. */
  readonly name: string;
  /** One sentence for people, as `/ResourceTypes` shows it. */
  readonly description?: string;
  /** Relative to the base address: `/Users`. */
  readonly endpoint: string;
  /** The core schema: its attributes stand at the top of a resource. */
  readonly schema: Schema;
  /** Their attributes stand under their URN. */
  readonly extensions: readonly SchemaExtension[];
}

/** A schema that adds attributes to a resource type (RFC 7643 §3.3). */
export interface SchemaExtension {
  /** Its URN is the key under which its attributes stand in a resource. */
  readonly schema: Schema;
  /** A resource without it is refused. */
  readonly required: boolean;
}

/** Accounts at `/Users`, with the enterprise extension (RFC 7643 §4.1 and §4.3). */
export const USER_TYPE: ResourceType = {
  id: 'User',
  name: 'User',
  description: 'User Account',
  endpoint: '/Users',
  schema: USER_SCHEMA,
  extensions: [{ schema: ENTERPRISE_USER_SCHEMA, required: false }],
};

/** Groups at `/Groups` (RFC 7643 §4.2). */
export const GROUP_TYPE: ResourceType = {
  id: 'Group',
  name: 'Group',
  description: 'Group',
  endpoint: '/Groups',
  schema: GROUP_SCHEMA,
  extensions: [],
};

/** What `/ServiceProviderConfig` gives: one resource, and no list (RFC 7644 §4). */
export const SERVICE_PROVIDER_CONFIG_TYPE = fixedType('ServiceProviderConfig', SERVICE_PROVIDER_CONFIG_SCHEMA);
/** What `/ResourceTypes` gives (RFC 7643 §6). */
export const RESOURCE_TYPE_TYPE = fixedType('ResourceType', RESOURCE_TYPE_SCHEMA);
/** What `/Schemas` gives (RFC 7643 §7). */
export const SCHEMA_TYPE = fixedType('Schema', SCHEMA_SCHEMA);

function fixedType(name: string, schema: Schema): ResourceType {
  const endpoint = name === 'ServiceProviderConfig' ? `/${name}` : `/${name}s`;
  return { id: name, name, endpoint, schema, extensions: [] };
}
