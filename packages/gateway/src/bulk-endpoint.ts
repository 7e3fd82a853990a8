import {
  type BulkOperation,
  type BulkResult,
  buildBulkResponse,
  buildError,
  bulkIdsIn,
  orderBulk,
  parseBulkRequest,
  resolveBulkIds,
  ScimError,
} from '@rollcall/scim-protocol';
import { toldError } from './request/scim-errors.js';
import type { Handler, ScimAnswer, ScimRequest } from './request/scim-request.js';
import type { TenantOptions } from './tenant.js';

export type Resolve = (method: string, type: string, hasId: boolean, request: ScimRequest) => Handler;

/**
 * `/Bulk` (RFC 7644 §3.7): each operation as if it had come alone, in an order in which references by `bulkId` can be resolved. What refers
 * to each other in a circle is refused with 409, and what refers to an operation that failed with 412.
 */
export async function bulk(
  request: ScimRequest,
  { maxBulkOperations }: Pick<TenantOptions, 'maxBulkOperations'>,
  resolve: Resolve,
  report: (error: unknown) => void,
): Promise<ScimAnswer> {
  const { operations, failOnErrors } = parseBulkRequest(request.body);
  if (operations.length > maxBulkOperations)
    throw new ScimError(
      413,
      `a bulk request has at most ${maxBulkOperations} operations, and this has ${operations.length}`,
    );
  const { steps, cycles } = orderBulk(operations);
  const circular = new Set(cycles.flat());
  const ids = new Map<string, string>();
  const results = new Map<BulkOperation, BulkResult>();
  let errors = 0;
  for (const operation of steps.flat()) {
    if (failOnErrors !== undefined && failOnErrors > 0 && errors >= failOnErrors) break;
    request.signal.throwIfAborted();
    const result = await one(operation, ids, circular, { request, resolve, report });
    if (result.status >= 400) errors += 1;
    const id = result.location?.slice(result.location.lastIndexOf('/') + 1);
    if (operation.bulkId !== undefined && id !== undefined && result.status < 400)
      ids.set(operation.bulkId, decodeURIComponent(id));
    results.set(operation, result);
  }
  const answered = operations.flatMap((operation) => results.get(operation) ?? []);
  return { status: 200, body: buildBulkResponse(answered) };
}

interface Doing {
  readonly request: ScimRequest;
  readonly resolve: Resolve;
  readonly report: (error: unknown) => void;
}

async function one(
  operation: BulkOperation,
  ids: ReadonlyMap<string, string>,
  circular: ReadonlySet<BulkOperation>,
  { request, resolve, report }: Doing,
): Promise<BulkResult> {
  const { method, bulkId } = operation;
  const head = { method, ...(bulkId === undefined ? {} : { bulkId }) };
  try {
    if (circular.has(operation)) throw new ScimError(409, 'this operation and others refer to each other in a circle');
    const missing = bulkIdsIn(operation).find((id) => !ids.has(id));
    if (missing !== undefined) throw new ScimError(412, `"bulkId:${missing}" failed, and this operation needs it`);
    const { type, id, query } = pathParts(resolveBulkIds(operation, ids).path);
    const { ifMatch: _, ifNoneMatch: __, id: ___, ...rest } = request;
    const own: ScimRequest = {
      ...rest,
      ...(id === undefined ? {} : { id }),
      query,
      body: resolveBulkIds(operation, ids).data,
      ...(operation.version === undefined ? {} : { ifMatch: operation.version }),
    };
    const answer = await resolve(method, type, id !== undefined, own)(own);
    const location =
      answer.headers?.location ?? (id === undefined ? undefined : `${request.base}/${type}/${encodeURIComponent(id)}`);
    return {
      ...head,
      status: answer.status,
      ...(location === undefined ? {} : { location }),
      ...(answer.headers?.etag === undefined ? {} : { version: answer.headers.etag }),
    };
  } catch (thrown) {
    const { error, isBug } = toldError(thrown);
    if (isBug === true) report(thrown);
    const failed = pathOrNothing(operation, ids);
    const location =
      failed?.id === undefined ? undefined : `${request.base}/${failed.type}/${encodeURIComponent(failed.id)}`;
    return {
      ...head,
      status: error.status,
      ...(location === undefined ? {} : { location }),
      response: buildError(error),
    };
  }
}

interface PathParts {
  readonly type: string;
  readonly id?: string;
  readonly query: Readonly<Record<string, string>>;
}

/** `/Users`, `/Users/ID`. Throws for anything else: a Bulk goes nowhere but to resources. */
function pathParts(path: string): PathParts {
  const [, type = '', id, search = ''] = /^\/(Users|Groups)(?:\/([^/?#]+))?(?:\?([^#]*))?$/.exec(path) ?? [];
  if (type === '')
    throw new ScimError(400, 'the path of a bulk operation is /Users or /Groups, with an id or without', 'invalidPath');
  return {
    type,
    ...(id === undefined ? {} : { id: decoded(id) }),
    query: Object.fromEntries(new URLSearchParams(search)),
  };
}

function pathOrNothing(operation: BulkOperation, ids: ReadonlyMap<string, string>): PathParts | undefined {
  try {
    return pathParts(resolveBulkIds(operation, ids).path);
  } catch {
    return undefined;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ScimError(404, 'there is nothing at this path');
  }
}
