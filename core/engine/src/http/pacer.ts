import type { Clock } from '../ports/clock.js';

export interface PacerOptions {
  readonly clock: Clock;
  /** Requests in flight at once, at most. */
  readonly concurrency: number;
  readonly requestsPerSecond?: number;
}

/** What a request says of the system: `overloaded` is an answer of 429 or 503, or none in time. */
export type Verdict = 'fine' | 'overloaded' | 'unclear';

/** Leave to send one request. */
export interface Place {
  /** Ends it; a second call does nothing. `ms`: how long the answer took. */
  release(verdict: Verdict, ms: number): void;
}

const SLOW_MS = 2_000;
const SLOW_TIMES = 4;
const SAMPLES = 20;

/**
 * How many requests may be in flight, and how soon one after another; shared by all requests of a client. The number adapts:
 * half at once when the system is overloaded, a little less when it grows slow, one more for each round that goes well.
 */
export class Pacer {
  private readonly waiting = new Set<() => void>();
  private limit: number;
  private inFlight = 0;
  private nextStart = 0;
  private pausedUntil = 0;
  /** A request that started before the last cut tells nothing new. */
  private cuts = 0;
  private usualMs = 0;
  private samples = 0;

  constructor(private readonly options: PacerOptions) {
    this.limit = options.concurrency;
  }

  /** Requests that may be in flight now. */
  get concurrency(): number {
    return Math.max(1, Math.floor(this.limit));
  }

  /** Waits for its turn, in order. Rejects with the signal's reason. */
  async acquire(signal: AbortSignal): Promise<Place> {
    signal.throwIfAborted();
    if (this.inFlight < this.concurrency && this.waiting.size === 0) this.inFlight += 1;
    else await this.queue(signal);
    try {
      await this.pace(signal);
    } catch (error) {
      this.leave();
      throw error;
    }
    return this.place(this.cuts);
  }

  /** Nothing is sent for this long: the system asked for it. */
  pause(ms: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, this.options.clock.now() + ms);
  }

  private place(cuts: number): Place {
    let held = true;
    return {
      release: (verdict, ms) => {
        if (!held) return;
        held = false;
        this.learn(verdict, ms, cuts);
        this.leave();
      },
    };
  }

  private learn(verdict: Verdict, ms: number, cuts: number): void {
    if (verdict === 'unclear') return;
    const slow = verdict === 'fine' && this.samples >= SAMPLES && ms > Math.max(SLOW_MS, SLOW_TIMES * this.usualMs);
    if (verdict === 'fine') {
      this.samples += 1;
      this.usualMs += (ms - this.usualMs) / Math.min(this.samples, SAMPLES);
    }
    if (verdict === 'fine' && !slow) this.limit = Math.min(this.options.concurrency, this.limit + 1 / this.limit);
    else if (cuts === this.cuts) {
      this.cuts += 1;
      this.limit = Math.max(1, this.limit * (slow ? 0.9 : 0.5));
    }
  }

  private queue(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const enter = (): void => {
        signal.removeEventListener('abort', give);
        resolve();
      };
      const give = (): void => {
        this.waiting.delete(enter);
        reject(signal.reason);
      };
      this.waiting.add(enter);
      signal.addEventListener('abort', give, { once: true });
    });
  }

  private leave(): void {
    this.inFlight -= 1;
    for (const enter of this.waiting) {
      if (this.inFlight >= this.concurrency) return;
      this.waiting.delete(enter);
      this.inFlight += 1;
      enter();
    }
  }

  private async pace(signal: AbortSignal): Promise<void> {
    const { clock, requestsPerSecond } = this.options;
    if (requestsPerSecond === undefined && this.pausedUntil === 0) return;
    for (;;) {
      const paused = this.pausedUntil - clock.now();
      if (paused > 0) await clock.sleep(paused, signal);
      else {
        const start = Math.max(clock.now(), this.nextStart);
        if (requestsPerSecond !== undefined) this.nextStart = start + 1000 / requestsPerSecond;
        if (start > clock.now()) await clock.sleep(start - clock.now(), signal);
        if (this.pausedUntil <= clock.now()) return;
      }
    }
  }
}
