import type { Clock } from '@rollcall/engine';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Turns of the event loop after which work that waits for nothing outside the process has come to rest. */
const TURNS = 5;

/**
 * Time that several sleepers share: it stands still while anybody works, and `runUntil` jumps from one waking to the next. For work
 * that waits for timers of this clock only, not for the network.
 */
export class VirtualClock implements Clock {
  private readonly sleepers = new Set<Sleeper>();
  private time: number;

  constructor(start = Date.UTC(2026, 0, 5, 8)) {
    this.time = start;
  }

  now(): number {
    return this.time;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason);
      const onAbort = (): void => {
        this.sleepers.delete(sleeper);
        reject(signal?.reason);
      };
      const wake = (): void => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      };
      const sleeper: Sleeper = { at: this.time + Math.max(0, ms), wake };
      this.sleepers.add(sleeper);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Lets time pass up to this moment; everybody who should wake before has woken and come to rest when it resolves. */
  async runUntil(moment: number, rest: () => Promise<void> = atRest): Promise<void> {
    for (;;) {
      await rest();
      const next = [...this.sleepers].sort((a, b) => a.at - b.at)[0];
      if (next === undefined || next.at > moment) break;
      this.sleepers.delete(next);
      this.time = Math.max(this.time, next.at);
      next.wake();
    }
    this.time = Math.max(this.time, moment);
  }
}

async function atRest(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
