import { isRecord, property, type Row } from '../filter/property.js';
import type { PatchOperation } from '../patch/operation.js';
import { PATCH_OP_URN } from '../schema/urns.js';
import { ScimError } from './scim-error.js';

/** The body of a PATCH (RFC 7644 §3.5.2). */
export function buildPatchRequest(operations: readonly PatchOperation[]): Row {
  return { schemas: [PATCH_OP_URN], Operations: operations };
}

/**
 * Reads the body of a PATCH: names in any case, as some clients write `operations`. What the operations say is judged when they
 * are applied. Throws `invalidSyntax`.
 */
export function parsePatchRequest(body: unknown): readonly PatchOperation[] {
  if (!isRecord(body)) throw invalidSyntax('the body of a PATCH must be an object');
  const schemas = property(body, 'schemas');
  const isDeclared =
    Array.isArray(schemas) &&
    schemas.some((urn) => typeof urn === 'string' && urn.toLowerCase() === PATCH_OP_URN.toLowerCase());
  if (!isDeclared) throw invalidSyntax(`the body of a PATCH must name the schema ${PATCH_OP_URN}`);
  const operations = property(body, 'Operations');
  if (!Array.isArray(operations) || operations.length === 0)
    throw invalidSyntax('a PATCH needs a list "Operations" with at least one');
  return operations.map(parseOperation);
}

function parseOperation(operation: unknown, at: number): PatchOperation {
  if (!isRecord(operation)) throw invalidSyntax(`operation ${at + 1} must be an object`);
  const [op, path, value] = [property(operation, 'op'), property(operation, 'path'), property(operation, 'value')];
  if (typeof op !== 'string') throw invalidSyntax(`operation ${at + 1} has no "op"`);
  if (path !== undefined && path !== null && typeof path !== 'string') {
    throw new ScimError(400, `operation ${at + 1}: the path must be a text`, 'invalidPath');
  }
  return { op, ...(typeof path === 'string' ? { path } : {}), ...(value === undefined ? {} : { value }) };
}

function invalidSyntax(detail: string): ScimError {
  return new ScimError(400, detail, 'invalidSyntax');
}
