import type { Http, HttpAnswer, HttpOptions, HttpRequest } from '@rollcall/contract';
import { ConfigError } from '@rollcall/contract';
import ky, { type Options } from 'ky';
import type { ClientParts, PreparedRequest, TimedAnswer } from './client-parts.js';
import { openConnectionPool } from './connection-pool.js';
import { CredentialHeaders } from './credential-headers.js';
import { ACCEPTED_ENCODINGS } from './decode-body.js';
import { Exchange } from './exchange.js';
import { Pacer } from './pacer.js';
import { Redactor } from './redact.js';
import { mayBeRepeated } from './repeat-rules.js';
import { parseBaseUrl, resolveUrl } from './resolve-url.js';
import { TextAnswer } from './text-answer.js';

const DEFAULTS = { timeoutMs: 30_000, retries: 3, concurrency: 32, maxBodyBytes: 32 * 1024 * 1024 } as const;
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;
const REPEATABLE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
const METHODS = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options'];
const FIXED_HEADERS = { accept: 'application/json', 'accept-encoding': ACCEPTED_ENCODINGS, 'user-agent': 'rollcall' };

/** ky passes an option that it does not know to `fetch`: this one carries the request, without a Request stream around its body. */
interface Carrier {
  readonly exchange: { attempt(timeout: AbortSignal): Promise<Response> };
}

/** ky decides about time and repetition; what is sent, and what is worth repeating, the exchange knows. */
const send = ky.create({
  throwHttpErrors: mayBeRepeated,
  fetch: (request, init) => (init as unknown as Carrier).exchange.attempt((request as Request).signal),
});

/** The client of one connection. What it holds is private at run time too, so that nothing prints a credential. */
export class HttpClient implements Http {
  readonly #base: URL;
  readonly #parts: ClientParts;
  readonly #credentials: CredentialHeaders;
  readonly #retries: number;
  #closing: Promise<void> | undefined;

  constructor(options: HttpOptions, ports: Pick<ClientParts, 'clock' | 'random' | 'onExchange'>) {
    const { timeoutMs, concurrency, maxBodyBytes, retries } = checkedNumbers(options);
    this.#base = parseBaseUrl(options.baseUrl);
    const redactor = new Redactor(options.secrets);
    const pool = openConnectionPool(options, { concurrency, timeoutMs, maxBodyBytes });
    const pacer = new Pacer({
      clock: ports.clock,
      concurrency,
      ...(options.requestsPerSecond === undefined ? {} : { requestsPerSecond: options.requestsPerSecond }),
    });
    this.#retries = retries;
    this.#parts = {
      ...ports,
      throttled: options.throttled,
      timeoutMs,
      pacer,
      pool,
      redactor,
      fetching: { dispatcher: pool.agent, maxBodyBytes },
    };
    this.#credentials = new CredentialHeaders(options, redactor);
  }

  get origin(): string {
    return this.#base.origin;
  }

  async request(request: HttpRequest): Promise<HttpAnswer> {
    const { signal, doing } = request;
    signal.throwIfAborted();
    const credential = await this.#credentials.current(request);
    let answer = await this.#send(this.#prepare(request, credential.headers));
    // A 401 was not processed, so that even a request which changes something may be sent once more.
    if (
      answer.status === 401 &&
      request.anonymous !== true &&
      (await this.#credentials.renewed(credential.version, signal))
    ) {
      const renewed = await this.#credentials.current(request);
      answer = await this.#send(this.#prepare(request, renewed.headers));
    }
    return new TextAnswer(answer, doing, this.#parts.redactor);
  }

  /** Lets requests in flight end. A second call waits for the same. */
  close(): Promise<void> {
    this.#closing ??= this.#parts.pool.agent.close();
    return this.#closing;
  }

  #prepare(request: HttpRequest, credential: Readonly<Record<string, string>>): PreparedRequest {
    const { method, path, query, signal, json, repeatable = REPEATABLE.has(method) } = request;
    const doing = this.#parts.redactor.text(request.doing);
    const url = resolveUrl(this.#base, { path, doing, ...(query === undefined ? {} : { query }) });
    const body = json === undefined ? request.body : JSON.stringify(json);
    const type = json === undefined ? {} : { 'content-type': 'application/json' };
    return { method, url, headers: { ...FIXED_HEADERS, ...type, ...credential }, body, doing, signal, repeatable };
  }

  async #send(request: PreparedRequest): Promise<TimedAnswer> {
    const exchange = new Exchange(this.#parts, request);
    const retry = { limit: this.#retries, methods: METHODS, delay: () => 0, shouldRetry: () => exchange.again() };
    const options: Options & Carrier = {
      method: request.method,
      timeout: this.#parts.timeoutMs,
      retry,
      exchange: { attempt: (timeout) => exchange.attempt(timeout) },
    };
    try {
      await exchange.begin();
      await send(request.url, options);
    } catch (error) {
      // Whatever ky made of it: the exchange knows better what came, and says it without a secret.
      return exchange.result(error);
    }
    return exchange.result();
  }
}

function checkedNumbers(options: HttpOptions): { readonly [K in keyof typeof DEFAULTS]: number } {
  const numbers = {
    ...DEFAULTS,
    ...Object.fromEntries(Object.entries(options).filter(([name, value]) => name in DEFAULTS && value !== undefined)),
  };
  const wrong = Object.entries(numbers).find(
    ([name, value]) => !Number.isInteger(value) || value < (name === 'retries' ? 0 : 1) || value > LONGEST_TIMEOUT_MS,
  );
  const { requestsPerSecond = 1 } = options;
  if (wrong === undefined && requestsPerSecond > 0 && Number.isFinite(requestsPerSecond)) return numbers;
  const [name, value] = wrong ?? ['requestsPerSecond', requestsPerSecond];
  throw new ConfigError({
    code: 'http-option',
    doing: 'opening a connection',
    happened: `"${name}" is ${value}`,
    hint: 'give a number above zero',
  });
}
