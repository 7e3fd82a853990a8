import type { Clock } from '@rollcall/engine';
import type { PgBoss } from 'pg-boss';

export interface CallsParts {
  readonly boss: PgBoss;
  readonly sync: string;
  readonly clock: Clock;
  readonly onProblem: (error: unknown) => void;
}

/** So much earlier is not worth moving a job for. */
const EARLIER_MS = 250;

/** Calls for the turns of one sync. */
export class Calls {
  private readonly ears = new Set<() => void>();
  private readonly closing = new AbortController();
  /** The last call of this process: those that follow before it is due, and ask for no more, are one with it. */
  private last: { readonly dueAt: number; readonly stored: Promise<void> } | undefined;

  constructor(private readonly parts: CallsParts) {}

  /** There is a turn at this moment or before when it resolves. */
  async call(dueAt: number): Promise<void> {
    const { last } = this;
    // Not due yet means not begun yet: whoever has that turn sees what was stored before this call.
    if (last !== undefined && last.dueAt <= dueAt && last.dueAt > this.parts.clock.now()) return last.stored;
    const stored = this.store(dueAt);
    this.last = { dueAt, stored };
    try {
      await stored;
    } catch (error) {
      this.last = undefined;
      throw error;
    }
    this.wake(dueAt);
  }

  /** As `call`, at the end of a turn: a job that waits by then was called for during it, and comes earlier. */
  async next(dueAt: number): Promise<void> {
    const { boss, sync } = this.parts;
    await boss.send(sync, null, { startAfter: this.secondsUntil(dueAt) });
    this.wake(dueAt);
  }

  /** Calls back when a turn that was called for in this process is due. Returns what ends that. */
  hear(ear: () => void): () => void {
    this.ears.add(ear);
    return () => void this.ears.delete(ear);
  }

  close(): void {
    this.closing.abort();
  }

  private async store(dueAt: number): Promise<void> {
    const { boss, sync } = this.parts;
    if ((await boss.send(sync, null, { startAfter: this.secondsUntil(dueAt) })) !== null) return;
    // One waits already, or was begun this moment, when it is among them no more and finds what there is to do.
    const waits = (await boss.findJobs(sync, { queued: true })).filter(
      ({ startAfter }) => startAfter.getTime() > dueAt + EARLIER_MS,
    );
    for (const { id } of waits) await boss.update(sync, undefined, { id, startAfter: this.secondsUntil(dueAt) });
  }

  /** From now, so that the clocks of workers and of the database need not agree. */
  private secondsUntil(dueAt: number): number {
    return Math.max(0, (dueAt - this.parts.clock.now()) / 1_000);
  }

  private wake(dueAt: number): void {
    const { clock, onProblem } = this.parts;
    if (this.ears.size === 0) return;
    const { signal } = this.closing;
    // A little later than the database says that it is time.
    clock.sleep(Math.max(0, dueAt - clock.now()) + EARLIER_MS, signal).then(
      () => {
        for (const ear of this.ears) ear();
      },
      (error: unknown) => {
        if (!signal.aborted) onProblem(error);
      },
    );
  }
}
