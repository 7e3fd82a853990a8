import type { ErrorParts, HttpRequest } from '@rollcall/contract';
import { BugError, ConfigError, RollcallError, UnavailableError } from '@rollcall/contract';
import type { Clock } from '../ports/clock.js';
import type { ConnectionPool } from './connection-pool.js';
import { headerOf, type LeanAnswer, type LeanFetchOptions, leanFetch, RedirectLoopError } from './lean-fetch.js';
import type { Pacer, Place, Verdict } from './pacer.js';
import type { Redactor } from './redact.js';
import { retryAfterMs } from './retry-after.js';
import { type TransportError, timedOut, transportError } from './transport-error.js';

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
  readonly onExchange: ((event: ExchangeEvent) => void) | undefined;
}

export interface PreparedRequest {
  readonly method: HttpRequest['method'];
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly doing: string;
  readonly signal: AbortSignal;
  readonly repeatable: boolean;
}

export interface TimedAnswer extends LeanAnswer {
  readonly retryAfterMs: number | undefined;
}

type Outcome = { readonly answer: TimedAnswer } | { readonly failure: TransportError | RollcallError };

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
/** Asked to wait longer, a client does not: the answer goes back with the time in it, for whoever plans the next run. */
const LONGEST_PAUSE_MS = 120_000;
const BUSY: ReadonlySet<number> = new Set([429, 503]);
const REPEATED: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);
/** Not processed, whatever the request was. */
const UNTOUCHED: ReadonlySet<number> = new Set([401, 429]);
const WITHOUT_EFFECT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Statuses after which a request may be sent once more. */
export function mayBeRepeated(status: number): boolean {
  return REPEATED.has(status);
}

/** One request with all its tries. ky calls `attempt` for each and `again` between two. */
export class Exchange {
  private attempts = 0;
  private place: Place | undefined;
  private outcome: Promise<Outcome> | undefined;
  /** May a try have had an effect? */
  private effect = false;
  private interrupted = false;

  constructor(
    private readonly parts: ClientParts,
    private readonly request: PreparedRequest,
  ) {}

  /** Waits for its turn before the first try. */
  async begin(): Promise<void> {
    await this.uninterrupted(async () => {
      this.place = await this.parts.pacer.acquire(this.request.signal);
    });
  }

  /** Sends it. `timeout` aborts when the try has lasted too long. */
  async attempt(timeout: AbortSignal): Promise<Response> {
    this.outcome = this.send(timeout);
    const outcome = await this.outcome;
    if ('failure' in outcome) throw new Error('no answer');
    // ky reads the status only; the text waits in the outcome. A real Response takes no others.
    return new Response(null, { status: outcome.answer.status });
  }

  /** Shall it be sent once more? Has then waited for that, and for its turn. */
  async again(): Promise<boolean> {
    const outcome = await this.outcome;
    if (outcome === undefined || this.request.signal.aborted || !this.worthRepeating(outcome)) return false;
    const asked = 'answer' in outcome ? outcome.answer.retryAfterMs : undefined;
    await this.uninterrupted(async () => {
      // What the system asked for holds for all requests: the pacer waits.
      if (asked === undefined) await this.parts.clock.sleep(this.backoffMs(), this.request.signal);
      this.place = await this.parts.pacer.acquire(this.request.signal);
    });
    return true;
  }

  /** The answer, or throws what its lack means. After the last try; `thrown` is what ended the tries, where something did. */
  async result(thrown?: unknown): Promise<TimedAnswer> {
    this.place?.release('unclear', 0);
    const outcome = await this.outcome;
    if (this.interrupted) throw this.aborted();
    if (outcome === undefined)
      throw new BugError({
        code: 'not-sent',
        doing: this.request.doing,
        happened: 'the request could not be made',
        cause: this.parts.redactor.cause(thrown),
      });
    if ('answer' in outcome) return outcome.answer;
    const { failure } = outcome;
    if (RollcallError.is(failure)) throw failure;
    throw this.request.signal.aborted ? this.aborted() : this.errorOf(failure);
  }

  private async send(timeout: AbortSignal): Promise<Outcome> {
    const { request, parts } = this;
    const place = this.place;
    const started = performance.now();
    const progress = { answering: false };
    this.attempts += 1;
    let outcome: Outcome;
    const abort = linked(request.signal, timeout);
    try {
      const answer = await leanFetch(
        {
          ...request,
          signal: abort.signal,
          onHead: () => {
            progress.answering = true;
          },
        },
        parts.fetching,
      );
      outcome = this.checked(answer);
    } catch (error) {
      outcome = { failure: this.failureOf(error, timeout.aborted && !request.signal.aborted, progress.answering) };
    } finally {
      abort.unlink();
    }
    const durationMs = performance.now() - started;
    this.learn(outcome);
    place?.release(verdictOf(outcome), durationMs);
    this.tell(outcome, durationMs);
    return outcome;
  }

  private checked(answer: LeanAnswer): Outcome {
    if (answer.status > 599)
      return {
        failure: {
          kind: 'unavailable',
          code: 'not-http',
          happened: `${this.request.url.origin} answers with the status ${answer.status}, which HTTP does not have`,
          notSent: false,
          transient: false,
          error: undefined,
        },
      };
    const wait = retryAfterMs(
      headerOf(answer.headers, 'retry-after'),
      headerOf(answer.headers, 'date'),
      this.parts.clock.now(),
    );
    return { answer: { ...answer, retryAfterMs: wait } };
  }

  private failureOf(error: unknown, late: boolean, answering: boolean): TransportError | RollcallError {
    const { origin } = this.request.url;
    if (RollcallError.is(error)) return error;
    if (late) return timedOut({ origin, answering }, this.parts.timeoutMs);
    if (error instanceof RedirectLoopError)
      return new ConfigError({
        code: 'redirect-loop',
        doing: this.request.doing,
        happened: `${origin} redirects without end`,
        hint: 'check "baseUrl"; a wrong protocol or host name does that',
      });
    return transportError(error, {
      origin,
      answering,
      connecting: this.parts.pool.failedToConnect(error),
      maxBodyBytes: this.parts.fetching.maxBodyBytes,
    });
  }

  /** What one try tells about the following ones, of this request and of others. */
  private learn(outcome: Outcome): void {
    if ('failure' in outcome) {
      this.effect ||= RollcallError.is(outcome.failure) || !outcome.failure.notSent;
      return;
    }
    const { status, retryAfterMs } = outcome.answer;
    this.effect ||= !UNTOUCHED.has(status);
    if (REPEATED.has(status) && retryAfterMs !== undefined)
      this.parts.pacer.pause(Math.min(retryAfterMs, LONGEST_PAUSE_MS));
  }

  private worthRepeating(outcome: Outcome): boolean {
    if ('answer' in outcome) {
      const { status, retryAfterMs = 0 } = outcome.answer;
      return (
        REPEATED.has(status) && retryAfterMs <= LONGEST_PAUSE_MS && (this.request.repeatable || UNTOUCHED.has(status))
      );
    }
    return (
      !RollcallError.is(outcome.failure) &&
      outcome.failure.transient &&
      (this.request.repeatable || outcome.failure.notSent)
    );
  }

  /** Twice as long each time; the upper half of it by chance, so that many clients do not come back as one. */
  private backoffMs(): number {
    const full = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (this.attempts - 1));
    return full / 2 + (full / 2) * this.parts.random();
  }

  private tell(outcome: Outcome, durationMs: number): void {
    const { onExchange, redactor, pacer } = this.parts;
    if (onExchange === undefined) return;
    const { doing, method, url } = this.request;
    const came = 'answer' in outcome ? { status: outcome.answer.status } : { failure: outcome.failure.code };
    onExchange({
      doing: redactor.text(doing),
      method,
      url: redactor.text(url.href),
      ...came,
      durationMs,
      attempt: this.attempts,
      concurrency: pacer.concurrency,
    });
  }

  private errorOf(failure: TransportError): RollcallError {
    const { redactor } = this.parts;
    const tries = this.attempts > 1 ? `, after ${this.attempts} tries` : '';
    const parts: ErrorParts = {
      code: failure.code,
      doing: redactor.text(this.request.doing),
      happened: redactor.text(failure.happened) + tries,
      ...(failure.hint === undefined ? {} : { hint: failure.hint }),
      ...(failure.error === undefined ? {} : { cause: redactor.cause(failure.error) }),
    };
    if (failure.kind === 'config') return new ConfigError(parts);
    return failure.kind === 'bug'
      ? new BugError(parts)
      : new UnavailableError({ ...parts, outcome: this.effectOutcome() });
  }

  /** An interrupted change may have been made, which the journal must know; anything else just ends. */
  private aborted(): unknown {
    const { signal, doing } = this.request;
    if (this.effectOutcome() === 'not-sent') return signal.reason;
    return new UnavailableError({
      code: 'interrupted',
      doing: this.parts.redactor.text(doing),
      happened: 'it was stopped after the request went out',
      outcome: 'unknown',
    });
  }

  private effectOutcome(): 'not-sent' | 'unknown' {
    return this.effect && !WITHOUT_EFFECT.has(this.request.method) ? 'unknown' : 'not-sent';
  }

  private async uninterrupted(wait: () => Promise<void>): Promise<void> {
    try {
      await wait();
    } catch (error) {
      this.interrupted = this.request.signal.aborted;
      throw error;
    }
  }
}

function verdictOf(outcome: Outcome): Verdict {
  if ('answer' in outcome) return BUSY.has(outcome.answer.status) ? 'overloaded' : 'fine';
  return outcome.failure.code === 'timeout' ? 'overloaded' : 'unclear';
}

/** Aborts with the first of two. Unlike `AbortSignal.any`, nothing stays with a signal that lives as long as a run. */
function linked(one: AbortSignal, other: AbortSignal): { readonly signal: AbortSignal; unlink(): void } {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  if (one.aborted || other.aborted) abort();
  one.addEventListener('abort', abort, { once: true });
  other.addEventListener('abort', abort, { once: true });
  return {
    signal: controller.signal,
    unlink: () => {
      one.removeEventListener('abort', abort);
      other.removeEventListener('abort', abort);
    },
  };
}
