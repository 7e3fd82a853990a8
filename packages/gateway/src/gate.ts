import { randomUUID } from 'node:crypto';
import { buildError, ScimError } from '@rollcall/scim-protocol';
import { type Caller, GatewayTokens } from './auth/gateway-tokens.js';
import { RefusedCalls } from './auth/refused-calls.js';
import type { GatewayCall, RawAnswer } from './gateway-call.js';
import type { GatewayOptions } from './gateway-options.js';
import { RateLimiter, TooManyRequests } from './request/rate-limiter.js';
import { readBody } from './request/read-body.js';
import { toldError } from './request/scim-errors.js';
import type { ScimAnswer, ScimRequest } from './request/scim-request.js';
import type { RouteMethod } from './scim-service.js';
import type { Tenant } from './tenant.js';

const SCIM_JSON = 'application/scim+json';
const MOST_URL = 16_384;

interface Asked {
  readonly tenant: Tenant;
  readonly caller: Caller;
  readonly hasBody: boolean;
  readonly requestId: string;
  readonly id: string | undefined;
}

/** What every request goes through: its token, its rate, its body, and the errors. */
export class Gate {
  readonly #tokens: GatewayTokens;
  readonly #limiter: RateLimiter;
  readonly #refused: RefusedCalls | undefined;

  constructor(private readonly options: GatewayOptions) {
    const now = (): number => options.clock.now();
    this.#tokens = new GatewayTokens(options.marks, now);
    this.#limiter = new RateLimiter(options.rateLimit, now);
    const { onRefused, onError } = options;
    this.#refused =
      onRefused === undefined ? undefined : new RefusedCalls({ tokens: this.#tokens, now, tell: onRefused, onError });
  }

  /** Never rejects. */
  async answer(
    call: GatewayCall,
    tenant: Tenant,
    { handle, body }: RouteMethod,
    id: string | undefined,
  ): Promise<RawAnswer> {
    const requestId = randomUUID();
    try {
      if (call.length > MOST_URL) throw new ScimError(414, 'the address is too long; use /.search');
      const caller = await this.#caller(tenant, call.header('authorization'), requestId);
      this.#limiter.take(caller.id);
      const request = await this.#request(call, { tenant, caller, hasBody: body === true, requestId, id });
      return raw(await handle(request), requestId);
    } catch (error) {
      return this.#refusal(error, requestId);
    }
  }

  async #caller(tenant: Tenant, header: string | undefined, requestId: string): Promise<Caller> {
    const [, token] = /^Bearer +([^\s,]+)$/i.exec(header ?? '') ?? [];
    const caller = token === undefined ? undefined : await this.#tokens.verify(tenant.options.name, token);
    if (caller !== undefined) return caller;
    this.#refused?.note(tenant.options.name, token, requestId);
    throw new ScimError(401, 'the token is missing, wrong, expired or revoked');
  }

  async #request(call: GatewayCall, { tenant, caller, hasBody, requestId, id }: Asked): Promise<ScimRequest> {
    const { maxBodyBytes: maxBytes, path } = tenant.options;
    // Written out: a spread for each that may be absent takes longer than all else here.
    const request: { -readonly [name in keyof ScimRequest]: ScimRequest[name] } = {
      query: call.query(),
      caller,
      base: `${this.options.publicUrl ?? call.origin}${path}`,
      requestId,
      signal: call.signal,
    };
    if (id !== undefined) request.id = id;
    const [ifMatch, ifNoneMatch] = [call.header('if-match'), call.header('if-none-match')];
    if (ifMatch !== undefined) request.ifMatch = ifMatch;
    if (ifNoneMatch !== undefined) request.ifNoneMatch = ifNoneMatch;
    if (hasBody) request.body = await readBody(call, { maxBytes, maxDepth: this.options.maxDepth ?? 24 });
    return request;
  }

  #refusal(thrown: unknown, requestId: string): RawAnswer {
    const { error, retryAfterSeconds, isBug } = toldError(thrown);
    if (isBug === true) this.options.onError(thrown, requestId);
    const wait = thrown instanceof TooManyRequests ? thrown.retryAfterSeconds : retryAfterSeconds;
    const headers = {
      ...(wait === undefined ? {} : { 'retry-after': String(wait) }),
      ...(error.status === 401 ? { 'www-authenticate': 'Bearer realm="SCIM"' } : {}),
    };
    return raw({ ...errorAnswer(error), headers }, requestId);
  }
}

/** An error as its answer. */
export function errorAnswer(error: ScimError): ScimAnswer {
  return { status: error.status, body: buildError(error) };
}

function raw({ status, body, headers }: ScimAnswer, requestId: string): RawAnswer {
  const all: Record<string, string> = { ...headers, 'x-request-id': requestId, 'cache-control': 'no-store' };
  if (body === undefined) return { status, headers: all };
  all['content-type'] = SCIM_JSON;
  return { status, headers: all, body: JSON.stringify(body) };
}
