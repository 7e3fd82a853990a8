import type { RunRequests } from '@rollcall/contract';
import type { Clock } from '../ports/clock.js';
import type { State } from '../ports/state.js';
import { COALESCE_MS } from './next-work.js';
import type { ServiceEvent } from './service-event.js';
import type { SyncWorker } from './sync-worker.js';

/** Accounts that may wait in the inbox of one sync; senders are told to come later beyond that. */
const MOST_WAITING = 100_000;
/** Timers cannot wait longer than 24 days, and a machine that slept should notice. */
const LONGEST_SLEEP_MS = 3_600_000;

export interface RequestParts {
  readonly sync: string;
  /** Which of the sync's triggers: what it keeps is its own. */
  readonly trigger: string;
  readonly worker: SyncWorker;
  readonly state: State;
  readonly clock: Clock;
  readonly tell: (event: ServiceEvent) => void;
}

/** What one trigger of one sync may ask for. */
export function triggerRequests({ sync, trigger, worker, state, clock, tell }: RequestParts): RunRequests {
  const markOf = (name: string): string => `trigger:${sync}:${trigger}:${name}`;
  return {
    sync,
    run: (request) => worker.request(request),
    look: async (messageId, events) => {
      if ((await state.inbox.waiting(sync)).count >= MOST_WAITING) return 'full';
      const dueAt = clock.now() + COALESCE_MS;
      const isNew = await worker.store(
        messageId,
        events.map(({ account, cause }) => ({ account, cause, dueAt })),
      );
      if (isNew) tell({ kind: 'events-stored', sync, events: events.length });
      else tell({ kind: 'event-repeated', sync });
      return isNew ? 'stored' : 'repeated';
    },
    recall: (name) => state.marks.get(markOf(name)),
    keep: (name, value) => state.marks.set(markOf(name), value),
    now: () => clock.now(),
    sleep: async (ms, signal) => {
      for (let left = ms; left > 0; left -= LONGEST_SLEEP_MS)
        await clock.sleep(Math.min(left, LONGEST_SLEEP_MS), signal);
    },
    refused: (reason) => tell({ kind: 'event-refused', sync, reason }),
  };
}
