import type { Clock } from '../ports/clock.js';
import type { LeaseRequest, TurnStore } from '../ports/state.js';

export interface HoldParts {
  readonly sync: string;
  readonly lease: LeaseRequest;
  readonly turns: TurnStore;
  readonly clock: Clock;
}

export interface HeldTurn {
  /** Aborts when somebody else has the turn, or may have it. */
  readonly lost: AbortSignal;
  dispose(): void;
}

/** Lets the others know, three times in each lease, that this worker lives. */
export function holdTurn({ sync, lease, turns, clock }: HoldParts): HeldTurn {
  const lost = new AbortController();
  const over = new AbortController();
  const renew = async (): Promise<void> => {
    let until = lease.now + lease.ttlMs;
    while (!over.signal.aborted && !lost.signal.aborted) {
      await clock.sleep(lease.ttlMs / 3, over.signal);
      const now = clock.now();
      // A database that does not answer for a moment is no reason to stop; one that lets the lease run out is.
      const kept = await turns.renew(sync, { ...lease, now }).catch(() => undefined);
      if (kept === true) until = now + lease.ttlMs;
      if (kept === false || (kept === undefined && clock.now() >= until))
        lost.abort(new Error(`another worker took the turn of "${sync}"`));
    }
  };
  // It ends with the sleep that is broken off.
  renew().catch(() => undefined);
  return { lost: lost.signal, dispose: () => over.abort() };
}
