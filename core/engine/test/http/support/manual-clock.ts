import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../../src/ports/clock.js';

/** Time that passes only by `advance`; sleepers wake in the order of their time. */
export class ManualClock implements Clock {
  private time = 1_000_000;
  private readonly sleepers = new Set<{ readonly at: number; wake(): void }>();

  now(): number {
    return this.time;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const sleeper = { at: this.time + ms, wake: resolve };
      this.sleepers.add(sleeper);
      signal?.addEventListener('abort', () => {
        this.sleepers.delete(sleeper);
        reject(signal.reason);
      });
    });
  }

  async advance(ms: number): Promise<void> {
    const until = this.time + ms;
    for (;;) {
      await setImmediate();
      const [next] = [...this.sleepers].sort((a, b) => a.at - b.at);
      if (next === undefined || next.at > until) break;
      this.time = Math.max(this.time, next.at);
      this.sleepers.delete(next);
      next.wake();
    }
    this.time = until;
  }
}
