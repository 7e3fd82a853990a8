import { ConfigError, RollcallError } from '@rollcall/contract';
import type { Clock } from '../ports/clock.js';
import type { NewRun, RunRecord, State } from '../ports/state.js';
import { frozen, readFreeze } from './freeze.js';
import { isDead, newHolder } from './holder.js';
import type { RunResult } from './run.js';

const LEASE_MS = 60_000;
const RENEW_MS = 15_000;
const FREEZE_MS = 1_000;

export interface OpenRunOptions {
  readonly state: State;
  readonly clock: Clock;
  readonly sync: string;
  readonly mode: 'plan' | 'run';
  readonly scope: NewRun['scope'];
  readonly cause: string;
  readonly actor: string;
  readonly stop: AbortSignal;
}

export interface OpenedRun {
  readonly id: string;
  /** The caller's stop, or the loss of the lease. */
  readonly stop: AbortSignal;
  close(result: RunResult, counts: ReadonlyMap<string, number>): Promise<RunResult & { readonly run: RunRecord }>;
  /** Ends the heartbeat. Safe to call twice. */
  dispose(): void;
}

/** Opens a run and keeps its lease alive, so that no second run of the sync starts beside it. */
export async function openRun({ state, clock, stop, ...about }: OpenRunOptions): Promise<OpenedRun> {
  const startedAt = clock.now();
  const id = `${new Date(startedAt).toISOString().replace(/[-:.]/g, '').slice(0, 15)}-${crypto.randomUUID().slice(0, 8)}`;
  const holder = newHolder();
  const run: NewRun = { id, startedAt, ...about };
  const lease = { holder, ttlMs: LEASE_MS, now: startedAt };
  let opened = await state.runs.open(run, lease);
  if (!opened.opened && isDead(opened.holder))
    opened = await state.runs.open(run, { ...lease, takeFrom: opened.holder });
  if (!opened.opened) throw heldByOther(about.sync, opened.heldBy, opened.until - startedAt);
  const lost = new AbortController();
  const freeze = setInterval(() => void stopIfFrozen(state, about.sync, lost), FREEZE_MS);
  freeze.unref();
  const heartbeat =
    about.mode === 'plan'
      ? undefined
      : setInterval(() => {
          state.runs.renew(id, { holder, ttlMs: LEASE_MS, now: clock.now() }).then(
            (kept) => {
              if (!kept) lost.abort(new Error('another run took the lease'));
            },
            (error: unknown) => lost.abort(error),
          );
        }, RENEW_MS);
  heartbeat?.unref();
  return {
    id,
    stop: AbortSignal.any([stop, lost.signal]),
    dispose: () => {
      clearInterval(heartbeat);
      clearInterval(freeze);
    },
    close: async (result, counts) => {
      clearInterval(heartbeat);
      clearInterval(freeze);
      await state.runs.close(id, {
        status: result.status,
        endedAt: clock.now(),
        planHash: result.planHash,
        sourceCount: result.read.accounts,
        proven: result.read.proof.complete,
        counts: Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))),
        // A freeze, or the loss of the lease, is nobody's error, and people want to know why the run ended all the same.
        error: messageOf(result.error ?? (result.status === 'stopped' ? lost.signal.reason : undefined)),
      });
      const record = await state.runs.get(id);
      if (record === undefined) throw new Error(`the state lost run ${id}`);
      return { ...result, run: record };
    },
  };
}

async function stopIfFrozen(state: State, sync: string, run: AbortController): Promise<void> {
  const freeze = await readFreeze(state, sync).catch(() => undefined);
  if (freeze !== undefined) run.abort(frozen(sync, freeze));
}

function messageOf(error: unknown): string | null {
  if (error === undefined) return null;
  if (RollcallError.is(error)) return error.message;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

function heldByOther(sync: string, run: RunRecord, forMs: number): ConfigError {
  return new ConfigError({
    code: 'already-running',
    doing: `starting a run of "${sync}"`,
    happened: `run ${run.id} is under way, started ${new Date(run.startedAt).toISOString()} by ${run.actor}`,
    hint: `wait for it; if its process was killed, it gives way within ${Math.ceil(forMs / 1000)} seconds`,
  });
}
