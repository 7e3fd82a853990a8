import {
  type BulkOperation,
  type BulkResult,
  buildBulkResponse,
  buildError,
  bulkIdsIn,
  halveBulkPost,
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
 * `/Bulk` (RFC 7644 §3.7): each operation as if it had come alone, in an order in which references by `bulkId` can be resolved. Users who refer to
 * each other in a circle are made first and told of each other then; groups in a circle are refused with 409, because no group can be a member
 * here. What refers to an operation that failed is refused with 412.
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
  const ids = new Map<string, string>();
  const doing: Doing = { request, resolve, report, ids };
  const results = new Map<BulkOperation, BulkResult>();
  let errors = 0;
  for (const step of steps) {
    if (failOnErrors !== undefined && failOnErrors > 0 && errors >= failOnErrors) break;
    request.signal.throwIfAborted();
    if (cycles.includes(step)) await circle(step, doing, results);
    else for (const operation of step) results.set(operation, await one(operation, doing));
    errors += step.filter((operation) => (results.get(operation)?.status ?? 0) >= 400).length;
  }
  const answered = operations.flatMap((operation) => results.get(operation) ?? []);
  return { status: 200, body: buildBulkResponse(answered) };
}

interface Doing {
  readonly request: ScimRequest;
  readonly resolve: Resolve;
  readonly report: (error: unknown) => void;
  /** Of what was made, by its `bulkId`. */
  readonly ids: Map<string, string>;
}

/** All of them without what refers to those that are not there yet, and then that. */
async function circle(
  step: readonly BulkOperation[],
  doing: Doing,
  results: Map<BulkOperation, BulkResult>,
): Promise<void> {
  const { ids } = doing;
  const canBeTried = step.every(({ method, path, bulkId }) => method === 'POST' && path === '/Users' && bulkId);
  const rests: (readonly [BulkOperation, unknown])[] = [];
  for (const operation of step) {
    const halves = canBeTried ? halveBulkPost(operation, new Set(ids.keys())) : undefined;
    if (halves === undefined) results.set(operation, refused(operation, CIRCLE));
    else {
      results.set(operation, await one(halves.first, doing));
      if (halves.rest !== undefined) rests.push([operation, halves.rest]);
    }
  }
  for (const [operation, data] of rests) {
    const [made, id] = [results.get(operation), ids.get(operation.bulkId ?? '')];
    if (made === undefined || id === undefined) continue;
    const { status, version, response } = await one(
      { method: 'PATCH', path: `/Users/${encodeURIComponent(id)}`, data },
      doing,
    );
    const changed: BulkResult = { ...made, ...(version === undefined ? {} : { version }) };
    // It is there, without the others: its address says so, and the error why.
    results.set(operation, status < 400 ? changed : { ...made, status, response });
  }
}

const CIRCLE = new ScimError(409, 'this operation and others refer to each other in a circle');

function refused({ method, bulkId }: BulkOperation, error: ScimError): BulkResult {
  return { method, ...(bulkId === undefined ? {} : { bulkId }), status: error.status, response: buildError(error) };
}

async function one(operation: BulkOperation, { request, resolve, report, ids }: Doing): Promise<BulkResult> {
  const { method, bulkId } = operation;
  const head = { method, ...(bulkId === undefined ? {} : { bulkId }) };
  try {
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
    const made = method === 'POST' ? location?.slice(location.lastIndexOf('/') + 1) : undefined;
    if (bulkId !== undefined && made !== undefined) ids.set(bulkId, decodeURIComponent(made));
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
