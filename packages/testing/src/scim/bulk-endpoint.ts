import {
  type BulkOperation,
  type BulkResult,
  buildBulkResponse,
  orderBulk,
  parseBulkRequest,
  resolveBulkIds,
  ScimError,
} from '@rollcall/scim-protocol';
import { errorAnswer, type ScimAnswer } from './answers.js';
import type { ResourceEndpoint } from './resource-endpoint.js';
import type { ScimDialect } from './scim-dialect.js';

/** Many writes in one request (RFC 7644 §3.7). */
export class BulkEndpoint {
  constructor(
    private readonly resources: ResourceEndpoint,
    private readonly dialect: ScimDialect,
  ) {}

  handle(text: string, body: unknown, base: string): ScimAnswer {
    const { bulk } = this.dialect;
    if (bulk === undefined) throw new ScimError(501, 'Bulk is not offered');
    if (Buffer.byteLength(text) > bulk.maxPayloadSize)
      throw new ScimError(413, `the body has more than ${bulk.maxPayloadSize} bytes`);
    const { operations, failOnErrors } = parseBulkRequest(body);
    if (operations.length > bulk.maxOperations)
      throw new ScimError(413, `there are more than ${bulk.maxOperations} operations`);
    const { steps, cycles } = orderBulk(operations);
    const results: BulkResult[] = [];
    const ids = new Map<string, string>();
    let errors = 0;
    for (const step of steps)
      for (const operation of step) {
        if (failOnErrors !== undefined && failOnErrors > 0 && errors >= failOnErrors) break;
        const result = cycles.includes(step) ? circular(operation) : this.#perform(operation, ids, base);
        if (result.status > 299) errors += 1;
        results.push(result);
      }
    return { status: 200, body: buildBulkResponse(results) };
  }

  #perform(operation: BulkOperation, ids: Map<string, string>, base: string): BulkResult {
    const { method, path, bulkId, version, data } = resolveBulkIds(operation, ids);
    const named = { method, ...(bulkId === undefined ? {} : { bulkId }) };
    const [, endpoint, id] = /^\/(Users|Groups)(?:\/([^/?]+))?$/.exec(path) ?? [];
    const answer = attempt((): ScimAnswer => {
      if (endpoint === undefined) throw new ScimError(400, 'the path is none of /Users and /Groups', 'invalidPath');
      return this.resources.handle({
        method,
        type: endpoint === 'Users' ? 'User' : 'Group',
        base,
        body: data,
        ...(id === undefined ? {} : { id: decodeURIComponent(id) }),
        ...(version === undefined ? {} : { ifMatch: version }),
      });
    });
    if (answer.status > 299)
      return { ...named, status: answer.status, response: answer.body, ...where(base, path, method) };
    const made = answer.body?.id;
    if (bulkId !== undefined && typeof made === 'string') ids.set(bulkId, made);
    const location = answer.headers?.location ?? `${base}${path}`;
    const etag = answer.headers?.etag;
    return { ...named, status: answer.status, location, ...(etag === undefined ? {} : { version: etag }) };
  }
}

function attempt(work: () => ScimAnswer): ScimAnswer {
  try {
    return work();
  } catch (error) {
    return errorAnswer(error);
  }
}

/** A failed POST has no location (RFC 7644 §3.7.3). */
function where(base: string, path: string, method: string): { readonly location?: string } {
  return method === 'POST' ? {} : { location: `${base}${path}` };
}

function circular({ method, bulkId }: BulkOperation): BulkResult {
  const { status, body } = errorAnswer(new ScimError(409, 'the operation refers to itself, by way of others'));
  return { method, status, response: body, ...(bulkId === undefined ? {} : { bulkId }) };
}
