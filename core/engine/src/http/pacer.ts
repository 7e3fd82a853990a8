import type { Clock } from '../ports/clock.js';

/**
 * Lets requests go at the pace a system bears: at most so many at once, at most so many a second, none while it asked us
 * to wait. The number at once is halved when the system says "too many" and grows again by one a round of good answers.
 */
export class Pacer {
  private inFlight = 0;
  private allowed: number;
  private goodInRow = 0;
  private pausedUntil = 0;
  private nextStart = 0;
  private readonly queue: (() => void)[] = [];

  constructor(private readonly clock: Clock, private readonly concurrency: number, private readonly perSecond: number | undefined) {
    this.allowed = concurrency;
  }

  async run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    while (this.inFlight >= this.allowed) await new Promise<void>((resolve) => this.queue.push(resolve));
    this.inFlight += 1;
    try {
      await this.wait(signal);
      return await work();
    } finally {
      this.inFlight -= 1;
      this.queue.shift()?.();
    }
  }

  /** The system is overloaded: fewer at once, and none for a while if it says how long. */
  slowDown(waitMs: number | undefined): void {
    this.allowed = Math.max(1, Math.floor(this.allowed / 2));
    this.goodInRow = 0;
    if (waitMs !== undefined) this.pausedUntil = Math.max(this.pausedUntil, this.clock.now() + waitMs);
  }

  /** An answer came in good order. */
  speedUp(): void {
    if (this.allowed >= this.concurrency) return;
    this.goodInRow += 1;
    if (this.goodInRow < this.allowed) return;
    this.goodInRow = 0;
    this.allowed += 1;
    this.queue.shift()?.();
  }

  private async wait(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.perSecond === undefined && this.pausedUntil === 0) return;
    const now = this.clock.now();
    const start = Math.max(now, this.pausedUntil, this.nextStart);
    if (this.perSecond !== undefined) this.nextStart = start + 1_000 / this.perSecond;
    if (start > now) await this.clock.sleep(start - now, signal);
  }
}
