import { decisionOf, RollcallError, type RunOutcome, type RunRequest } from '@rollcall/contract';
import type { Clock } from '../ports/clock.js';
import type { InboxEntry, State } from '../ports/state.js';
import type { Sync } from '../sync.js';
import type { RunOptions, RunReport } from '../sync-options.js';
import { alertOnWaiting } from './alert-on-waiting.js';
import { afterFailure, readQuarantine, writeQuarantine } from './quarantine.js';
import { settleEntries } from './retries.js';
import type { ServiceEvent } from './service-event.js';

export interface WorkerParts {
  readonly sync: Sync;
  readonly state: State;
  readonly clock: Clock;
  readonly frozen: () => Promise<boolean>;
  readonly tell: (event: ServiceEvent) => void;
}

interface Waiting {
  readonly request: RunRequest;
  readonly resolve: (outcome: RunOutcome) => void;
  readonly reject: (error: unknown) => void;
}

/** Most accounts of one run for the inbox. */
const BATCH = 500;
/** Events about one person come in clusters: the look waits so long for the rest. */
export const COALESCE_MS = 1_000;
/** Another process runs the sync, or it is frozen: look again then. */
const BUSY_MS = 5_000;
const IDLE_MS = 60_000;

/** Runs one sync by itself: what triggers ask for and what the inbox holds, one run at a time. */
export class SyncWorker {
  private readonly waiting: Waiting[] = [];
  private wakeUp = new AbortController();

  constructor(private readonly parts: WorkerParts) {}

  /** Asks for a run; what waits already for the same is joined. */
  request(request: RunRequest): Promise<RunOutcome> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ request, resolve, reject });
      this.wake();
    });
  }

  /** Something may be due now. */
  wake(): void {
    this.wakeUp.abort();
  }

  /** Works until the signal aborts; a run under way is stopped well. */
  async work(signal: AbortSignal): Promise<void> {
    const onStop = (): void => this.wake();
    signal.addEventListener('abort', onStop, { once: true });
    try {
      while (!signal.aborted) {
        this.wakeUp = new AbortController();
        const pauseMs = await this.step(signal).catch(busyState);
        if (pauseMs > 0 && !signal.aborted) await this.pause(pauseMs);
      }
    } finally {
      signal.removeEventListener('abort', onStop);
      for (const { reject } of this.waiting.splice(0)) reject(signal.reason);
    }
  }

  /** Does what is due. Milliseconds until there may be something again; 0 when that is now. */
  private async step(signal: AbortSignal): Promise<number> {
    const { state, sync, clock, frozen } = this.parts;
    if (await frozen()) return BUSY_MS;
    const quarantine = await readQuarantine(state, sync.name);
    const now = clock.now();
    if (quarantine !== undefined && quarantine.until > now) return quarantine.until - now;
    const asked = this.takeAlike();
    if (asked !== undefined) return this.runAsked(asked, signal);
    const { nextAt } = await state.inbox.waiting(sync.name);
    if (nextAt === null) return IDLE_MS;
    if (nextAt + COALESCE_MS > now) return Math.min(nextAt + COALESCE_MS - now, IDLE_MS);
    return this.runInbox(await state.inbox.due(sync.name, now, BATCH), signal);
  }

  private async runAsked({ request, all }: Asked, signal: AbortSignal): Promise<number> {
    const { scope, cause } = request;
    const options: RunOptions =
      scope.kind === 'accounts' ? { accounts: scope.ids } : scope.kind === 'changes' ? { changes: true } : {};
    const before = scope.kind === 'full' ? await this.everything() : [];
    const report = await this.run({ ...options, cause, signal }, before);
    if (report === 'busy') {
      this.waiting.unshift(...all);
      return BUSY_MS;
    }
    if (report === undefined || report.status === 'failed') {
      // It is tried again when the quarantine is over: a start at night is not lost because the target was down for an hour.
      this.waiting.unshift(...all);
      return 0;
    }
    const outcome: RunOutcome = { runId: report.run.id, status: statusOf(report) };
    for (const { resolve } of all) resolve(outcome);
    return 0;
  }

  private async runInbox(entries: readonly InboxEntry[], signal: AbortSignal): Promise<number> {
    const everybody = entries.find(({ account }) => account === null);
    const ids = entries.map(({ account }) => account).filter((id) => id !== null);
    const causes = [...new Set(entries.map(({ cause }) => cause))].sort();
    const cause = (causes.length > 3 ? [...causes.slice(0, 3), '…'] : causes).join(', ');
    const report =
      everybody === undefined
        ? await this.run({ accounts: ids, cause, signal }, entries)
        : await this.run({ cause: everybody.cause, signal }, await this.everything());
    return report === 'busy' ? BUSY_MS : 0;
  }

  /** A full run looks at whoever the inbox holds now, retries that are not due among them. */
  private everything(): Promise<readonly InboxEntry[]> {
    return this.parts.state.inbox.due(this.parts.sync.name, Number.MAX_SAFE_INTEGER, 1_000_000);
  }

  /** `undefined`: it could not start, and the sync is in quarantine. */
  private async run(options: RunOptions, taken: readonly InboxEntry[]): Promise<RunReport | 'busy' | undefined> {
    const { sync, state, clock, tell } = this.parts;
    const startedAt = clock.now();
    tell({ kind: 'run-started', sync: sync.name, cause: options.cause ?? '' });
    let report: RunReport;
    try {
      report = await sync.run(options);
    } catch (error) {
      if (isOccupied(error)) return 'busy';
      await this.failed(error instanceof Error ? error : new Error(String(error)));
      return undefined;
    }
    tell({ kind: 'run-ended', sync: sync.name, run: report.run, durationMs: clock.now() - startedAt });
    if (report.status === 'failed') {
      if (isOccupied(report.error)) return 'busy';
      await this.failed(report.error);
      return report;
    }
    if (report.status === 'done' || report.status === 'waiting') {
      await settleEntries(state, { sync: sync.name, runId: report.run.id, now: clock.now() }, taken);
      await this.recovered();
      await alertOnWaiting(this.parts, report);
    }
    return report;
  }

  private async failed(error: Error | undefined): Promise<void> {
    const { state, sync, clock, tell } = this.parts;
    const before = await readQuarantine(state, sync.name);
    const { quarantine, alert } = afterFailure(before, error, clock.now());
    await writeQuarantine(state, sync.name, quarantine);
    const { until, message } = quarantine;
    tell({ kind: 'quarantined', sync: sync.name, until, message });
    if (alert) tell({ kind: 'alert', sync: sync.name, subject: 'failing', message });
  }

  private async recovered(): Promise<void> {
    const { state, sync, tell } = this.parts;
    const before = await readQuarantine(state, sync.name);
    if (before === undefined) return;
    await writeQuarantine(state, sync.name, undefined);
    tell({ kind: 'released', sync: sync.name });
    const message = `it works again, after ${before.failures} failed attempts`;
    if (before.alerted) tell({ kind: 'alert', sync: sync.name, subject: 'recovered', message });
  }

  /** The oldest request, with all that wait for the same. */
  private takeAlike(): Asked | undefined {
    const [first] = this.waiting;
    if (first === undefined) return undefined;
    const key = keyOf(first.request);
    const all = this.waiting.filter(({ request }) => keyOf(request) === key);
    const rest = this.waiting.filter(({ request }) => keyOf(request) !== key);
    this.waiting.splice(0, this.waiting.length, ...rest);
    return { request: first.request, all };
  }

  private async pause(ms: number): Promise<void> {
    const { signal } = this.wakeUp;
    await this.parts.clock.sleep(ms, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}

/** A state that another program keeps locked for a while is waited for; with any other fault there is no going on. */
function busyState(error: unknown): number {
  if (decisionOf(error) !== 'retry') throw error;
  return BUSY_MS;
}

interface Asked {
  readonly request: RunRequest;
  readonly all: readonly Waiting[];
}

function keyOf({ scope }: RunRequest): string {
  return scope.kind === 'accounts' ? JSON.stringify([...scope.ids].sort()) : scope.kind;
}

/** Somebody else runs it, or it is frozen: nothing is wrong, it only has to wait. */
function isOccupied(error: unknown): boolean {
  return RollcallError.is(error) && (error.code === 'already-running' || error.code === 'frozen');
}

function statusOf({ status }: RunReport): RunOutcome['status'] {
  return status === 'done' || status === 'waiting' || status === 'stopped' ? status : 'failed';
}
