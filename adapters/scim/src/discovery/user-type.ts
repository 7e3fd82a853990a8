import { type ResourceType, type Schema, type SchemaExtension, USER_TYPE, USER_URN } from '@rollcall/scim-protocol';
import type { Row } from '../scim-api.js';

/**
 * The type of users with the service's own schemas: the extensions that its resource type names or, without one, all that call
 * themselves extensions of User. Undefined where it does not show a schema of users.
 */
export function userType(schemas: readonly Schema[], types: readonly Row[]): ResourceType | undefined {
  const byId = new Map(schemas.map((schema) => [schema.id.toLowerCase(), schema]));
  const told = typeNamed(types, 'User');
  const core = byId.get(String(told?.schema ?? USER_URN).toLowerCase()) ?? byId.get(USER_URN.toLowerCase());
  if (core === undefined || core.attributes.length === 0) return undefined;
  return { ...USER_TYPE, schema: core, extensions: extensionsOf(schemas, byId, told) };
}

/** Where resources of a type are; an address that is no plain path below the service is not followed. */
export function endpointOf(types: readonly Row[], name: 'User' | 'Group'): string {
  const endpoint = typeNamed(types, name)?.endpoint;
  const plain = typeof endpoint === 'string' && /^\/?[A-Za-z][\w-]*\/?$/.test(endpoint);
  return plain ? `/${endpoint.replaceAll('/', '')}` : `/${name}s`;
}

/** Without any type that can be read, groups are expected. */
export function hasGroups(types: readonly Row[]): boolean {
  return typeNamed(types, 'User') === undefined || typeNamed(types, 'Group') !== undefined;
}

function typeNamed(types: readonly Row[], name: string): Row | undefined {
  return types.find(({ name: own, id }) => own === name || id === name);
}

function extensionsOf(
  schemas: readonly Schema[],
  byId: ReadonlyMap<string, Schema>,
  told: Row | undefined,
): readonly SchemaExtension[] {
  if (Array.isArray(told?.schemaExtensions)) {
    return (told.schemaExtensions as readonly unknown[]).flatMap((item) => {
      const { schema: id, required } = (typeof item === 'object' && item !== null ? item : {}) as Row;
      const schema = byId.get(String(id).toLowerCase());
      return schema === undefined ? [] : [{ schema, required: required === true }];
    });
  }
  return schemas
    .filter(({ id }) => /:extension:/i.test(id) && /:User$/i.test(id))
    .map((schema) => ({ schema, required: false }));
}
