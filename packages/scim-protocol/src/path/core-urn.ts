import type { SchemaIndex } from '../schema/schema-index.js';

/** Do attributes with this URN stand at the top of a resource? Without a schema: those of RFC 7643's core schemas. */
export function isCoreUrn(urn: string, index: SchemaIndex | undefined): boolean {
  if (index !== undefined) return index.isCore(urn);
  return /^urn:ietf:params:scim:schemas:core:/i.test(urn);
}
