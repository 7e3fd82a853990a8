import { randomUUID } from 'node:crypto';
import type { Provider } from '@rollcall/contract';
import type { Clock, Marks } from '@rollcall/engine';
import { buildError, ScimError } from '@rollcall/scim-protocol';
import { type Context, Hono } from 'hono';
import { Audit, type AuditSink } from './audit.js';
import { type Caller, GatewayTokens } from './auth/gateway-tokens.js';
import { GatewayMemory } from './gateway-memory.js';
import { Lanes } from './request/lanes.js';
import { type RateLimit, RateLimiter, TooManyRequests } from './request/rate-limiter.js';
import { readBody } from './request/read-body.js';
import { toldError } from './request/scim-errors.js';
import type { ScimAnswer, ScimRequest } from './request/scim-request.js';
import { type Route, type RouteMethod, ScimService } from './scim-service.js';
import { Tenant, type TenantOptions } from './tenant.js';

export interface GatewayTenant extends TenantOptions {
  readonly provider: Provider;
  /** The same for tenants of the same connection, so that their writes to one account do not overlap. Default: the tenant alone. */
  readonly connection?: string;
}

export interface GatewayOptions {
  readonly tenants: readonly GatewayTenant[];
  /** Where tokens, clients' ids and deletions are kept. */
  readonly marks: Marks;
  readonly clock: Pick<Clock, 'now'>;
  readonly audit: AuditSink;
  readonly rateLimit: RateLimit;
  /** How clients reach the gateway, without a path: `https://provision.example`. Absent: as the request says, which its sender chooses. */
  readonly publicUrl?: string;
  readonly maxDepth?: number;
  /** Where the host can write an answer for less than a `Response` costs. Default: a `Response`. */
  readonly send?: SendAnswer;
  /** Told what a client is not told. */
  readonly onError: (error: unknown, requestId: string) => void;
}

/** An answer as it goes out. `body`: absent for an answer without one. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Writes an answer by what the host gave `fetch` as its environment; what it returns is what `fetch` resolves to. */
export type SendAnswer = (environment: unknown, answer: RawAnswer) => Response;

const SCIM_JSON = 'application/scim+json';
const MOST_URL = 16_384;
const NO_QUERY: ScimRequest['query'] = {};

/**
 * SCIM 2.0 servers, one a tenant, as one Hono application: `app.fetch` serves it, `host.route('/', app)` mounts it. Every request is
 * authorised anew by its token; nothing that it says of itself by other headers is believed.
 */
export function createGateway(options: GatewayOptions): Hono {
  const app = new Hono();
  const gate = new Gate(options);
  const lanes = new Map<string, Lanes>();
  for (const { provider, connection, ...own } of options.tenants) {
    const shared = lanes.get(connection ?? own.name) ?? new Lanes();
    lanes.set(connection ?? own.name, shared);
    const tenant = new Tenant({
      options: own,
      provider,
      memory: new GatewayMemory(options.marks, own.name),
      audit: new Audit(own.name, options.audit, () => options.clock.now()),
      lanes: shared,
      now: () => options.clock.now(),
    });
    mount(app, gate, tenant, options);
  }
  return app;
}

function mount(app: Hono, gate: Gate, tenant: Tenant, { onError }: GatewayOptions): void {
  const { path } = tenant.options;
  const routes = new RouteTable(new ScimService(tenant, (error) => onError(error, 'bulk')).routes());
  // One pattern for all: a router that knows each path costs more than the look-up here.
  for (const address of [path, `${path}/*`])
    app.all(address, (context) => {
      const { method, path: whole } = context.req;
      const { route, id } = routes.find(whole.slice(path.length));
      return gate.answer(context, tenant, route?.[method as keyof typeof route] ?? refusal(route), id);
    });
}

interface FoundRoute {
  readonly route: Route['methods'] | undefined;
  /** As it stands in the address, decoded; not yet known to be an id. */
  readonly id?: string;
}

/** Looks addresses up: `/Users`, `/Users/.search`, `/Users/ID`. */
class RouteTable {
  readonly #exact = new Map<string, Route['methods']>();
  readonly #withId = new Map<string, Route['methods']>();

  constructor(routes: readonly Route[]) {
    for (const { path, methods } of routes) {
      if (path.endsWith('/:id')) this.#withId.set(path.slice(0, -4), methods);
      else this.#exact.set(path, methods);
    }
  }

  find(path: string): FoundRoute {
    const exact = this.#exact.get(path === '' ? '/' : path);
    if (exact !== undefined) return { route: exact };
    const slash = path.indexOf('/', 1);
    const last = slash < 0 ? '' : path.slice(slash + 1);
    if (last === '' || last.includes('/')) return { route: undefined };
    return { route: this.#withId.get(path.slice(0, slash)), id: decoded(last) };
  }
}

/** What is not well written stays as it is, and is nobody's id. */
function decoded(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function refusal(route: Route['methods'] | undefined): RouteMethod {
  return route === undefined ? NOTHING_HERE : notAllowed(Object.keys(route).join(', '));
}

const NOTHING_HERE: RouteMethod = {
  handle: () => Promise.reject(new ScimError(404, 'there is nothing at this address')),
};

function notAllowed(allow: string): RouteMethod {
  return {
    handle: async () => ({ ...errorAnswer(new ScimError(405, `only ${allow} is possible there`)), headers: { allow } }),
  };
}

interface Asked {
  readonly tenant: Tenant;
  readonly caller: Caller;
  readonly hasBody: boolean;
  readonly requestId: string;
  readonly id: string | undefined;
}

/** What every request goes through: its token, its rate, its body, and the errors. */
class Gate {
  readonly #tokens: GatewayTokens;
  readonly #limiter: RateLimiter;

  constructor(private readonly options: GatewayOptions) {
    const now = (): number => options.clock.now();
    this.#tokens = new GatewayTokens(options.marks, now);
    this.#limiter = new RateLimiter(options.rateLimit, now);
  }

  async answer(
    context: Context,
    tenant: Tenant,
    { handle, body }: RouteMethod,
    id: string | undefined,
  ): Promise<Response> {
    const requestId = randomUUID();
    const { req } = context;
    try {
      if (req.url.length > MOST_URL) throw new ScimError(414, 'the address is too long; use /.search');
      const caller = await this.#caller(tenant, req.header('authorization'));
      this.#limiter.take(caller.id);
      const request = await this.#request(context, { tenant, caller, hasBody: body === true, requestId, id });
      return this.#send(context, raw(await handle(request), requestId));
    } catch (error) {
      return this.#send(context, this.#refusal(error, requestId));
    }
  }

  async #caller(tenant: Tenant, header: string | undefined): Promise<Caller> {
    const [, token] = /^Bearer +([^\s,]+)$/i.exec(header ?? '') ?? [];
    const caller = token === undefined ? undefined : await this.#tokens.verify(tenant.options.name, token);
    if (caller === undefined) throw new ScimError(401, 'the token is missing, wrong, expired or revoked');
    return caller;
  }

  async #request({ req }: Context, { tenant, caller, hasBody, requestId, id }: Asked): Promise<ScimRequest> {
    const { maxBodyBytes: maxBytes, path } = tenant.options;
    const [ifMatch, ifNoneMatch] = [req.header('if-match'), req.header('if-none-match')];
    return {
      ...(id === undefined ? {} : { id }),
      query: req.url.includes('?') ? req.query() : NO_QUERY,
      ...(hasBody ? { body: await readBody(req.raw, { maxBytes, maxDepth: this.options.maxDepth ?? 24 }) } : {}),
      ...(ifMatch === undefined ? {} : { ifMatch }),
      ...(ifNoneMatch === undefined ? {} : { ifNoneMatch }),
      caller,
      base: `${this.options.publicUrl ?? originOf(req.url)}${path}`,
      requestId,
      signal: req.raw.signal,
    };
  }

  #send({ env }: Context, answer: RawAnswer): Response {
    return (this.options.send ?? asResponse)(env, answer);
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

function errorAnswer(error: ScimError): ScimAnswer {
  return { status: error.status, body: buildError(error) };
}

function raw({ status, body, headers }: ScimAnswer, requestId: string): RawAnswer {
  const all: Record<string, string> = { ...headers, 'x-request-id': requestId, 'cache-control': 'no-store' };
  if (body === undefined) return { status, headers: all };
  all['content-type'] = SCIM_JSON;
  return { status, headers: all, body: JSON.stringify(body) };
}

function asResponse(_environment: unknown, { status, headers, body }: RawAnswer): Response {
  return new Response(body ?? null, { status, headers });
}

function originOf(url: string): string {
  const end = url.indexOf('/', url.indexOf('://') + 3);
  return end < 0 ? url : url.slice(0, end);
}
