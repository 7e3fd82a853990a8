import { type Http, type HttpAnswer, type HttpOptions, type HttpRequest, UnavailableError } from '@rollcall/contract';
import ky, { type KyInstance } from 'ky';
import { Agent } from 'undici';
import type { Clock } from '../ports/clock.js';
import { createLeanFetch } from './lean-fetch.js';
import { Pacer } from './pacer.js';
import { createRedactor, plainUrl, secretsIn } from './redact.js';
import { resolveRedirect, resolveUrl } from './resolve-url.js';
import { retryAfterMs } from './retry-after.js';
import { transportError } from './transport-error.js';

export interface HttpClientParts {
  readonly clock: Clock;
  /** 0 ≤ x < 1, for the jitter of waits. */
  readonly random: () => number;
}

const DEFAULTS = { timeoutMs: 30_000, retries: 3, concurrency: 32, maxBodyBytes: 32 * 1024 * 1024 } as const;
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
const RETRY_STATUS = new Set([408, 429, 500, 502, 503, 504]);
const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 30_000;
const REDIRECTS = 5;

/** The HTTP client of one connection. See `Http` in the contract. */
export class HttpClient implements Http {
  readonly origin: string;
  private readonly base: URL;
  private readonly agent: Agent;
  private readonly ky: KyInstance;
  private readonly pacer: Pacer;

  constructor(private readonly options: HttpOptions, private readonly parts: HttpClientParts) {
    this.base = new URL(options.baseUrl);
    this.origin = this.base.origin;
    const tls = { ...(options.ca === undefined ? {} : { ca: options.ca }), ...(options.allowSelfSigned === true ? { rejectUnauthorized: false } : {}) };
    const timeout = options.timeoutMs ?? DEFAULTS.timeoutMs;
    this.agent = new Agent({ connections: options.concurrency ?? DEFAULTS.concurrency, pipelining: 1, keepAliveTimeout: 10_000, headersTimeout: timeout, bodyTimeout: timeout, connect: { timeout: Math.min(timeout, 10_000), ...tls } });
    this.ky = ky.create({ fetch: createLeanFetch(this.agent), retry: 0, throwHttpErrors: false, timeout: false, redirect: 'manual' });
    this.pacer = new Pacer(parts.clock, options.concurrency ?? DEFAULTS.concurrency, options.requestsPerSecond);
  }

  async request(request: HttpRequest): Promise<HttpAnswer> {
    const answer = await this.repeated(request, resolveUrl(this.base, request));
    if (answer.status !== 401 || this.options.renew === undefined || request.anonymous === true) return answer;
    await this.options.renew(request.signal);
    return this.repeated(request, resolveUrl(this.base, request));
  }

  async close(): Promise<void> {
    await this.agent.close();
  }

  /** Tries again what may be tried again, waiting longer each time. */
  private async repeated(request: HttpRequest, url: URL): Promise<HttpAnswer> {
    const repeatable = request.repeatable ?? SAFE.has(request.method);
    const tries = 1 + (this.options.retries ?? DEFAULTS.retries);
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.once(request, url).catch((error: unknown) => this.fault(error, request, url));
      const wait = attempt < tries ? this.waitBefore(outcome, attempt, repeatable) : undefined;
      if (wait !== undefined) await this.parts.clock.sleep(wait, request.signal);
      else if ('status' in outcome) return outcome;
      else throw outcome;
    }
  }

  /** Milliseconds to wait before another try, or `undefined` when there shall be none. */
  private waitBefore(outcome: HttpAnswer | UnavailableError, attempt: number, repeatable: boolean): number | undefined {
    const backoff = Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS) * (0.5 + this.parts.random() / 2);
    if (!('status' in outcome)) return repeatable || outcome.outcome === 'not-sent' ? backoff : undefined;
    // 429 says that nothing was done, so it may be repeated whatever it was.
    if (outcome.status !== 429 && !(repeatable && RETRY_STATUS.has(outcome.status))) return undefined;
    return Math.max(outcome.retryAfterMs ?? 0, backoff);
  }

  private async once(request: HttpRequest, url: URL): Promise<HttpAnswer> {
    const headers = await this.headersOf(request);
    const answer = await this.pacer.run(request.signal, () => this.follow(request, url, headers));
    if (answer.status === 429 || answer.status === 503) this.pacer.slowDown(answer.retryAfterMs);
    else this.pacer.speedUp();
    return answer;
  }

  private async follow(request: HttpRequest, url: URL, headers: Readonly<Record<string, string>>): Promise<HttpAnswer> {
    let at = url;
    for (let redirects = 0; ; redirects += 1) {
      const response = await this.send(request, at, headers);
      const location = response.headers.get('location');
      if (response.status < 300 || response.status > 399 || location === null) return this.answerOf(response, await response.text(), request, at);
      const next = resolveRedirect(at, location, request.doing);
      if (!SAFE.has(request.method) || redirects >= REDIRECTS) return this.answerOf(response, '', request, at);
      at = next;
    }
  }

  private send(request: HttpRequest, url: URL, headers: Readonly<Record<string, string>>): Promise<Response> {
    const textBody = request.json === undefined ? request.body : JSON.stringify(request.json);
    const timeout = AbortSignal.timeout(this.options.timeoutMs ?? DEFAULTS.timeoutMs);
    const lean = { maxBodyBytes: this.options.maxBodyBytes ?? DEFAULTS.maxBodyBytes, ...(textBody === undefined ? {} : { textBody }) };
    return this.ky(url, { method: request.method, headers, signal: AbortSignal.any([request.signal, timeout]), ...lean });
  }

  private async headersOf(request: HttpRequest): Promise<Readonly<Record<string, string>>> {
    const { headers } = this.options;
    const own = request.anonymous === true ? {} : typeof headers === 'function' ? await headers(request.signal) : (headers ?? {});
    return { 'user-agent': 'rollcall', 'accept-encoding': 'gzip, deflate, br', ...lower(own), ...(request.json === undefined ? {} : { 'content-type': 'application/json' }), ...lower(request.headers ?? {}) };
  }

  private answerOf(response: Response, text: string, request: HttpRequest, url: URL): HttpAnswer {
    const mediaType = (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
    const wait = retryAfterMs(response.headers.get('retry-after'), this.parts.clock.now());
    return {
      status: response.status, headers: response.headers, mediaType, text, ...(wait === undefined ? {} : { retryAfterMs: wait }),
      json: () => this.parse(text, mediaType, response.status, request, url),
    };
  }

  private parse(text: string, mediaType: string, status: number, request: HttpRequest, url: URL): unknown {
    try {
      return JSON.parse(text);
    } catch (error) {
      const what = text.trim() === '' ? 'an empty answer' : /^\s*</.test(text) ? 'an HTML page' : mediaType === '' ? 'something' : mediaType;
      throw new UnavailableError({
        code: 'not-json', doing: `${request.doing} at ${plainUrl(url.href)}`, happened: `${status} with ${what} instead of JSON`,
        hint: 'see whether the base URL is right, and what the site shows there', outcome: 'unknown', cause: error,
      });
    }
  }

  /** A thrown fault as an error of ours, without secrets; errors of ours and aborts pass. */
  private fault(error: unknown, request: HttpRequest, url: URL): UnavailableError {
    if (request.signal.aborted) throw request.signal.reason;
    if (error instanceof Error && Symbol.for('@rollcall/error') in error) throw error;
    const safe = transportError(error, `${request.doing} at ${plainUrl(url.href)}`);
    const { headers } = this.options;
    const redact = createRedactor([...(this.options.secrets ?? []), ...(typeof headers === 'object' ? secretsIn(headers) : [])]);
    return new UnavailableError({ code: safe.code, doing: redact(safe.doing), happened: redact(safe.happened), outcome: safe.outcome, ...(safe.hint === undefined ? {} : { hint: safe.hint }) });
  }
}

function lower(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
