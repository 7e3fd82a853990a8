import { isRecord, type Row } from '../filter/property.js';
import { type SchemaIndex, USER_INDEX } from '../schema/schema-index.js';
import { writePath } from './write-path.js';

/**
 * A resource made of flat `{path: value}` pairs: paths with the same filter share one element, and `schemas` names the core
 * schema and the extensions that are used. A value `undefined` is absent. Throws a `ScimPathError` for a wrong path.
 */
export function resourceFromPaths(values: Row, index: SchemaIndex = USER_INDEX): Row {
  let resource: Row = {};
  for (const [path, value] of Object.entries(values)) {
    if (value !== undefined) resource = writePath(resource, path, value, index);
  }
  return { ...resource, schemas: schemasOf(resource, index) };
}

/**
 * The `schemas` of a resource (RFC 7643 §3.1): its core schema, the extensions with values in it, the required ones, and what it
 * names besides.
 */
export function schemasOf(resource: Row, index: SchemaIndex): readonly string[] {
  const urns = new Set([index.resourceType.schema.id]);
  for (const key of Object.keys(resource))
    if (URN.test(key) && isRecord(resource[key]) && !index.isCore(key)) urns.add(index.extension(key)?.id ?? key);
  for (const { schema, required } of index.resourceType.extensions) if (required) urns.add(schema.id);
  if (Array.isArray(resource.schemas))
    for (const own of resource.schemas as readonly unknown[])
      if (typeof own === 'string' && !index.isKnown(own)) urns.add(own);
  return [...urns];
}

const URN = /^urn:/i;
