import type { Rollcall } from '@rollcall/engine';

export interface Readiness {
  /** The state can be read: runs and events can be taken. A target that is down does not make the service unready. */
  readonly ready: boolean;
  readonly syncs: Readonly<Record<string, SyncHealth>>;
}

export interface SyncHealth {
  readonly lastRun: string | null;
  readonly lastStatus: string | null;
  /** What events, triggers and retries say to look at. */
  readonly waiting: number;
  /** Those among them that were looked at, failed, and are tried again. */
  readonly failing: number;
  /** Since when the one that has waited longest waits. */
  readonly waitingSince: string | null;
  readonly frozen: boolean;
}

export async function readiness(rollcall: Rollcall): Promise<Readiness> {
  try {
    const entries = await Promise.all(
      rollcall.syncNames().map(async (name) => [name, await healthOf(rollcall, name)] as const),
    );
    return { ready: true, syncs: Object.fromEntries(entries) };
  } catch {
    return { ready: false, syncs: {} };
  }
}

async function healthOf(rollcall: Rollcall, sync: string): Promise<SyncHealth> {
  const [last] = await rollcall.state.runs.list({ sync, limit: 1 });
  const { count, failing, oldestAt } = await rollcall.state.inbox.waiting(sync);
  return {
    lastRun: last === undefined ? null : new Date(last.startedAt).toISOString(),
    lastStatus: last?.status ?? null,
    waiting: count,
    failing,
    waitingSince: oldestAt === null ? null : new Date(oldestAt).toISOString(),
    frozen: (await rollcall.frozen(sync)) !== undefined,
  };
}
