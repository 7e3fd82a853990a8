import { BugError, RollcallError, type RunOutcome, type RunRequest, UnavailableError } from '@rollcall/contract';
import type { Clock } from '../ports/clock.js';
import type { Queue, Turn } from '../ports/queue.js';
import type { InboxEvent, InboxKey, State } from '../ports/state.js';
import type { Sync } from '../sync.js';
import type { RunReport } from '../sync-options.js';
import { alertOnWaiting } from './alert-on-waiting.js';
import { AskedRuns } from './asked-runs.js';
import { EVERYBODY, nextWork, WHO_CHANGED, type Work } from './next-work.js';
import { afterFailure, readQuarantine, writeQuarantine } from './quarantine.js';
import { settleEntries } from './retries.js';
import type { ServiceEvent } from './service-event.js';

export interface WorkerParts {
  readonly sync: Sync;
  readonly state: State;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly frozen: () => Promise<boolean>;
  readonly tell: (event: ServiceEvent) => void;
}

/** Another process runs the sync, or it is frozen: look again then. */
const BUSY_MS = 5_000;
/** So many turns in a row may break off before the work itself is under suspicion. */
const MOST_BROKEN_OFF = 3;

/** Runs one sync in the turns that the queue gives to this worker: what triggers ask for, and what messages say. */
export class SyncWorker {
  private readonly asked: AskedRuns;

  constructor(private readonly parts: WorkerParts) {
    this.asked = new AskedRuns({ sync: parts.sync.name, state: parts.state, clock: parts.clock });
  }

  /** Stores what somebody asks for, and lets the queue know; true when no message of this id was stored before. */
  async store(messageId: string, events: readonly InboxEvent[]): Promise<boolean> {
    const { state, queue, sync, clock } = this.parts;
    const isNew = await state.inbox.add(sync.name, messageId, events, clock.now());
    // A repeat may come because the queue could not be told the first time.
    await queue.call(sync.name, Math.min(...events.map(({ dueAt }) => dueAt)));
    return isNew;
  }

  /** Asks for a run; what waits already for the same is joined, wherever it was asked for. Resolves when it has ended. */
  async request({ scope, cause, id }: RunRequest): Promise<RunOutcome> {
    const askedAt = this.parts.clock.now();
    const keys = keysOf(scope);
    if (keys.length === 0) throw nobody(this.parts.sync.name, cause);
    await this.store(
      id ?? `request:${crypto.randomUUID()}`,
      keys.map((key) => ({ ...key, cause, dueAt: askedAt })),
    );
    return this.asked.wait(scope.kind, keys, askedAt);
  }

  /** Works until the signal aborts; a run under way is stopped well. */
  async work(signal: AbortSignal): Promise<void> {
    try {
      await this.parts.queue.work(this.parts.sync.name, (turn) => this.turn(turn), signal);
    } finally {
      this.asked.end(signal.reason);
    }
  }

  /** Does what is due, one run at most. Resolves to when there is something again. */
  private async turn({ attempt, signal }: Turn): Promise<number | undefined> {
    const { state, sync, clock, frozen } = this.parts;
    const now = clock.now();
    if (await frozen()) return now + BUSY_MS;
    const quarantine = await readQuarantine(state, sync.name);
    if (quarantine !== undefined && quarantine.until > now) return quarantine.until;
    if (attempt > MOST_BROKEN_OFF) return this.failed(brokenOff(sync.name, attempt - 1));
    const work = await nextWork(state.inbox, sync.name, now);
    const notBefore = work === undefined ? undefined : await this.perform(work, signal);
    return notBefore ?? (await state.inbox.waiting(sync.name)).nextAt ?? undefined;
  }

  /** One run. Resolves to when to look again, where that is not at once. */
  private async perform({ options, entries }: Work, signal: AbortSignal): Promise<number | undefined> {
    const { sync, state, clock, tell } = this.parts;
    const startedAt = clock.now();
    const settled = this.asked.begin(entries);
    tell({ kind: 'run-started', sync: sync.name, cause: options.cause });
    let report: RunReport;
    try {
      report = await sync.run({ ...options, signal });
    } catch (error) {
      if (isOccupied(error)) return clock.now() + BUSY_MS;
      return this.failed(error instanceof Error ? error : new Error(String(error)));
    }
    tell({ kind: 'run-ended', sync: sync.name, run: report.run, durationMs: clock.now() - startedAt });
    const { status } = report;
    if (status === 'failed') return isOccupied(report.error) ? clock.now() + BUSY_MS : this.failed(report.error);
    // Stopped in the middle, by a freeze or because the lease was lost: what it was for waits still.
    if (status !== 'done' && status !== 'waiting') return clock.now() + BUSY_MS;
    await settleEntries(state, { sync: sync.name, runId: report.run.id, now: clock.now() }, entries);
    await this.recovered();
    await alertOnWaiting(this.parts, report);
    settled({ runId: report.run.id, status });
    return undefined;
  }

  /** A start at night is not lost because the target was down for an hour: it stays in the inbox until the quarantine is over. */
  private async failed(error: Error | undefined): Promise<number> {
    const { state, sync, clock, tell } = this.parts;
    const before = await readQuarantine(state, sync.name);
    const { quarantine, alert } = afterFailure(before, error, clock.now());
    await writeQuarantine(state, sync.name, quarantine);
    const { until, message } = quarantine;
    tell({ kind: 'quarantined', sync: sync.name, until, message });
    if (alert) tell({ kind: 'alert', sync: sync.name, subject: 'failing', message });
    return until;
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
}

function keysOf(scope: RunRequest['scope']): readonly InboxKey[] {
  if (scope.kind === 'accounts') return scope.ids.map((account) => ({ account }));
  return [scope.kind === 'full' ? EVERYBODY : WHO_CHANGED];
}

/** Somebody else runs it, or it is frozen: nothing is wrong, it only has to wait. */
function isOccupied(error: unknown): boolean {
  return RollcallError.is(error) && (error.code === 'already-running' || error.code === 'frozen');
}

/** The worker ended each time in the middle of it; what a hiccup explains is over by now. */
function brokenOff(sync: string, times: number): UnavailableError {
  return new UnavailableError({
    code: 'run-broken-off',
    doing: `running "${sync}"`,
    happened: `its worker ended in the middle, ${times} times in a row`,
    hint: 'look why in the log of the worker, and whether it has enough memory; it is tried again at growing distances',
    outcome: 'unknown',
  });
}

function nobody(sync: string, cause: string): BugError {
  return new BugError({
    code: 'run-for-nobody',
    doing: `asking for a run of "${sync}" because of ${cause}`,
    happened: 'it names no account',
    hint: 'name accounts, or ask for everybody',
  });
}
