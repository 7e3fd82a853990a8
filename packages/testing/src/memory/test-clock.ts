import type { Clock } from '@rollcall/engine';

/** Time that stands still until somebody sleeps; then it jumps. */
export class TestClock implements Clock {
  private time: number;

  constructor(start = Date.UTC(2026, 0, 5, 8)) {
    this.time = start;
  }

  now(): number {
    return this.time;
  }

  /** Lets so many milliseconds go by at once. */
  advance(ms: number): void {
    this.time += ms;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.time += ms;
    await Promise.resolve();
  }
}
