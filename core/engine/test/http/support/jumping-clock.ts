import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../../src/ports/clock.js';

/** Whoever sleeps wakes at once, and it is later then. Keeps how long each slept. */
export class JumpingClock implements Clock {
  readonly slept: number[] = [];
  private time = Date.UTC(2026, 0, 5, 8);

  now(): number {
    return this.time;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.slept.push(ms);
    this.time += ms;
    await setImmediate();
  }
}
