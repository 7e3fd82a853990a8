import { setImmediate } from 'node:timers/promises';
import { ScimError } from '@rollcall/scim-protocol';
import type { Simulator } from '../simulator/simulator.js';
import { errorAnswer, notFound, type ScimAnswer, toResponse } from './answers.js';
import { BulkEndpoint } from './bulk-endpoint.js';
import { discover } from './discovery-endpoint.js';
import { ListEndpoint } from './list-endpoint.js';
import { RequestBudget } from './request-budget.js';
import { ResourceEndpoint } from './resource-endpoint.js';
import type { Row } from './row.js';
import type { ScimDialect } from './scim-dialect.js';
import { SCIM_DIALECTS } from './scim-dialects.js';
import type { ScimLies } from './scim-lies.js';
import { ScimService } from './scim-service.js';
import { type OAuthClient, type ServiceToken, ServiceTokens } from './service-tokens.js';

/** What is served, as which kind of service, and to whom. */
export interface ScimSimulatorOptions {
  /** What it holds; an empty service unless given. */
  readonly service?: ScimService;
  /** Which kind of service it is; `generic` unless told. */
  readonly dialect?: ScimDialect;
  /** Tokens that it takes; `scim-token` unless told. */
  readonly tokens?: readonly ServiceToken[];
  /** A client that gets tokens at `/oauth2/token`. */
  readonly oauth?: OAuthClient;
  /** Milliseconds since 1970, for budgets and tokens. */
  readonly now?: () => number;
}

/** A SCIM service that answers requests. */
export interface ScimSimulator extends Simulator {
  /** What it serves; changes show in the next answer. */
  readonly service: ScimService;
  /** How it differs from the RFCs. */
  readonly dialect: ScimDialect;
  /** Those that it takes now; may be revoked while it serves. */
  readonly tokens: ServiceTokens;
  /** What it tells untruly; nothing until it is set. */
  readonly lies: ScimLies;
}

/** Where the service is below the origin. */
export const SCIM_PATH = '/scim/v2';
/** The token that a simulated service takes unless told. */
export const SCIM_TOKEN = 'scim-token';

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** A SCIM 2.0 service by RFC 7643, RFC 7644 and RFC 9865, within the limits of one dialect. */
export function createScimSimulator(options: ScimSimulatorOptions = {}): ScimSimulator {
  const { service = new ScimService(), dialect = SCIM_DIALECTS.generic, now = Date.now } = options;
  const tokens = new ServiceTokens(options.tokens ?? [{ token: SCIM_TOKEN }], options.oauth, now);
  const lies: ScimLies = {};
  const front = new Front(dialect, service, tokens, lies, now);
  return { service, dialect, tokens, lies, fetch: (request) => front.fetch(request) };
}

/** What is looked at before a request reaches an endpoint. */
class Front {
  readonly #resources: ResourceEndpoint;
  readonly #lists: ListEndpoint;
  readonly #bulk: BulkEndpoint;
  readonly #reads: RequestBudget;
  readonly #writes: RequestBudget;
  #writing = false;

  constructor(
    private readonly dialect: ScimDialect,
    service: ScimService,
    private readonly tokens: ServiceTokens,
    lies: ScimLies,
    now: () => number,
  ) {
    this.#resources = new ResourceEndpoint(service, dialect);
    this.#lists = new ListEndpoint(service, dialect, lies, now);
    this.#bulk = new BulkEndpoint(this.#resources, dialect);
    this.#reads = new RequestBudget(dialect.perMinute?.reads, now);
    this.#writes = new RequestBudget(dialect.perMinute?.writes, now);
  }

  async fetch(request: Request): Promise<Response> {
    const url = new URL(request.url);
    if (url.pathname === '/oauth2/token' && request.method === 'POST') return this.#grant(request);
    if (!url.pathname.startsWith(`${SCIM_PATH}/`))
      return new Response('<!DOCTYPE html><html><body>Not Found</body></html>', {
        status: 404,
        headers: { 'content-type': 'text/html; charset=utf-8' },
      });
    try {
      this.#admit(request);
      if (READS.has(request.method)) return toResponse(await this.#answer(request, url));
      return toResponse(await this.#alone(() => this.#answer(request, url)));
    } catch (error) {
      if (error instanceof Throttled)
        return toResponse({ ...errorAnswer(error), headers: { 'retry-after': String(error.seconds) } });
      return toResponse(errorAnswer(error));
    }
  }

  #admit({ headers, method }: Request): void {
    if (this.dialect.needsUserAgent === true && (headers.get('user-agent') ?? '') === '')
      throw new ScimError(403, 'a request needs a User-Agent');
    if (!this.tokens.accepts(headers.get('authorization')))
      throw new ScimError(401, 'the token is not known, or too old');
    const seconds = (READS.has(method) ? this.#reads : this.#writes).take();
    if (seconds !== undefined) throw new Throttled(seconds);
  }

  /** One turn of the event loop is how long a write takes, so that writes side by side can be seen. */
  async #alone(work: () => Promise<ScimAnswer>): Promise<ScimAnswer> {
    if (this.dialect.oneWriter !== true) return work();
    if (this.#writing) throw new ScimError(409, 'another write is on its way');
    this.#writing = true;
    try {
      await setImmediate();
      return await work();
    } finally {
      this.#writing = false;
    }
  }

  async #answer(request: Request, url: URL): Promise<ScimAnswer> {
    const base = `${url.origin}${SCIM_PATH}`;
    const path = url.pathname.slice(SCIM_PATH.length);
    const query: Row = Object.fromEntries(url.searchParams);
    const { method } = request;
    const text = READS.has(method) ? '' : await request.text();
    const body = text === '' ? undefined : this.#body(request, text);
    const told = method === 'GET' ? discover(path, query, this.dialect, base) : undefined;
    if (told !== undefined) return told;
    if (path === '/Bulk' && method === 'POST') return this.#bulk.handle(text, body, base);
    const [, endpoint, id] = /^\/(Users|Groups)(?:\/([^/]+))?$/.exec(path) ?? [];
    if (endpoint === undefined) throw notFound('there is no such endpoint');
    const type = endpoint === 'Users' ? 'User' : 'Group';
    if (method === 'GET' && id === undefined) return this.#lists.handle({ type, base, query });
    const [ifMatch, ifNoneMatch] = [request.headers.get('if-match'), request.headers.get('if-none-match')];
    return this.#resources.handle({
      method,
      type,
      base,
      query,
      body,
      ...(id === undefined ? {} : { id: decodeURIComponent(id) }),
      ...(ifMatch === null ? {} : { ifMatch }),
      ...(ifNoneMatch === null ? {} : { ifNoneMatch }),
    });
  }

  #body({ headers }: Request, text: string): unknown {
    const type = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
    if (!this.dialect.contentTypes.includes(type))
      throw new ScimError(415, `the media type of a body is ${this.dialect.contentTypes.join(' or ')}`);
    try {
      return JSON.parse(text) as unknown;
    } catch {
      throw new ScimError(400, 'the body is no JSON', 'invalidSyntax');
    }
  }

  async #grant(request: Request): Promise<Response> {
    const form = new URLSearchParams(await request.text());
    const { status, body } = this.tokens.grant(form, request.headers.get('authorization'));
    return Response.json(body, { status, headers: { 'cache-control': 'no-store' } });
  }
}

class Throttled extends ScimError {
  constructor(readonly seconds: number) {
    super(429, 'too many requests');
  }
}
