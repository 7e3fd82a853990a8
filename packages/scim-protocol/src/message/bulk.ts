import { isRecord, property, type Row } from '../filter/property.js';
import { BULK_REQUEST_URN, BULK_RESPONSE_URN } from '../schema/urns.js';
import { ScimError } from './scim-error.js';

/** What an operation of a bulk request may be; GET may not. */
export type BulkMethod = 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One operation of a bulk request (RFC 7644 §3.7). */
export interface BulkOperation {
  /** Always in capitals, however it was sent. */
  readonly method: BulkMethod;
  /** Relative to the base address: `/Users`, `/Users/2819c223`, `/Groups/bulkId:g1`. */
  readonly path: string;
  /**
   * The client's own name for what a POST makes; other operations of the request refer to it with `bulkId:` before
   * it. Always there with POST.
   */
  readonly bulkId?: string;
  /** The ETag that the resource must still have, as `If-Match` would say; for PUT, PATCH and DELETE. */
  readonly version?: string;
  /** The resource, or the body of a PATCH. Absent with DELETE. */
  readonly data?: unknown;
}

/** The body of `POST /Bulk` (RFC 7644 §3.7), without its `schemas`. */
export interface BulkRequest {
  /** In the order of the request; {@link orderBulk} says in which they can be done. */
  readonly operations: readonly BulkOperation[];
  /** Stop after so many errors; absent: go on to the end. */
  readonly failOnErrors?: number;
}

/** What became of one operation (RFC 7644 §3.7.3). */
export interface BulkResult {
  /** That of the operation. A text, because a peer may answer with anything; empty where it says none. */
  readonly method: string;
  /** HTTP status: 201, 204, 409 and so on. */
  readonly status: number;
  /** Full address of the resource. Absent where a POST made none. */
  readonly location?: string;
  /** That of the operation; where it had one, this pairs the two. */
  readonly bulkId?: string;
  /** ETag of the resource afterwards. */
  readonly version?: string;
  /** The answer; for an error always present. */
  readonly response?: unknown;
}

/** The body to send to `/Bulk`. */
export function buildBulkRequest({ operations, failOnErrors }: BulkRequest): Row {
  return {
    schemas: [BULK_REQUEST_URN],
    ...(failOnErrors === undefined ? {} : { failOnErrors }),
    Operations: operations,
  };
}

/** Reads a bulk request. Throws `invalidSyntax` or `invalidValue`, naming the operation. */
export function parseBulkRequest(body: unknown): BulkRequest {
  if (!isRecord(body)) throw wrong('the body of a bulk request must be an object');
  const [operations, limit] = [property(body, 'Operations'), property(body, 'failOnErrors')];
  if (!Array.isArray(operations)) throw wrong('a bulk request needs a list "Operations"');
  if (limit !== undefined && limit !== null && (!Number.isInteger(limit) || (limit as number) < 0)) {
    throw new ScimError(400, '"failOnErrors" must be a whole number', 'invalidValue');
  }
  const parsed = operations.map(parseOperation);
  const ids = parsed.flatMap(({ bulkId }) => (bulkId === undefined ? [] : [bulkId]));
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined) throw new ScimError(400, `the bulkId "${twice}" is there twice`, 'invalidValue');
  return { operations: parsed, ...(typeof limit === 'number' ? { failOnErrors: limit } : {}) };
}

/** The body of the answer, with each status as text, as RFC 7644 §3.7.3 shows it. */
export function buildBulkResponse(results: readonly BulkResult[]): Row {
  return {
    schemas: [BULK_RESPONSE_URN],
    Operations: results.map(({ status, ...rest }) => ({ ...rest, status: String(status) })),
  };
}

/** Reads a bulk answer, tolerantly; a status may be a number, a text or `{code}`. Undefined where the body is none. */
export function parseBulkResponse(body: unknown): readonly BulkResult[] | undefined {
  const operations = isRecord(body) ? property(body, 'Operations') : undefined;
  if (!Array.isArray(operations) || !operations.every(isRecord)) return undefined;
  const results = operations.map(parseResult);
  return results.every((result) => result !== undefined) ? results : undefined;
}

const METHODS: readonly BulkMethod[] = ['POST', 'PUT', 'PATCH', 'DELETE'];

function parseOperation(operation: unknown, at: number): BulkOperation {
  const place = `bulk operation ${at + 1}`;
  if (!isRecord(operation)) throw wrong(`${place} must be an object`);
  const [written, path, bulkId] = [
    property(operation, 'method'),
    property(operation, 'path'),
    property(operation, 'bulkId'),
  ];
  const method = METHODS.find((one) => typeof written === 'string' && one === written.toUpperCase());
  if (method === undefined) throw wrong(`${place}: the method must be one of ${METHODS.join(', ')}`);
  if (typeof path !== 'string' || !path.startsWith('/')) throw wrong(`${place}: the path must begin with "/"`);
  if (method === 'POST' && (typeof bulkId !== 'string' || bulkId === ''))
    throw wrong(`${place}: POST needs a "bulkId"`);
  const [version, data] = [property(operation, 'version'), property(operation, 'data')];
  if (method !== 'DELETE' && !isRecord(data)) throw wrong(`${place}: ${method} needs "data"`);
  return {
    method,
    path,
    ...(typeof bulkId === 'string' && bulkId !== '' ? { bulkId } : {}),
    ...(typeof version === 'string' ? { version } : {}),
    ...(data === undefined ? {} : { data }),
  };
}

function parseResult(result: Row): BulkResult | undefined {
  const written = property(result, 'status');
  const status = Number(isRecord(written) ? property(written, 'code') : written);
  if (!Number.isInteger(status)) return undefined;
  const method = property(result, 'method');
  const [location, bulkId, version] = ['location', 'bulkId', 'version'].map((name) => property(result, name));
  const response = property(result, 'response');
  return {
    method: typeof method === 'string' ? method : '',
    status,
    ...(typeof location === 'string' ? { location } : {}),
    ...(typeof bulkId === 'string' ? { bulkId } : {}),
    ...(typeof version === 'string' ? { version } : {}),
    ...(response === undefined ? {} : { response }),
  };
}

function wrong(detail: string): ScimError {
  return new ScimError(400, detail, 'invalidSyntax');
}
