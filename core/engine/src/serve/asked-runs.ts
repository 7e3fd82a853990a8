import type { RunOutcome, RunRequest } from '@rollcall/contract';
import type { Clock } from '../ports/clock.js';
import type { InboxEntry, InboxKey, RunRecord, State, TakenEntry } from '../ports/state.js';

interface Waiting {
  readonly scope: RunRequest['scope']['kind'];
  readonly askedAt: number;
  /** What it still waits for. */
  readonly keys: Map<string, InboxKey>;
  readonly resolve: (outcome: RunOutcome) => void;
  readonly reject: (reason: unknown) => void;
}

export interface AskedRunsParts {
  readonly sync: string;
  readonly state: State;
  readonly clock: Clock;
}

/** How long to wait before looking whether another worker did it; longer each time. */
const FIRST_LOOK_MS = 2_000;
const LONGEST_LOOK_MS = 15_000;
/** Clocks of two workers may be so far apart. */
const SKEW_MS = 60_000;
const LATEST_RUNS = 20;

/** Those who asked for a run and wait for its end, whichever worker does it. */
export class AskedRuns {
  private readonly waiting = new Set<Waiting>();
  private readonly ended = new AbortController();
  private isLooking = false;

  constructor(private readonly parts: AskedRunsParts) {}

  /** Resolves when all of these were looked at, who are in the inbox already. */
  wait(scope: RunRequest['scope']['kind'], keys: readonly InboxKey[], askedAt: number): Promise<RunOutcome> {
    return new Promise((resolve, reject) => {
      if (this.ended.signal.aborted) return reject(this.ended.signal.reason);
      this.waiting.add({ scope, askedAt, keys: new Map(keys.map((key) => [nameOf(key), key])), resolve, reject });
      if (!this.isLooking) void this.lookElsewhere();
    });
  }

  /** Before a run: gives what to call when these entries have been looked at. Who asks meanwhile waits for the next one. */
  begin(taken: readonly TakenEntry[]): (outcome: RunOutcome) => void {
    const names = taken.map(nameOf);
    const before = [...this.waiting];
    return (outcome) => {
      for (const one of before) {
        for (const name of names) one.keys.delete(name);
        if (one.keys.size === 0) this.settle(one, outcome);
      }
    };
  }

  /** Nobody waits any longer: the worker stops. What was asked for stays in the inbox. */
  end(reason: unknown): void {
    this.ended.abort(reason);
    for (const { reject } of this.waiting) reject(reason);
    this.waiting.clear();
  }

  private settle(one: Waiting, outcome: RunOutcome): void {
    if (this.waiting.delete(one)) one.resolve(outcome);
  }

  /** What was asked for is no longer in the inbox when another worker did it; what became of it is among the runs. */
  private async lookElsewhere(): Promise<void> {
    this.isLooking = true;
    const { signal } = this.ended;
    try {
      for (let pauseMs = FIRST_LOOK_MS; this.waiting.size > 0; pauseMs = Math.min(2 * pauseMs, LONGEST_LOOK_MS)) {
        // A state that cannot be read now can be later; whoever needs it for more tells.
        for (const one of [...this.waiting]) await this.settleDone(one).catch(() => undefined);
        await this.parts.clock.sleep(pauseMs, signal);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      this.isLooking = false;
    }
  }

  private async settleDone(one: Waiting): Promise<void> {
    const { state, sync } = this.parts;
    const left = await state.inbox.find(sync, [...one.keys.values()]);
    if (left.some((entry) => isUntouched(entry, one.askedAt))) return;
    const runs = await state.runs.list({ sync, status: ['done', 'waiting'], limit: LATEST_RUNS });
    const run = runs.find((record) => answers(record, one.scope));
    this.settle(one, { runId: run?.id ?? '', status: run?.status === 'waiting' ? 'waiting' : 'done' });
  }
}

function nameOf({ account, onlyChanges }: InboxKey): string {
  return JSON.stringify([account, account === null && onlyChanges === true]);
}

/** Nobody has looked at it since it was asked for. A newer entry about the same is somebody else's. */
function isUntouched({ attempts, firstAt }: InboxEntry, askedAt: number): boolean {
  return attempts === 0 && firstAt <= askedAt + SKEW_MS;
}

function answers({ mode, scope }: RunRecord, wanted: RunRequest['scope']['kind']): boolean {
  return mode === 'run' && (scope === 'full' || scope === wanted);
}
