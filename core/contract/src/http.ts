import { token } from '@rollcall/plugin';

/**
 * The one HTTP client. Adapters ask for {@link HTTP} and open a client per connection; the engine implements it.
 * A credential goes to the configured origin only: an absolute address elsewhere is refused, and no redirect is followed there.
 */
export interface HttpClients {
  /** A client of its own, with its own pace and credential. Close it in `Provider.close`. */
  open(options: HttpOptions): Http;
}

/** How to talk to one system. Given once, when the connection opens. */
export interface HttpOptions {
  /** Address that paths are relative to. Its origin is the only one that requests go to. */
  readonly baseUrl: string;
  /** Sent with each request: credentials, `Accept`. A function is asked before each request, for tokens that expire. */
  readonly headers?:
    | Readonly<Record<string, string>>
    | ((signal: AbortSignal) => Promise<Readonly<Record<string, string>>>);
  /** Called once after a 401, to get a new token; the request is then sent once more. */
  readonly renew?: (signal: AbortSignal) => Promise<void>;
  /** Texts that must not appear in any message: passwords, tokens. */
  readonly secrets?: readonly string[];
  /** For one try, from sending to the end of the answer. Default 30,000. */
  readonly timeoutMs?: number;
  /** Further tries of requests that may be repeated. Default 3. */
  readonly retries?: number;
  /**
   * For a system with a way of its own to say "not now", such as 403 with `x-ratelimit-remaining: 0`: milliseconds to wait, or
   * `undefined` for any other answer. Such an answer counts as not processed: the client waits and sends the request again, or gives
   * the answer back with `retryAfterMs` where that is too long. A time of day counts from the `date` header of the same answer.
   */
  readonly throttled?: (answer: Pick<HttpAnswer, 'status' | 'headers'>) => number | undefined;
  /** Most requests in a second, over time. Default: no limit. */
  readonly requestsPerSecond?: number;
  /** Requests in flight at once. Default 32. */
  readonly concurrency?: number;
  /** Certificate authorities to trust besides the system's, as PEM text. */
  readonly ca?: string;
  /** Trust any certificate. For test systems. */
  readonly allowSelfSigned?: boolean;
  /** Longest answer, in bytes. Default 32 MiB. */
  readonly maxBodyBytes?: number;
}

/** One request. Its answer is given back whatever the status is. */
export interface HttpRequest {
  /** GET and HEAD read; the others may change something. */
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  /**
   * Put below the base URL, with or without a slash before it; or an absolute URL of the same origin. Any other one is refused
   * with a `ConfigError`, so a `next` link may be given as it came.
   */
  readonly path: string;
  /** Added to the path; a list gives the name several times. */
  readonly query?: Readonly<Record<string, string | number | readonly string[]>>;
  /** Sent as JSON. The `Content-Type` is `application/json` unless `headers` says otherwise. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly body?: string;
  /** Besides those of the client, or instead of one of the same name. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Stops the request, and the waiting before it, at once. */
  readonly signal: AbortSignal;
  /** What is being done, for messages: `reading users`. */
  readonly doing: string;
  /** May be sent twice without harm. Default: yes for GET, HEAD and OPTIONS. */
  readonly repeatable?: boolean;
  /** Without the client's headers but for those like `Accept`, to see what a stranger sees. */
  readonly anonymous?: boolean;
}

/** What a system answered, read to the end. */
export interface HttpAnswer {
  /** Of HTTP: 200, 404, 503. */
  readonly status: number;
  /** By name, whatever its case; `null` where there is none. */
  readonly headers: { get(name: string): string | null };
  /** Lower case, without parameters: `application/json`; empty where none is given. */
  readonly mediaType: string;
  /** The body as text; empty where there is none. */
  readonly text: string;
  /** Milliseconds the system asks us to wait (`Retry-After`), where it does. */
  readonly retryAfterMs?: number;
  /** The parsed body. Throws an `UnavailableError` with outcome `unknown` when it is not JSON, naming what it is instead. */
  json(): unknown;
}

/** The client of one connection, bound to its origin. */
export interface Http {
  /** Scheme, host and port that all requests go to. */
  readonly origin: string;
  /**
   * Sends a request and returns the answer, whatever its status. Repeats what is `repeatable` after network faults, 408, 429, 500,
   * 502, 503 and 504; anything else only when it certainly was not processed: not connected, or 429. Rejects with an `UnavailableError`
   * whose `outcome` says whether the request may have had an effect (a GET never has); with a `ConfigError` when only a person
   * can help (a certificate, a redirect to another origin). Stopped by its signal: with the signal's reason, or where a change
   * was on its way with an `UnavailableError` of outcome `unknown`.
   */
  request(request: HttpRequest): Promise<HttpAnswer>;
  /** Lets requests in flight end, and closes the sockets. May be called twice. */
  close(): Promise<void>;
}

/**
 * Token by which a plugin asks for {@link HttpClients}: `@inject(HTTP) private readonly http: HttpClients`, or `get(HTTP)` in the function form.
 * See {@link defineProvider}.
 */
export const HTTP = token<HttpClients>('http');
