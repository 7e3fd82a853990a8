import type { LeaseRequest, NewRun, RunPatch, RunRecord, RunStore } from '@rollcall/engine';
import type { PostgresDatabase, Sql } from '@rollcall/postgres';
import { AMONG } from './among.js';
import { OF_ONE_RUN } from './postgres-schema.js';
import type { SeenLinks } from './seen-links.js';
import { recordOf } from './sqlite-runs.js';

/** A plan that has been there for so long was cut off. */
const LONGEST_PLAN_MS = 24 * 60 * 60 * 1000;

export class PostgresRuns implements RunStore {
  constructor(
    private readonly database: PostgresDatabase,
    private readonly seen: SeenLinks,
  ) {}

  async open(run: NewRun, lease: LeaseRequest): ReturnType<RunStore['open']> {
    return this.database.transaction(async (sql) => {
      if (run.mode === 'run') {
        // Of several workers that want the lease at once, one after the other looks.
        await sql.get('SELECT pg_advisory_xact_lock(hashtextextended(?, 0))', `rollcall lease ${run.sync}`);
        const held = await sql.get(
          'SELECT run, holder, until FROM lease WHERE sync = ? AND until > ? AND holder <> ?',
          run.sync,
          lease.now,
          lease.takeFrom ?? '',
        );
        const heldBy = held === undefined ? undefined : await read(sql, String(held.run));
        if (held !== undefined && heldBy !== undefined)
          return { opened: false as const, heldBy, holder: String(held.holder), until: Number(held.until) };
        await sql.run(
          'INSERT INTO lease (sync, run, holder, until) VALUES (?, ?, ?, ?) ON CONFLICT (sync) DO UPDATE SET run = excluded.run, holder = excluded.holder, until = excluded.until',
          run.sync,
          run.id,
          lease.holder,
          lease.now + lease.ttlMs,
        );
        await forgetCutOff(sql, run);
      }
      await sql.run(
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
    const renewed = await this.database.run(
      'UPDATE lease SET until = ? WHERE run = ? AND holder = ?',
      now + ttlMs,
      runId,
      holder,
    );
    return renewed > 0;
  }

  async update(runId: string, change: RunPatch): Promise<void> {
    await this.database.transaction((sql) => patch(sql, runId, change));
  }

  async close(runId: string, change: RunPatch): Promise<void> {
    await this.database.transaction(async (sql) => {
      await patch(sql, runId, change);
      await sql.run('DELETE FROM lease WHERE run = ?', runId);
      for (const table of OF_ONE_RUN) await sql.run(`DELETE FROM ${table} WHERE run = ?`, runId);
    });
    this.seen.forget(runId);
  }

  get(runId: string): Promise<RunRecord | undefined> {
    return read(this.database, runId);
  }

  async list({ sync, status, limit }: Parameters<RunStore['list']>[0]): Promise<readonly RunRecord[]> {
    const conditions = ['TRUE'];
    if (sync !== undefined) conditions.push('sync = ?');
    if (status !== undefined) conditions.push(`status ${AMONG}`);
    // The index of the few that wait is used only where its own condition stands in the query.
    if (status?.every((one) => one === 'waiting') === true) conditions.push("status = 'waiting'");
    const rows = await this.database.all(
      `SELECT * FROM run WHERE ${conditions.join(' AND ')} ORDER BY number DESC LIMIT ?`,
      ...(sync === undefined ? [] : [sync]),
      ...(status === undefined ? [] : [JSON.stringify(status)]),
      limit,
    );
    return rows.map(recordOf);
  }

  async lastProven(sync: string): Promise<RunRecord | undefined> {
    const row = await this.database.get(
      `SELECT * FROM run WHERE sync = ? AND mode = 'run' AND scope = 'full' AND proven = 1 AND ended_at IS NOT NULL ORDER BY number DESC LIMIT 1`,
      sync,
    );
    return row === undefined ? undefined : recordOf(row);
  }
}

/** Whoever has the lease knows that earlier runs are over; what they left behind holds personal data. */
async function forgetCutOff(sql: Sql, { id, sync, startedAt }: NewRun): Promise<void> {
  const cutOff = `SELECT id FROM run WHERE sync = ? AND id <> ? AND (mode = 'run' OR started_at < ?)`;
  for (const table of OF_ONE_RUN)
    await sql.run(`DELETE FROM ${table} WHERE run IN (${cutOff})`, sync, id, startedAt - LONGEST_PLAN_MS);
}

async function read(sql: Sql, runId: string): Promise<RunRecord | undefined> {
  const row = await sql.get('SELECT * FROM run WHERE id = ?', runId);
  return row === undefined ? undefined : recordOf(row);
}

async function patch(sql: Sql, runId: string, change: RunPatch): Promise<void> {
  const row = await sql.get('SELECT * FROM run WHERE id = ? FOR UPDATE', runId);
  if (row === undefined) return;
  const { status, endedAt, planHash, sourceCount, proven, counts, error } = { ...recordOf(row), ...change };
  await sql.run(
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
