import type { Attributes } from '@rollcall/contract';
import type {
  Finding,
  Journal,
  NewOperation,
  OperationKind,
  OperationRecord,
  OperationStatus,
  Settlement,
} from '@rollcall/engine';
import type { Database, Row } from './database.js';
import { putLink } from './sqlite-links.js';

/** Statuses of the few operations that went otherwise than planned. */
export const ODD: readonly OperationStatus[] = ['held', 'failed', 'rejected', 'unknown'];
export const ODDLY = `status IN (${ODD.map((status) => `'${status}'`).join(', ')})`;
const AMONG = 'IN (SELECT value FROM json_each(?))';
/** In words of the index operation_open, which SQLite takes for nothing else. */
const PLANNED = "status IN ('planned', 'held') AND status = 'planned'";

/** Ids of runs that ended before a moment and that nothing needs any more. */
export const OLD_RUNS = `SELECT id FROM run WHERE ended_at < ?
  AND number NOT IN (SELECT max(number) FROM run WHERE mode = 'run' AND scope = 'full' AND proven = 1 AND ended_at IS NOT NULL GROUP BY sync)
  AND id NOT IN (SELECT run FROM operation WHERE status IN ('intended', 'unknown', 'held'))`;

export class SqliteJournal implements Journal {
  constructor(private readonly database: Database) {}

  async plan(runId: string, sync: string, operations: readonly NewOperation[]): Promise<readonly NewOperation[]> {
    // A plan that is lost with the machine is made again.
    return this.database.relaxedTransaction(() =>
      operations.filter((operation) => !this.insert(runId, sync, operation)),
    );
  }

  async contested(runId: string): Promise<readonly { readonly sourceId: string; readonly claim: string }[]> {
    const rows = this.database.all(
      'SELECT source_id, claim FROM claim WHERE run = ?1 AND claim IN (SELECT claim FROM claim WHERE run = ?1 GROUP BY claim HAVING count(*) > 1) ORDER BY source_id, claim',
      runId,
    );
    return rows.map((row) => ({ sourceId: row.source_id as string, claim: row.claim as string }));
  }

  async withdraw(runId: string, sourceIds: readonly string[]): Promise<void> {
    const ids = JSON.stringify(sourceIds);
    this.database.transaction(() => {
      this.database.run(`DELETE FROM operation WHERE run = ? AND ${PLANNED} AND source_id ${AMONG}`, runId, ids);
      this.database.run(`DELETE FROM claim WHERE run = ? AND source_id ${AMONG}`, runId, ids);
    });
  }

  async hold(runId: string, kinds: readonly OperationKind[]): Promise<void> {
    this.database.run(
      `UPDATE operation SET status = 'held' WHERE run = ? AND status = 'planned' AND kind ${AMONG}`,
      runId,
      JSON.stringify(kinds),
    );
  }

  async holdAccounts(runId: string, sourceIds: readonly string[]): Promise<void> {
    this.database.run(
      `UPDATE operation SET status = 'held' WHERE run = ? AND ${PLANNED} AND source_id ${AMONG}`,
      runId,
      JSON.stringify(sourceIds),
    );
  }

  async doneSince(sync: string, since: number): Promise<ReadonlyMap<OperationKind, number>> {
    const rows = this.database.all(
      `SELECT kind, count(*) AS count FROM operation WHERE sync = ? AND status = 'done' AND settled_at >= ? GROUP BY kind`,
      sync,
      since,
    );
    return new Map(rows.map((row) => [row.kind as OperationKind, Number(row.count)]));
  }

  async purge(before: number): Promise<number> {
    return this.database.transaction(() => {
      for (const table of ['operation', 'finding', 'claim'])
        this.database.run(`DELETE FROM ${table} WHERE run IN (${OLD_RUNS})`, before);
      return this.database.run(`DELETE FROM run WHERE id IN (${OLD_RUNS})`, before);
    });
  }

  async page(runId: string, query: Parameters<Journal['page']>[1]): Promise<readonly OperationRecord[]> {
    const conditions = ['run = ?'];
    const values: (string | number)[] = [runId];
    const add = (condition: string, ...more: readonly (string | number)[]): void => {
      conditions.push(condition);
      values.push(...more);
    };
    const { phase, after } = query;
    if (phase !== undefined) add('phase = ?', phase);
    // SQLite goes to the row where it left off only where the comparison begins after the columns that are equal.
    if (after !== undefined && after.phase === phase)
      add('(source_id, kind, seq) > (?, ?, ?)', after.sourceId, after.kind, after.seq);
    else if (after !== undefined)
      add('(phase, source_id, kind, seq) > (?, ?, ?, ?)', after.phase, after.sourceId, after.kind, after.seq);
    if (query.status !== undefined) add(`status ${AMONG}`, JSON.stringify(query.status));
    // The index of the few that went otherwise is used only where its own condition stands in the query.
    if (query.status?.every((status) => ODD.includes(status)) === true) add(ODDLY);
    if (query.kinds !== undefined) add(`kind ${AMONG}`, JSON.stringify(query.kinds));
    if (query.sourceIds !== undefined) add(`source_id ${AMONG}`, JSON.stringify(query.sourceIds));
    return this.database
      .all(
        `SELECT * FROM operation WHERE ${conditions.join(' AND ')} ORDER BY phase, source_id, kind, seq LIMIT ?`,
        ...values,
        query.limit,
      )
      .map(recordOf);
  }

  async counts(runId: string): ReturnType<Journal['counts']> {
    const rows = this.database.all(
      'SELECT kind, status, count(*) AS count FROM operation WHERE run = ? GROUP BY kind, status ORDER BY kind, status',
      runId,
    );
    return rows.map(countOf);
  }

  async intend(runId: string, seqs: readonly number[], at: number): Promise<void> {
    // The plus keeps SQLite from walking through the whole run for each page.
    this.database.run(
      `UPDATE operation SET status = 'intended', intended_at = ? WHERE +run = ? AND seq ${AMONG}`,
      at,
      runId,
      JSON.stringify(seqs),
    );
  }

  async settle(runId: string, settlements: readonly Settlement[]): Promise<void> {
    // An outcome that is lost with the machine leaves its intent, which is on the disk: it is looked up.
    this.database.relaxedTransaction(() => {
      const sync = this.database.get('SELECT sync FROM run WHERE id = ?', runId)?.sync;
      for (const settlement of settlements) this.settleOne(String(sync), settlement);
    });
  }

  async unsettled(sync: string, limit: number): Promise<readonly OperationRecord[]> {
    return this.database
      .all(
        `SELECT * FROM operation WHERE sync = ? AND status IN ('intended', 'unknown') ORDER BY seq LIMIT ?`,
        sync,
        limit,
      )
      .map(recordOf);
  }

  async history(sync: string, sourceId: string, limit: number): Promise<readonly OperationRecord[]> {
    return this.database
      .all('SELECT * FROM operation WHERE sync = ? AND source_id = ? ORDER BY seq DESC LIMIT ?', sync, sourceId, limit)
      .map(recordOf);
  }

  async note(runId: string, findings: readonly Finding[]): Promise<void> {
    this.database.transaction(() => {
      let seq = Number(
        this.database.get('SELECT coalesce(max(seq), 0) AS seq FROM finding WHERE run = ?', runId)?.seq ?? 0,
      );
      for (const { sourceId, code, severity, message } of findings) {
        seq += 1;
        this.database.run(
          'INSERT INTO finding (run, seq, source_id, code, severity, message) VALUES (?, ?, ?, ?, ?, ?)',
          runId,
          seq,
          sourceId ?? null,
          code,
          severity,
          message,
        );
      }
    });
  }

  async findings(
    runId: string,
    { after, limit }: { readonly after?: number; readonly limit: number },
  ): ReturnType<Journal['findings']> {
    const rows = this.database.all(
      'SELECT * FROM finding WHERE run = ? AND seq > ? ORDER BY seq LIMIT ?',
      runId,
      after ?? 0,
      limit,
    );
    return rows.map(findingOf);
  }

  async forget(runId: string): Promise<void> {
    this.database.transaction(() => {
      this.database.run('DELETE FROM operation WHERE run = ?', runId);
      this.database.run('DELETE FROM claim WHERE run = ?', runId);
    });
  }

  /** False when the account has an open operation of this kind in the run. */
  private insert(runId: string, sync: string, operation: NewOperation): boolean {
    const added = this.database.run(
      `INSERT INTO operation (run, sync, source_id, target_id, kind, phase, key, reason, after, before, groups, desired, status, notes)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '[]') ON CONFLICT (run, source_id, kind) WHERE status IN ('planned', 'held') DO NOTHING`,
      runId,
      sync,
      operation.sourceId,
      operation.targetId,
      operation.kind,
      operation.phase,
      operation.key,
      JSON.stringify(operation.reason),
      JSON.stringify(operation.after),
      JSON.stringify(operation.before),
      JSON.stringify(operation.groups),
      operation.desired === null ? null : JSON.stringify(operation.desired),
      operation.status,
    );
    if (added === 0) return false;
    for (const claim of operation.claims)
      this.database.run(
        'INSERT OR IGNORE INTO claim (run, claim, source_id) VALUES (?, ?, ?)',
        runId,
        claim,
        operation.sourceId,
      );
    return true;
  }

  private settleOne(sync: string, { seq, status, settledAt, targetId, error, notes, link }: Settlement): void {
    this.database.run(
      'UPDATE operation SET status = ?, settled_at = ?, target_id = CASE WHEN ? THEN ? ELSE target_id END, error = ?, notes = ? WHERE seq = ?',
      status,
      settledAt,
      targetId === undefined ? 0 : 1,
      targetId ?? null,
      error === undefined ? null : JSON.stringify(error),
      notes === undefined ? '[]' : JSON.stringify(notes),
      seq,
    );
    if (link !== undefined) putLink(this.database, sync, link);
  }
}

export function findingOf(row: Row): Finding & { readonly seq: number } {
  return {
    seq: Number(row.seq),
    code: row.code as string,
    severity: row.severity as Finding['severity'],
    message: row.message as string,
    ...(row.source_id === null ? {} : { sourceId: row.source_id as string }),
  };
}

export function countOf(row: Row): Awaited<ReturnType<Journal['counts']>>[number] {
  return { kind: row.kind as OperationKind, status: row.status as OperationStatus, count: Number(row.count) };
}

export function recordOf(row: Row): OperationRecord {
  return {
    run: row.run as string,
    sync: row.sync as string,
    seq: Number(row.seq),
    sourceId: row.source_id as string,
    targetId: row.target_id as string | null,
    kind: row.kind as OperationKind,
    phase: Number(row.phase),
    key: row.key as string,
    reason: json<OperationRecord['reason']>(row.reason),
    after: json<Attributes>(row.after),
    before: json<Attributes>(row.before),
    groups: json<OperationRecord['groups']>(row.groups),
    desired: row.desired === null ? null : json<OperationRecord['desired']>(row.desired),
    status: row.status as OperationStatus,
    intendedAt: row.intended_at as number | null,
    settledAt: row.settled_at as number | null,
    error: row.error === null ? null : json<OperationRecord['error']>(row.error),
    notes: json<readonly string[]>(row.notes),
  };
}

/** Most lists and objects of an operation are empty, and need no parser. */
function json<T>(text: string | number | null | undefined): T {
  if (text === '[]') return [] as T;
  return (text === '{}' ? {} : JSON.parse(text as string)) as T;
}
