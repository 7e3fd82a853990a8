import type { BatchOutcome, BatchRequest, WriteResult } from '@rollcall/contract';
import { ConfigError, NotFoundError, UnavailableError, UnsupportedError } from '@rollcall/contract';
import {
  type BulkOperation,
  type BulkResult,
  buildBulkRequest,
  parseBulkResponse,
  parseError,
} from '@rollcall/scim-protocol';
import type { Facts } from '../discovery/service-facts.js';
import type { Protection } from '../protection.js';
import { idOf, type Row } from '../scim-api.js';
import { bodyOf, errorOfStatus, scimError, unreadable } from '../scim-errors.js';
import { operationSupport } from './operation-support.js';
import { activePatch, needsCurrent, newUser, patchBody, patchOperations, rejectingPaths } from './user-body.js';
import { idFromLocation, type UserRequests, unheeded } from './user-requests.js';

export interface BulkLimits {
  readonly maxOperations: number;
  readonly maxPayloadSize: number;
}

/** One write of a batch on its way. */
interface Part {
  readonly at: number;
  readonly request: BatchRequest;
  readonly operation: BulkOperation;
  readonly bytes: number;
}

/** The body around the operations. */
const ENVELOPE_BYTES = 256;
/** At once, of those that are written one by one. */
const SINGLES = 8;

/** Many writes in few requests (RFC 7644 §3.7). Each has an outcome of its own; one without an answer is unknown. */
export class BulkWriter {
  constructor(
    private readonly users: UserRequests,
    private readonly protection: Protection,
    private readonly limits: BulkLimits,
    private readonly single: (request: BatchRequest, signal: AbortSignal) => Promise<WriteResult>,
  ) {}

  async write(requests: readonly BatchRequest[], signal: AbortSignal): Promise<readonly BatchOutcome[]> {
    const facts = await this.users.facts.get(signal);
    const outcomes = new Map<number, BatchOutcome>();
    const parts: Part[] = [];
    const singles: number[] = [];
    for (const [at, request] of requests.entries()) {
      try {
        const operation = this.#operation(at, request, facts);
        const bytes = operation === undefined ? 0 : Buffer.byteLength(JSON.stringify(operation)) + 1;
        if (operation === undefined || bytes + ENVELOPE_BYTES > this.limits.maxPayloadSize) singles.push(at);
        else parts.push({ at, request, operation, bytes });
      } catch (error) {
        outcomes.set(at, { error });
      }
    }
    for (const chunk of this.#chunks(parts)) singles.push(...(await this.#send(chunk, facts, signal, outcomes)));
    await this.#oneByOne(singles, requests, signal, outcomes);
    return requests.map((_, at) => outcomes.get(at) ?? { error: missing(this.users.api.root) });
  }

  /** Undefined for a write that needs to look first. */
  #operation(at: number, request: BatchRequest, { service, manner }: Facts): BulkOperation | undefined {
    const { config, api } = this.users;
    const doing = doingOf(request, api.root);
    const bulkId = `r${at}`;
    const { users, usersPath } = service;
    if (request.operation === 'create') {
      const data = rejectingPaths(doing, () => newUser(request.create, users, config));
      return { method: 'POST', path: usersPath, bulkId, data };
    }
    this.protection.refuse(request.id, doing);
    const path = `${usersPath}/${encodeURIComponent(request.id)}`;
    const support = operationSupport(config, { service, manner })[request.operation];
    // What is refused, and what is deactivated by deleting, is told by the single way.
    if (!support.supported || (request.operation === 'deactivate' && config.deactivateBy === 'delete'))
      return undefined;
    if (request.operation === 'delete') return { method: 'DELETE', path, bulkId };
    if (request.operation === 'update') {
      const { change } = request;
      return rejectingPaths(doing, () => {
        if (needsCurrent(change.set, change.before, users, config)) return undefined;
        const operations = patchOperations(change, users, config);
        const version = manner.etags && change.version !== undefined ? { version: change.version } : {};
        return operations.length === 0
          ? undefined
          : { method: 'PATCH', path, bulkId, ...version, data: patchBody(operations) };
      });
    }
    return { method: 'PATCH', path, bulkId, data: patchBody(activePatch(request.operation === 'reactivate', config)) };
  }

  *#chunks(parts: readonly Part[]): Generator<readonly Part[]> {
    let chunk: Part[] = [];
    let bytes = ENVELOPE_BYTES;
    for (const part of parts) {
      if (chunk.length === this.limits.maxOperations || bytes + part.bytes > this.limits.maxPayloadSize) {
        if (chunk.length > 0) yield chunk;
        chunk = [];
        bytes = ENVELOPE_BYTES;
      }
      chunk.push(part);
      bytes += part.bytes;
    }
    if (chunk.length > 0) yield chunk;
  }

  /** Gives back the places of those that must be sent one by one, because the service does not take them together. */
  async #send(
    chunk: readonly Part[],
    facts: Facts,
    signal: AbortSignal,
    outcomes: Map<number, BatchOutcome>,
  ): Promise<readonly number[]> {
    const { api } = this.users;
    const doing = `writing ${chunk.length} users at once at ${api.root}`;
    try {
      const json = buildBulkRequest({ operations: chunk.map(({ operation }) => operation) });
      const answer = await api.send('POST', '/Bulk', { doing, signal, json });
      // Nothing was done: it was too much at once, whatever the service said of its limits.
      if (answer.status === 413) return await this.#halved(chunk, facts, signal, outcomes);
      if (answer.status !== 200) throw scimError(answer, doing, true);
      const results = parseBulkResponse(bodyOf(answer));
      if (results === undefined) throw unreadable(answer, doing, true);
      const byPart = matched(chunk, results);
      // What we knew of these users is old: the single way reads them and does the rest on top of that.
      const outdated = chunk.filter((part) => part.request.operation === 'update' && isOutdated(byPart.get(part)));
      for (const part of chunk)
        if (!outdated.includes(part)) outcomes.set(part.at, this.#outcome(part, byPart.get(part), facts));
      return outdated.map(({ at }) => at);
    } catch (error) {
      if (isNoBulk(error)) return chunk.map(({ at }) => at);
      for (const { at } of chunk) if (!outcomes.has(at)) outcomes.set(at, { error });
    }
    return [];
  }

  async #halved(
    chunk: readonly Part[],
    facts: Facts,
    signal: AbortSignal,
    outcomes: Map<number, BatchOutcome>,
  ): Promise<readonly number[]> {
    if (chunk.length === 1) return chunk.map(({ at }) => at);
    const half = Math.ceil(chunk.length / 2);
    const first = await this.#send(chunk.slice(0, half), facts, signal, outcomes);
    return [...first, ...(await this.#send(chunk.slice(half), facts, signal, outcomes))];
  }

  #outcome({ request }: Part, result: BulkResult | undefined, facts: Facts): BatchOutcome {
    const { root } = this.users.api;
    const doing = doingOf(request, root);
    if (result === undefined) return { error: missing(doing) };
    const { status, response, location } = result;
    const body = typeof response === 'object' && response !== null ? (response as Row) : undefined;
    if (status === 404 && request.operation === 'delete') return { result: { id: request.id } };
    if (status < 200 || status > 299) {
      // Inside a bulk answer the service itself speaks, also where it says no more than the number.
      const said = body ?? { detail: 'no reason was given' };
      return { error: errorOfStatus({ status, body: said, isHtml: false }, doing, true) };
    }
    const known = request.operation === 'create' ? undefined : request.id;
    const id = known ?? (body === undefined ? undefined : idOf(body)) ?? idFromLocation(location);
    if (id === undefined) return { error: missing(doing) };
    const told = body === undefined || idOf(body) === undefined ? undefined : body;
    const written = told === undefined ? { id } : this.users.result(id, told, namesIn(request), facts);
    const version = result.version === undefined ? {} : { version: result.version };
    const active = activeAfter(request);
    if (active === undefined) return { result: { ...written, ...version } };
    if (written.active !== undefined && written.active !== active)
      return { error: unheeded(doing, active ? 'inactive' : 'active') };
    return { result: { ...written, ...version, active } };
  }

  async #oneByOne(
    places: readonly number[],
    requests: readonly BatchRequest[],
    signal: AbortSignal,
    outcomes: Map<number, BatchOutcome>,
  ): Promise<void> {
    const queue = [...places];
    const work = async (): Promise<void> => {
      for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
        const request = requests[at];
        if (request === undefined) continue;
        outcomes.set(
          at,
          await this.single(request, signal).then(
            (result): BatchOutcome => ({ result }),
            (error: unknown): BatchOutcome => ({ error }),
          ),
        );
      }
    };
    await Promise.all(Array.from({ length: Math.min(SINGLES, queue.length) }, work));
  }
}

function namesIn(request: BatchRequest): readonly string[] {
  if (request.operation === 'create') return Object.keys(request.create.attributes);
  return request.operation === 'update' ? Object.keys(request.change.set) : [];
}

function activeAfter({ operation }: BatchRequest): boolean | undefined {
  return operation === 'deactivate' ? false : operation === 'reactivate' ? true : undefined;
}

/** Another version, or an element that is gone; nothing of the operation was done. */
function isOutdated(result: BulkResult | undefined): boolean {
  if (result === undefined || result.status === 412) return result !== undefined;
  return result.status === 400 && parseError(result.response, 400)?.scimType === 'noTarget';
}

/** There is no Bulk, whatever the service says of itself: nothing was done. */
function isNoBulk(error: unknown): boolean {
  return UnsupportedError.is(error) || NotFoundError.is(error) || ConfigError.is(error);
}

/** Results belong to their `bulkId`; services that leave it out answer in the order of the request. */
function matched(chunk: readonly Part[], results: readonly BulkResult[]): ReadonlyMap<Part, BulkResult> {
  const byId = new Map(
    results.flatMap((result) => (result.bulkId === undefined ? [] : [[result.bulkId, result] as const])),
  );
  const inOrder = results.length === chunk.length;
  return new Map(
    chunk.flatMap((part, at) => {
      const own = byId.get(part.operation.bulkId ?? '');
      const sameplace = results[at];
      const result =
        own ?? (inOrder && sameplace?.bulkId === undefined && fits(part, sameplace) ? sameplace : undefined);
      return result === undefined ? [] : [[part, result] as const];
    }),
  );
}

/** Does a result without `bulkId` at least not contradict the operation? */
function fits({ operation }: Part, result: BulkResult | undefined): boolean {
  if (result === undefined || (result.method !== '' && result.method.toUpperCase() !== operation.method)) return false;
  if (operation.method === 'POST' || result.location === undefined) return true;
  return idFromLocation(result.location) === idFromLocation(operation.path);
}

function doingOf(request: BatchRequest, root: string): string {
  const about = request.operation === 'create' ? 'a user' : `user ${request.id}`;
  return `${request.operation} of ${about} at ${root}, one of many at once`;
}

function missing(doing: string): UnavailableError {
  return new UnavailableError({
    code: 'scim-bulk-unanswered',
    doing,
    happened: 'the answer to the bulk request says nothing of it',
    outcome: 'unknown',
    hint: 'set "useBulk" to "never" if this comes again',
  });
}
