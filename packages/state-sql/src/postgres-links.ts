import type { Link, LinkHead, LinkState, LinkStore } from '@rollcall/engine';
import type { PostgresDatabase, Sql } from '@rollcall/postgres';
import { AMONG, AMONG_NUMBERS } from './among.js';
import type { PostgresStatistics } from './postgres-statistics.js';
import type { SeenLinks } from './seen-links.js';
import { headOf, linkOf } from './sqlite-links.js';

const WALKED_AT_ONCE = 1_000;

export class PostgresLinks implements LinkStore {
  constructor(
    private readonly database: PostgresDatabase,
    private readonly seen: SeenLinks,
    private readonly statistics: PostgresStatistics,
  ) {}

  async heads(sync: string, sourceIds: readonly string[], seenIn?: string): ReturnType<LinkStore['heads']> {
    const rows = await this.database.all(
      `SELECT number, source_id, target_id, state, hash, parked_hash, uncertain FROM link WHERE sync = ? AND source_id ${AMONG}`,
      sync,
      JSON.stringify(sourceIds),
    );
    const heads = new Map<string, LinkHead>();
    const repeated: string[] = [];
    for (const row of rows) {
      heads.set(row.source_id as string, headOf(row));
      if (seenIn !== undefined && this.seen.mark(seenIn, row.number as number)) repeated.push(row.source_id as string);
    }
    return { heads, repeated };
  }

  async get(sync: string, sourceIds: readonly string[]): Promise<ReadonlyMap<string, Link>> {
    if (sourceIds.length === 0) return new Map();
    const rows = await this.database.all(
      `SELECT * FROM link WHERE sync = ? AND source_id ${AMONG}`,
      sync,
      JSON.stringify(sourceIds),
    );
    return new Map(rows.map((row) => [row.source_id as string, linkOf(row)]));
  }

  async byTarget(sync: string, targetIds: readonly string[]): Promise<ReadonlyMap<string, Link>> {
    const rows = await this.database.all(
      `SELECT * FROM link WHERE sync = ? AND target_id ${AMONG}`,
      sync,
      JSON.stringify(targetIds),
    );
    return new Map(rows.map((row) => [row.target_id as string, linkOf(row)]));
  }

  async unseen(sync: string, runId: string, after: string | undefined, limit: number): Promise<readonly Link[]> {
    for (let from = after ?? ''; ; ) {
      const walked = await this.database.all(
        'SELECT number, source_id FROM link WHERE sync = ? AND source_id > ? ORDER BY source_id LIMIT ?',
        sync,
        from,
        WALKED_AT_ONCE,
      );
      const last = walked.at(-1);
      if (last === undefined) return [];
      const numbers = walked.map(({ number }) => number as number).filter((number) => !this.seen.has(runId, number));
      const rows =
        numbers.length === 0
          ? []
          : await this.database.all(
              `SELECT * FROM link WHERE number ${AMONG_NUMBERS} AND state IN ('active', 'inactive') ORDER BY source_id LIMIT ?`,
              JSON.stringify(numbers),
              limit,
            );
      if (rows.length > 0) return rows.map(linkOf);
      from = last.source_id as string;
    }
  }

  async page(
    sync: string,
    { after, limit, state }: { readonly after?: string; readonly limit: number; readonly state?: LinkState },
  ): Promise<readonly Link[]> {
    const rows = await this.database.all(
      `SELECT * FROM link WHERE sync = ? ${state === undefined ? '' : 'AND state = ?'} AND source_id > ? ORDER BY source_id LIMIT ?`,
      sync,
      ...(state === undefined ? [] : [state]),
      after ?? '',
      limit,
    );
    return rows.map(linkOf);
  }

  async count(sync: string): Promise<Readonly<Record<LinkState, number>>> {
    const counts: Record<LinkState, number> = { none: 0, active: 0, inactive: 0, deleted: 0 };
    for (const { state, count } of await this.database.all(
      'SELECT state, count(*) AS count FROM link WHERE sync = ? GROUP BY state',
      sync,
    ))
      counts[state as LinkState] = Number(count);
    return counts;
  }

  async put(sync: string, links: readonly Link[]): Promise<void> {
    await putLinks(this.database, sync, links);
    await this.statistics.wrote('link', links.length);
  }
}

/** A page of links in one statement; of two for one account the later counts. */
export async function putLinks(sql: Sql, sync: string, links: readonly Link[]): Promise<void> {
  if (links.length === 0) return;
  const rows = new Map(links.map((link) => [link.sourceId, rowOf(link)]));
  await sql.run(
    `INSERT INTO link (sync, source_id, target_id, state, hash, parked_hash, uncertain, base, groups, version, former_target_ids, parked, updated_run, updated_at, left_at)
     SELECT ?, source_id, target_id, state, hash, parked_hash, uncertain, base, groups, version, former_target_ids, parked, updated_run, updated_at, left_at
     FROM json_to_recordset(?::json) AS x (source_id text, target_id text, state text, hash text, parked_hash text, uncertain smallint, base text, groups text, version text,
       former_target_ids text, parked text, updated_run text, updated_at bigint, left_at bigint)
     ON CONFLICT (sync, source_id) DO UPDATE SET target_id = excluded.target_id, state = excluded.state, hash = excluded.hash, parked_hash = excluded.parked_hash,
       uncertain = excluded.uncertain, base = excluded.base, groups = excluded.groups, version = excluded.version, former_target_ids = excluded.former_target_ids,
       parked = excluded.parked, updated_run = excluded.updated_run, updated_at = excluded.updated_at, left_at = excluded.left_at`,
    sync,
    JSON.stringify([...rows.values()]),
  );
}

function rowOf(link: Link): Readonly<Record<string, string | number | null>> {
  return {
    source_id: link.sourceId,
    target_id: link.targetId,
    state: link.state,
    hash: link.hash,
    parked_hash: link.parkedHash,
    uncertain: link.uncertain ? 1 : 0,
    base: JSON.stringify(link.base),
    groups: JSON.stringify(link.groups),
    version: link.version,
    former_target_ids: JSON.stringify(link.formerTargetIds),
    parked: link.parked === null ? null : JSON.stringify(link.parked),
    updated_run: link.updatedRun,
    updated_at: link.updatedAt,
    left_at: link.leftAt,
  };
}
