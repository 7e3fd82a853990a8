import type { HttpOptions, HttpRequest, RollcallError } from '@rollcall/contract';
import type { Clock } from '../ports/clock.js';
import type { ConnectionPool } from './connection-pool.js';
import type { LeanAnswer, LeanFetchOptions } from './lean-fetch.js';
import type { Pacer } from './pacer.js';
import type { Redactor } from './redact.js';
import type { TransportError } from './transport-error.js';

/** One try of a request, for logs. No secrets, no body. */
export interface ExchangeEvent {
  readonly doing: string;
  readonly method: string;
  readonly url: string;
  /** Of the answer; absent where none came. */
  readonly status?: number;
  /** Code of what went wrong, where no answer came. */
  readonly failure?: string;
  readonly durationMs: number;
  /** 1 for the first try. */
  readonly attempt: number;
  /** How many requests the client has in flight at most, after this one. */
  readonly concurrency: number;
}

/** What all requests of a client share. */
export interface ClientParts {
  readonly clock: Clock;
  /** A number from 0 up to 1. */
  readonly random: () => number;
  readonly timeoutMs: number;
  readonly pacer: Pacer;
  readonly pool: ConnectionPool;
  readonly redactor: Redactor;
  readonly fetching: LeanFetchOptions;
  readonly throttled: HttpOptions['throttled'];
  readonly onExchange: ((event: ExchangeEvent) => void) | undefined;
}

/** A request as it goes out. */
export interface PreparedRequest {
  readonly method: HttpRequest['method'];
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Without secrets. */
  readonly doing: string;
  readonly signal: AbortSignal;
  readonly repeatable: boolean;
}

export interface TimedAnswer extends LeanAnswer {
  readonly retryAfterMs: number | undefined;
  /** The system said "not now" in its own way: it was not processed, whatever the status is. */
  readonly throttled: boolean;
}

/** What came of one try. */
export type Outcome = { readonly answer: TimedAnswer } | { readonly failure: TransportError | RollcallError };
