import type { ErrorParts } from '@rollcall/contract';
import { BugError, ConfigError, RollcallError, UnavailableError } from '@rollcall/contract';
import type { ClientParts, Outcome, PreparedRequest, TimedAnswer } from './client-parts.js';
import { headerOf, type LeanAnswer, leanFetch, RedirectLoopError } from './lean-fetch.js';
import { linkedAbort } from './linked-abort.js';
import type { Place } from './pacer.js';
import { askedPauseMs, backoffMs, mayHaveArrived, verdictOf, worthRepeating } from './repeat-rules.js';
import { retryAfterMs } from './retry-after.js';
import { notHttp, type TransportError, timedOut, transportError } from './transport-error.js';

const WITHOUT_EFFECT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** One request with all its tries. ky calls `attempt` for each and `again` between two. */
export class Exchange {
  private attempts = 0;
  private place: Place | undefined;
  private outcome: Promise<Outcome> | undefined;
  private arrived = false;
  private interrupted = false;

  constructor(
    private readonly parts: ClientParts,
    private readonly request: PreparedRequest,
  ) {}

  /** Waits for its turn before the first try. */
  async begin(): Promise<void> {
    await this.waiting(async () => {
      this.place = await this.parts.pacer.acquire(this.request.signal);
    });
  }

  /** Sends it. `timeout` aborts when the try has lasted too long. */
  async attempt(timeout: AbortSignal): Promise<Response> {
    this.outcome = this.send(timeout);
    const outcome = await this.outcome;
    if ('failure' in outcome) throw new Error('no answer');
    // ky reads nothing but the status; the text waits in the outcome.
    return new Response(null, { status: outcome.answer.throttled ? 429 : outcome.answer.status });
  }

  /** Shall it be sent once more? Has then waited for that, and for its turn. */
  async again(): Promise<boolean> {
    const { request, parts } = this;
    const outcome = await this.outcome;
    if (outcome === undefined || request.signal.aborted || !worthRepeating(outcome, request.repeatable)) return false;
    await this.waiting(async () => {
      // What the system asked for holds for all requests of the client: the pacer waits for that.
      if (askedPauseMs(outcome) === undefined)
        await parts.clock.sleep(backoffMs(this.attempts, parts.random()), request.signal);
      this.place = await parts.pacer.acquire(request.signal);
    });
    return true;
  }

  /** The answer, or throws what its lack means. After the last try; `thrown` is what ended the tries, if anything did. */
  async result(thrown?: unknown): Promise<TimedAnswer> {
    this.place?.release('unclear', 0);
    const outcome = await this.outcome;
    if (this.interrupted) throw this.stopped();
    if (outcome === undefined) throw this.neverSent(thrown);
    if ('answer' in outcome) return outcome.answer;
    if (RollcallError.is(outcome.failure)) throw outcome.failure;
    throw this.request.signal.aborted ? this.stopped() : this.errorOf(outcome.failure);
  }

  private async send(timeout: AbortSignal): Promise<Outcome> {
    const { parts, place } = this;
    this.attempts += 1;
    const started = performance.now();
    const outcome = await this.outcomeOf(timeout);
    const durationMs = performance.now() - started;
    this.arrived ||= mayHaveArrived(outcome);
    const pauseMs = askedPauseMs(outcome);
    if (pauseMs !== undefined) parts.pacer.pause(pauseMs);
    place?.release(verdictOf(outcome), durationMs);
    this.tell(outcome, durationMs);
    return outcome;
  }

  private async outcomeOf(timeout: AbortSignal): Promise<Outcome> {
    const { request, parts } = this;
    const abort = linkedAbort(request.signal, timeout);
    let answering = false;
    const onHead = (): void => {
      answering = true;
    };
    try {
      return this.checked(await leanFetch({ ...request, signal: abort.signal, onHead }, parts.fetching));
    } catch (error) {
      const late = timeout.aborted && !request.signal.aborted;
      return { failure: this.failureOf(error, late, answering) };
    } finally {
      abort.unlink();
    }
  }

  private checked(answer: LeanAnswer): Outcome {
    // A Response takes no others.
    if (answer.status > 599)
      return { failure: notHttp(this.request.url.origin, `the status ${answer.status}, which HTTP does not have`) };
    const { headers, status } = answer;
    const now = this.parts.clock.now();
    const get = (name: string): string | null => headerOf(headers, name.toLowerCase());
    const asked = this.parts.throttled?.({ status, headers: { get } });
    const waitMs = asked === undefined || !Number.isFinite(asked) ? undefined : Math.max(0, Math.ceil(asked));
    return {
      answer: {
        ...answer,
        retryAfterMs: waitMs ?? retryAfterMs(get('retry-after'), get('date'), now),
        throttled: asked !== undefined,
      },
    };
  }

  private failureOf(error: unknown, late: boolean, answering: boolean): TransportError | RollcallError {
    const { doing, url } = this.request;
    const { pool, timeoutMs, fetching } = this.parts;
    if (RollcallError.is(error)) return error;
    if (late) return timedOut({ origin: url.origin, answering }, timeoutMs);
    if (error instanceof RedirectLoopError)
      return new ConfigError({
        code: 'redirect-loop',
        doing,
        happened: `${url.origin} redirects without end`,
        hint: 'check "baseUrl"; a wrong protocol or host name does that',
      });
    const connecting = pool.failedToConnect(error);
    return transportError(error, { origin: url.origin, answering, connecting, maxBodyBytes: fetching.maxBodyBytes });
  }

  private tell(outcome: Outcome, durationMs: number): void {
    const { onExchange, redactor, pacer } = this.parts;
    if (onExchange === undefined) return;
    const { doing, method, url } = this.request;
    const came = 'answer' in outcome ? { status: outcome.answer.status } : { failure: outcome.failure.code };
    const attempt = this.attempts;
    onExchange({
      doing,
      method,
      url: redactor.text(url.href),
      ...came,
      durationMs,
      attempt,
      concurrency: pacer.concurrency,
    });
  }

  private errorOf(failure: TransportError): RollcallError {
    const { redactor } = this.parts;
    const tries = this.attempts > 1 ? `, after ${this.attempts} tries` : '';
    const parts: ErrorParts = {
      code: failure.code,
      doing: this.request.doing,
      happened: redactor.text(failure.happened) + tries,
      ...(failure.hint === undefined ? {} : { hint: failure.hint }),
      ...(failure.error === undefined ? {} : { cause: redactor.cause(failure.error) }),
    };
    if (failure.kind === 'config') return new ConfigError(parts);
    if (failure.kind === 'bug') return new BugError(parts);
    return new UnavailableError({ ...parts, outcome: this.effect() });
  }

  /** A stopped change may have been made, which the journal must know; anything else just ends. */
  private stopped(): unknown {
    const { signal, doing } = this.request;
    if (this.effect() === 'not-sent') return signal.reason;
    const happened = 'it was stopped after the request went out';
    return new UnavailableError({ code: 'interrupted', doing, happened, outcome: 'unknown' });
  }

  private neverSent(thrown: unknown): BugError {
    const { doing } = this.request;
    const cause = this.parts.redactor.cause(thrown);
    return new BugError({ code: 'request-invalid', doing, happened: 'the request could not be made', cause });
  }

  private effect(): 'not-sent' | 'unknown' {
    return this.arrived && !WITHOUT_EFFECT.has(this.request.method) ? 'unknown' : 'not-sent';
  }

  private async waiting(wait: () => Promise<void>): Promise<void> {
    try {
      await wait();
    } catch (error) {
      this.interrupted = this.request.signal.aborted;
      throw error;
    }
  }
}
