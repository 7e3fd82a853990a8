import type { Trigger } from '@rollcall/contract';
import type { Clock } from '../ports/clock.js';
import type { State } from '../ports/state.js';
import type { Sync } from '../sync.js';
import type { ServiceEvent } from './service-event.js';
import { SyncWorker } from './sync-worker.js';
import { triggerRequests } from './trigger-requests.js';

/** A trigger of one sync, made from its settings. */
export interface SyncTrigger {
  /** Unique within the sync: the plugin's id, with a number after the first of its kind. */
  readonly name: string;
  readonly trigger: Trigger;
}

export interface ServiceParts {
  readonly syncs: readonly { readonly sync: Sync; readonly triggers: readonly SyncTrigger[] }[];
  readonly state: State;
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

/** Runs all syncs by themselves: their triggers, and a worker for each. Everything it has to do survives a kill. */
export class Service {
  private readonly stopping = new AbortController();
  private readonly tasks: Promise<void>[] = [];
  private readonly workers = new Map<string, SyncWorker>();

  constructor(private readonly parts: ServiceParts) {
    const { state, clock, frozen, tell } = parts;
    for (const { sync } of parts.syncs)
      this.workers.set(sync.name, new SyncWorker({ sync, state, clock, frozen: () => frozen(sync.name), tell }));
  }

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
    return triggers.find(({ name }) => name === triggerName)?.trigger.handle?.(request);
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
        await trigger.start(requests, signal);
        return;
      } catch (error) {
        if (signal.aborted) return;
        const message = error instanceof Error ? error.message : String(error);
        tell({ kind: 'trigger-failed', sync: sync.name, trigger: name, message });
        await clock.sleep(RESTART_MS, signal).catch(() => {});
      }
    }
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
