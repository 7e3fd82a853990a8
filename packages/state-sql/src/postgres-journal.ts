import type { Finding, Journal, NewOperation, OperationKind, OperationRecord, Settlement } from '@rollcall/engine';
import type { PostgresDatabase, Row } from '@rollcall/postgres';
import { AMONG, AMONG_NUMBERS } from './among.js';
import { putLinks } from './postgres-links.js';
import type { PostgresStatistics } from './postgres-statistics.js';
import { countOf, findingOf, ODD, ODDLY, OLD_RUNS, recordOf } from './sqlite-journal.js';

export class PostgresJournal implements Journal {
  constructor(
    private readonly database: PostgresDatabase,
    private readonly statistics: PostgresStatistics,
  ) {}

  async plan(runId: string, sync: string, operations: readonly NewOperation[]): Promise<readonly NewOperation[]> {
    if (operations.length === 0) return [];
    // A plan that is lost with the machine is made again.
    const refused = await this.database.transaction(
      async (sql) => {
        const rows = await sql.all(
          `INSERT INTO operation (run, sync, source_id, target_id, kind, phase, key, reason, after, before, groups, desired, status, notes)
           SELECT ?, ?, source_id, target_id, kind, phase, key, reason, after, before, groups, desired, status, '[]'
           FROM json_to_recordset(?::json) AS x (source_id text, target_id text, kind text, phase integer, key text, reason text, after text, before text, groups text,
             desired text, status text)
           ON CONFLICT (run, source_id, kind) WHERE status IN ('planned', 'held') DO NOTHING RETURNING source_id, kind, status`,
          runId,
          sync,
          JSON.stringify(operations.map(rowOf)),
        );
        const { added, ...outcome } = told(operations, rows);
        await sql.run(
          'INSERT INTO claim (run, claim, source_id) SELECT ?, claim, source_id FROM json_to_recordset(?::json) AS x (claim text, source_id text) ON CONFLICT DO NOTHING',
          runId,
          JSON.stringify(
            added.flatMap(({ sourceId, claims }) => claims.map((claim) => ({ claim, source_id: sourceId }))),
          ),
        );
        return outcome.refused;
      },
      { relaxed: true },
    );
    await this.statistics.wrote('operation', operations.length);
    return refused;
  }

  async contested(runId: string): Promise<readonly { readonly sourceId: string; readonly claim: string }[]> {
    const rows = await this.database.all(
      'SELECT source_id, claim FROM claim WHERE run = ? AND claim IN (SELECT claim FROM claim WHERE run = ? GROUP BY claim HAVING count(*) > 1) ORDER BY source_id, claim',
      runId,
      runId,
    );
    return rows.map((row) => ({ sourceId: row.source_id as string, claim: row.claim as string }));
  }

  async withdraw(runId: string, sourceIds: readonly string[]): Promise<void> {
    const ids = JSON.stringify(sourceIds);
    await this.database.transaction(async (sql) => {
      await sql.run(`DELETE FROM operation WHERE run = ? AND status = 'planned' AND source_id ${AMONG}`, runId, ids);
      await sql.run(`DELETE FROM claim WHERE run = ? AND source_id ${AMONG}`, runId, ids);
    });
  }

  async hold(runId: string, kinds: readonly OperationKind[]): Promise<void> {
    await this.database.run(
      `UPDATE operation SET status = 'held' WHERE run = ? AND status = 'planned' AND kind ${AMONG}`,
      runId,
      JSON.stringify(kinds),
    );
  }

  async holdAccounts(runId: string, sourceIds: readonly string[]): Promise<void> {
    await this.database.run(
      `UPDATE operation SET status = 'held' WHERE run = ? AND status = 'planned' AND source_id ${AMONG}`,
      runId,
      JSON.stringify(sourceIds),
    );
  }

  async doneSince(sync: string, since: number): Promise<ReadonlyMap<OperationKind, number>> {
    const rows = await this.database.all(
      `SELECT kind, count(*) AS count FROM operation WHERE sync = ? AND status = 'done' AND settled_at >= ? GROUP BY kind`,
      sync,
      since,
    );
    return new Map(rows.map((row) => [row.kind as OperationKind, Number(row.count)]));
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
    if (after !== undefined)
      add('(phase, source_id, kind, seq) > (?, ?, ?, ?)', after.phase, after.sourceId, after.kind, after.seq);
    if (query.status !== undefined) add(`status ${AMONG}`, JSON.stringify(query.status));
    // The index of the few that went otherwise is used only where its own condition stands in the query.
    if (query.status?.every((status) => ODD.includes(status)) === true) add(ODDLY);
    if (query.kinds !== undefined) add(`kind ${AMONG}`, JSON.stringify(query.kinds));
    if (query.sourceIds !== undefined) add(`source_id ${AMONG}`, JSON.stringify(query.sourceIds));
    const rows = await this.database.all(
      `SELECT * FROM operation WHERE ${conditions.join(' AND ')} ORDER BY phase, source_id, kind, seq LIMIT ?`,
      ...values,
      query.limit,
    );
    return rows.map(recordOf);
  }

  async counts(runId: string): ReturnType<Journal['counts']> {
    const rows = await this.database.all(
      'SELECT kind, status, count(*) AS count FROM operation WHERE run = ? GROUP BY kind, status ORDER BY kind, status',
      runId,
    );
    return rows.map(countOf);
  }

  async intend(runId: string, seqs: readonly number[], at: number): Promise<void> {
    await this.database.run(
      `UPDATE operation SET status = 'intended', intended_at = ? WHERE run = ? AND seq ${AMONG_NUMBERS}`,
      at,
      runId,
      JSON.stringify(seqs),
    );
  }

  async settle(runId: string, settlements: readonly Settlement[]): Promise<void> {
    if (settlements.length === 0) return;
    const links = settlements.flatMap(({ link }) => (link === undefined ? [] : [link]));
    // Of two outcomes for one operation the later counts. One that is lost with the machine leaves its intent, which is on the disk: it is looked up.
    const outcomes = [...new Map(settlements.map((settlement) => [settlement.seq, outcomeOf(settlement)])).values()];
    await this.database.transaction(
      async (sql) => {
        await sql.run(
          `UPDATE operation SET status = x.status, settled_at = x.settled_at, error = x.error, notes = x.notes,
             target_id = CASE WHEN x.tells_target THEN x.target_id ELSE operation.target_id END
           FROM json_to_recordset(?::json) AS x (seq bigint, status text, settled_at bigint, tells_target boolean, target_id text, error text, notes text)
           WHERE operation.seq = x.seq`,
          JSON.stringify(outcomes),
        );
        if (links.length > 0) {
          const run = await sql.get('SELECT sync FROM run WHERE id = ?', runId);
          await putLinks(sql, String(run?.sync), links);
        }
      },
      { relaxed: true },
    );
    await this.statistics.wrote('link', links.length);
  }

  async unsettled(sync: string, limit: number): Promise<readonly OperationRecord[]> {
    const rows = await this.database.all(
      `SELECT * FROM operation WHERE sync = ? AND status IN ('intended', 'unknown') ORDER BY seq LIMIT ?`,
      sync,
      limit,
    );
    return rows.map(recordOf);
  }

  async history(sync: string, sourceId: string, limit: number): Promise<readonly OperationRecord[]> {
    const rows = await this.database.all(
      'SELECT * FROM operation WHERE sync = ? AND source_id = ? ORDER BY seq DESC LIMIT ?',
      sync,
      sourceId,
      limit,
    );
    return rows.map(recordOf);
  }

  async note(runId: string, findings: readonly Finding[]): Promise<void> {
    if (findings.length === 0) return;
    await this.database.run(
      `INSERT INTO finding (run, seq, source_id, code, severity, message)
       SELECT ?, (SELECT coalesce(max(seq), 0) FROM finding WHERE run = ?) + place, source_id, code, severity, message
       FROM json_to_recordset(?::json) AS x (place integer, source_id text, code text, severity text, message text)`,
      runId,
      runId,
      JSON.stringify(
        findings.map(({ sourceId, code, severity, message }, at) => ({
          place: at + 1,
          source_id: sourceId ?? null,
          code,
          severity,
          message,
        })),
      ),
    );
  }

  async findings(
    runId: string,
    { after, limit }: { readonly after?: number; readonly limit: number },
  ): ReturnType<Journal['findings']> {
    const rows = await this.database.all(
      'SELECT * FROM finding WHERE run = ? AND seq > ? ORDER BY seq LIMIT ?',
      runId,
      after ?? 0,
      limit,
    );
    return rows.map(findingOf);
  }

  async forget(runId: string): Promise<void> {
    await this.database.transaction(async (sql) => {
      await sql.run('DELETE FROM operation WHERE run = ?', runId);
      await sql.run('DELETE FROM claim WHERE run = ?', runId);
    });
  }

  async purge(before: number): Promise<number> {
    return this.database.transaction(async (sql) => {
      for (const table of ['operation', 'finding', 'claim'])
        await sql.run(`DELETE FROM ${table} WHERE run IN (${OLD_RUNS})`, before);
      return sql.run(`DELETE FROM run WHERE id IN (${OLD_RUNS})`, before);
    });
  }
}

function rowOf(operation: NewOperation): Readonly<Record<string, string | number | null>> {
  return {
    source_id: operation.sourceId,
    target_id: operation.targetId,
    kind: operation.kind,
    phase: operation.phase,
    key: operation.key,
    reason: JSON.stringify(operation.reason),
    after: JSON.stringify(operation.after),
    before: JSON.stringify(operation.before),
    groups: JSON.stringify(operation.groups),
    desired: operation.desired === null ? null : JSON.stringify(operation.desired),
    status: operation.status,
  };
}

function outcomeOf({ seq, status, settledAt, targetId, error, notes }: Settlement): Readonly<Record<string, unknown>> {
  return {
    seq,
    status,
    settled_at: settledAt,
    tells_target: targetId !== undefined,
    target_id: targetId ?? null,
    error: error === undefined ? null : JSON.stringify(error),
    notes: JSON.stringify(notes ?? []),
  };
}

/** Which of the operations were added, in their order: of those that are one and the same to the table, the first. */
function told(
  operations: readonly NewOperation[],
  rows: readonly Row[],
): { readonly added: readonly NewOperation[]; readonly refused: readonly NewOperation[] } {
  const left = new Map<string, number>();
  for (const { source_id: id, kind, status } of rows) {
    const key = JSON.stringify([id, kind, status]);
    left.set(key, (left.get(key) ?? 0) + 1);
  }
  const [added, refused]: [NewOperation[], NewOperation[]] = [[], []];
  for (const operation of operations) {
    const key = JSON.stringify([operation.sourceId, operation.kind, operation.status]);
    const count = left.get(key) ?? 0;
    if (count > 0) left.set(key, count - 1);
    (count > 0 ? added : refused).push(operation);
  }
  return { added, refused };
}
