import type { Trigger } from '@rollcall/contract';
import type { Clock } from '../ports/clock.js';
import type { Queue } from '../ports/queue.js';
import type { State } from '../ports/state.js';
import type { Sync } from '../sync.js';
import type { ServiceEvent } from './service-event.js';
import { SyncWorker } from './sync-worker.js';
import { triggerRequests } from './trigger-requests.js';

/** A trigger of one sync, made from its settings. */
export interface SyncTrigger {
  /** Unique within the sync: the plugin's id, with a number after the first of its kind. */
  readonly name: string;
  /** The plugin's instance. */
  readonly trigger: Trigger;
}

export interface ServiceParts {
  readonly syncs: readonly { readonly sync: Sync; readonly triggers: readonly SyncTrigger[] }[];
  readonly state: State;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly frozen: (sync: string) => Promise<boolean>;
  /** Days that ended runs are kept. */
  readonly keepDays: number;
  readonly tell: (event: ServiceEvent) => void;
}

const DAY_MS = 86_400_000;
/** Ids of messages are remembered so long, to notice repeats. */
const MESSAGE_DAYS = 7;
const RESTART_MS = 30_000;
/** A trigger that is told to stop and goes on is left behind after this, so that it cannot keep a process from ending. */
const STOP_WITHIN_MS = 10_000;

/** Runs all syncs by themselves: their triggers, and a worker for each. Everything it has to do survives a kill. */
export class Service {
  private readonly stopping = new AbortController();
  private readonly tasks: Promise<void>[] = [];
  private readonly workers = new Map<string, SyncWorker>();

  constructor(private readonly parts: ServiceParts) {
    const { state, queue, clock, frozen, tell } = parts;
    for (const { sync } of parts.syncs)
      this.workers.set(sync.name, new SyncWorker({ sync, state, queue, clock, frozen: () => frozen(sync.name), tell }));
  }

  /** Starts triggers and workers and returns at once. Not twice. */
  start(): void {
    const { signal } = this.stopping;
    for (const { sync, triggers } of this.parts.syncs) {
      const worker = this.workers.get(sync.name);
      if (worker === undefined) continue;
      this.tasks.push(worker.work(signal));
      for (const { name, trigger } of triggers) this.tasks.push(this.runTrigger(sync, name, trigger, worker));
    }
    this.tasks.push(this.keepTidy(signal));
  }

  /** Stops triggers and runs, well: what is in flight ends, what is not begun waits for the next start. */
  async stop(): Promise<void> {
    this.stopping.abort(new Error('the service stops'));
    await Promise.allSettled(this.tasks);
  }

  /** Hands a request from outside to a trigger; `undefined` when there is none of that name that takes any. */
  handle(syncName: string, triggerName: string, request: Request): Promise<Response> | undefined {
    if (this.stopping.signal.aborted) return undefined;
    const { triggers } = this.parts.syncs.find(({ sync }) => sync.name === syncName) ?? { triggers: [] };
    const { trigger } = triggers.find(({ name }) => name === triggerName) ?? {};
    return trigger?.handle === undefined ? undefined : this.answer(trigger, request, [syncName, triggerName]);
  }

  private async answer(trigger: Trigger, request: Request, names: readonly [string, string]): Promise<Response> {
    try {
      return (await trigger.handle?.(request)) ?? new Response('there is nothing here\n', { status: 404 });
    } catch (error) {
      this.tellFailure(...names, error);
      throw error;
    }
  }

  /** Rejects when a worker ended although nobody stopped it: the state cannot be used any more. */
  async ended(): Promise<void> {
    await Promise.all(this.tasks);
  }

  private async runTrigger(sync: Sync, name: string, trigger: Trigger, worker: SyncWorker): Promise<void> {
    const { state, clock, tell } = this.parts;
    const { signal } = this.stopping;
    const requests = triggerRequests({ sync: sync.name, trigger: name, worker, state, clock, tell });
    while (!signal.aborted) {
      try {
        await stoppedInTime(trigger.start(requests, signal), signal);
        if (!signal.aborted) throw new Error('it ended although nobody stopped it');
        return;
      } catch (error) {
        if (signal.aborted && !(error instanceof TriggerStuck)) return;
        this.tellFailure(sync.name, name, error);
        await clock.sleep(RESTART_MS, signal).catch(() => {});
      }
    }
  }

  private tellFailure(sync: string, trigger: string, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.parts.tell({ kind: 'trigger-failed', sync, trigger, message });
  }

  private async keepTidy(signal: AbortSignal): Promise<void> {
    const { state, clock, keepDays } = this.parts;
    while (!signal.aborted) {
      await state.journal.purge(clock.now() - keepDays * DAY_MS);
      await state.inbox.forgetMessages(clock.now() - MESSAGE_DAYS * DAY_MS);
      await clock.sleep(DAY_MS, signal).catch(() => {});
    }
  }
}

class TriggerStuck extends Error {}

/** Resolves with the work, or rejects some time after the signal when the work takes no notice of it. */
async function stoppedInTime(work: Promise<void>, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let onAbort = (): void => {};
  const stuck = new Promise<never>((_, reject) => {
    const message = `it did not stop within ${STOP_WITHIN_MS / 1000} seconds of being told to`;
    onAbort = () => {
      timer = setTimeout(() => reject(new TriggerStuck(message)), STOP_WITHIN_MS);
    };
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    await Promise.race([work, stuck]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    clearTimeout(timer);
  }
}
