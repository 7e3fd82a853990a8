import type { LeaseRequest, NewRun, RunPatch, RunRecord, RunStatus, RunStore } from '@rollcall/engine';
import type { Database, Row } from './database.js';
import type { SeenLinks } from './seen-links.js';

export class SqliteRuns implements RunStore {
  constructor(
    private readonly database: Database,
    private readonly seen: SeenLinks,
  ) {}

  async open(run: NewRun, lease: LeaseRequest): ReturnType<RunStore['open']> {
    return this.database.transaction(() => {
      if (run.mode === 'run') {
        const held = this.database.get(
          'SELECT run, holder, until FROM lease WHERE sync = ? AND until > ? AND holder <> ?',
          run.sync,
          lease.now,
          lease.takeFrom ?? '',
        );
        const heldBy = held === undefined ? undefined : this.read(String(held.run));
        if (held !== undefined && heldBy !== undefined)
          return { opened: false as const, heldBy, holder: String(held.holder), until: Number(held.until) };
        this.database.run(
          'INSERT OR REPLACE INTO lease (sync, run, holder, until) VALUES (?, ?, ?, ?)',
          run.sync,
          run.id,
          lease.holder,
          lease.now + lease.ttlMs,
        );
      }
      this.database.run(
        `INSERT INTO run (id, sync, mode, scope, cause, actor, started_at, status, source_count, proven, counts) VALUES (?, ?, ?, ?, ?, ?, ?, 'planning', 0, 0, '{}')`,
        run.id,
        run.sync,
        run.mode,
        run.scope,
        run.cause,
        run.actor,
        run.startedAt,
      );
      return { opened: true as const };
    });
  }

  async renew(runId: string, { holder, ttlMs, now }: LeaseRequest): Promise<boolean> {
    return this.database.run('UPDATE lease SET until = ? WHERE run = ? AND holder = ?', now + ttlMs, runId, holder) > 0;
  }

  async update(runId: string, patch: RunPatch): Promise<void> {
    this.patch(runId, patch);
  }

  async close(runId: string, patch: RunPatch): Promise<void> {
    this.database.transaction(() => {
      this.patch(runId, patch);
      this.database.run('DELETE FROM lease WHERE run = ?', runId);
      this.database.run('DELETE FROM claim WHERE run = ?', runId);
      for (const table of ['target_account', 'target_key'])
        this.database.run(`DELETE FROM ${table} WHERE run = (SELECT number FROM run WHERE id = ?)`, runId);
    });
    this.seen.forget(runId);
  }

  async get(runId: string): Promise<RunRecord | undefined> {
    return this.read(runId);
  }

  async list({ sync, status, limit }: Parameters<RunStore['list']>[0]): Promise<readonly RunRecord[]> {
    const conditions = ['TRUE'];
    if (sync !== undefined) conditions.push('sync = ?');
    if (status !== undefined) conditions.push('status IN (SELECT value FROM json_each(?))');
    // The index of the few that wait is used only where its own condition stands in the query.
    if (status?.every((one) => one === 'waiting') === true) conditions.push("status = 'waiting'");
    return this.database
      .all(
        `SELECT * FROM run WHERE ${conditions.join(' AND ')} ORDER BY number DESC LIMIT ?`,
        ...(sync === undefined ? [] : [sync]),
        ...(status === undefined ? [] : [JSON.stringify(status)]),
        limit,
      )
      .map(recordOf);
  }

  async lastProven(sync: string): Promise<RunRecord | undefined> {
    const row = this.database.get(
      `SELECT * FROM run WHERE sync = ? AND mode = 'run' AND scope = 'full' AND proven = 1 AND ended_at IS NOT NULL ORDER BY number DESC LIMIT 1`,
      sync,
    );
    return row === undefined ? undefined : recordOf(row);
  }

  private read(runId: string): RunRecord | undefined {
    const row = this.database.get('SELECT * FROM run WHERE id = ?', runId);
    return row === undefined ? undefined : recordOf(row);
  }

  private patch(runId: string, patch: RunPatch): void {
    const known = this.read(runId);
    if (known === undefined) return;
    const { status, endedAt, planHash, sourceCount, proven, counts, error } = { ...known, ...patch };
    this.database.run(
      'UPDATE run SET status = ?, ended_at = ?, plan_hash = ?, source_count = ?, proven = ?, counts = ?, error = ? WHERE id = ?',
      status,
      endedAt,
      planHash,
      sourceCount,
      proven ? 1 : 0,
      JSON.stringify(counts),
      error,
      runId,
    );
  }
}

export function recordOf(row: Row): RunRecord {
  return {
    id: String(row.id),
    sync: String(row.sync),
    mode: row.mode as RunRecord['mode'],
    scope: row.scope as RunRecord['scope'],
    cause: String(row.cause),
    actor: String(row.actor),
    startedAt: Number(row.started_at),
    endedAt: row.ended_at as number | null,
    status: row.status as RunStatus,
    planHash: row.plan_hash as string | null,
    sourceCount: Number(row.source_count),
    proven: row.proven === 1,
    counts: JSON.parse(String(row.counts)) as Record<string, number>,
    error: row.error as string | null,
  };
}
