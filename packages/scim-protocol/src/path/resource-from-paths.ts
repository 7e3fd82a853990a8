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
  const own = Array.isArray(resource.schemas)
    ? resource.schemas.filter((item): item is string => typeof item === 'string')
    : [];
  const known = new Set(index.schemas.map((schema) => schema.toLowerCase()));
  const used = Object.keys(resource).filter(
    (key) => /^urn:/i.test(key) && isRecord(resource[key]) && !index.isCore(key),
  );
  const required = index.resourceType.extensions
    .filter((extension) => extension.required)
    .map(({ schema }) => schema.id);
  const others = own.filter((schema) => !known.has(schema.toLowerCase()));
  const canonical = [...used, ...required].map((urn) => index.extension(urn)?.id ?? urn);
  return [...new Set([index.resourceType.schema.id, ...canonical, ...others])];
}
