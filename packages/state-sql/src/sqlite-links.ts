import type { Attributes } from '@rollcall/contract';
import type { Link, LinkHead, LinkState, LinkStore } from '@rollcall/engine';
import type { Database, Row } from './database.js';
import { oneOf } from './one-of.js';
import type { SeenLinks } from './seen-links.js';

const AMONG = 'IN (SELECT value FROM json_each(?))';
const WALKED_AT_ONCE = 1_000;

export class SqliteLinks implements LinkStore {
  constructor(
    private readonly database: Database,
    private readonly seen: SeenLinks,
  ) {}

  async heads(sync: string, sourceIds: readonly string[], seenIn?: string): ReturnType<LinkStore['heads']> {
    const among = oneOf(sourceIds);
    const rows = this.database.all(
      `SELECT number, source_id, target_id, state, hash, parked_hash, uncertain FROM link WHERE sync = ? AND source_id ${among.condition}`,
      sync,
      ...among.values,
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
    const rows = this.database.all(
      `SELECT * FROM link WHERE sync = ? AND source_id ${AMONG}`,
      sync,
      JSON.stringify(sourceIds),
    );
    return new Map(rows.map((row) => [row.source_id as string, linkOf(row)]));
  }

  async byTarget(sync: string, targetIds: readonly string[]): Promise<ReadonlyMap<string, Link>> {
    const rows = this.database.all(
      `SELECT * FROM link WHERE sync = ? AND target_id ${AMONG}`,
      sync,
      JSON.stringify(targetIds),
    );
    return new Map(rows.map((row) => [row.target_id as string, linkOf(row)]));
  }

  async unseen(sync: string, runId: string, after: string | undefined, limit: number): Promise<readonly Link[]> {
    for (let from = after ?? ''; ; ) {
      // Only the index is walked through; rows are read of those alone that were not seen.
      const walked = this.database.get(
        `SELECT json_group_array(number) AS numbers, max(source_id) AS last
         FROM (SELECT number, source_id FROM link WHERE sync = ? AND source_id > ? ORDER BY source_id LIMIT ?)`,
        sync,
        from,
        WALKED_AT_ONCE,
      );
      if (typeof walked?.last !== 'string') return [];
      const numbers = JSON.parse(walked.numbers as string) as readonly number[];
      const rows = this.database.all(
        `SELECT * FROM link WHERE number ${AMONG} AND state IN ('active', 'inactive') ORDER BY source_id LIMIT ?`,
        JSON.stringify(numbers.filter((number) => !this.seen.has(runId, number))),
        limit,
      );
      if (rows.length > 0) return rows.map(linkOf);
      from = walked.last;
    }
  }

  async page(
    sync: string,
    { after, limit, state }: { readonly after?: string; readonly limit: number; readonly state?: LinkState },
  ): Promise<readonly Link[]> {
    const only = state === undefined ? [] : [state];
    return this.database
      .all(
        `SELECT * FROM link WHERE sync = ? ${state === undefined ? '' : 'AND state = ?'} AND source_id > ? ORDER BY source_id LIMIT ?`,
        sync,
        ...only,
        after ?? '',
        limit,
      )
      .map(linkOf);
  }

  async count(sync: string): Promise<Readonly<Record<LinkState, number>>> {
    const counts: Record<LinkState, number> = { none: 0, active: 0, inactive: 0, deleted: 0 };
    for (const { state, count } of this.database.all(
      'SELECT state, count(*) AS count FROM link WHERE sync = ? GROUP BY state',
      sync,
    ))
      counts[state as LinkState] = Number(count);
    return counts;
  }

  async put(sync: string, links: readonly Link[]): Promise<void> {
    this.database.transaction(() => {
      for (const link of links) putLink(this.database, sync, link);
    });
  }
}

export function putLink(database: Database, sync: string, link: Link): void {
  database.run(
    `INSERT INTO link (sync, source_id, target_id, state, hash, parked_hash, uncertain, base, groups, version, former_target_ids, parked, updated_run, updated_at, left_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (sync, source_id) DO UPDATE SET target_id = excluded.target_id, state = excluded.state, hash = excluded.hash, parked_hash = excluded.parked_hash,
       uncertain = excluded.uncertain, base = excluded.base, groups = excluded.groups, version = excluded.version, former_target_ids = excluded.former_target_ids,
       parked = excluded.parked, updated_run = excluded.updated_run, updated_at = excluded.updated_at, left_at = excluded.left_at`,
    sync,
    link.sourceId,
    link.targetId,
    link.state,
    link.hash,
    link.parkedHash,
    link.uncertain ? 1 : 0,
    JSON.stringify(link.base),
    JSON.stringify(link.groups),
    link.version,
    JSON.stringify(link.formerTargetIds),
    link.parked === null ? null : JSON.stringify(link.parked),
    link.updatedRun,
    link.updatedAt,
    link.leftAt,
  );
}

export function headOf(row: Row): LinkHead {
  return {
    sourceId: row.source_id as string,
    targetId: row.target_id as string | null,
    state: row.state as LinkState,
    hash: row.hash as string,
    parkedHash: row.parked_hash as string | null,
    uncertain: row.uncertain === 1,
  };
}

export function linkOf(row: Row): Link {
  return {
    ...headOf(row),
    base: JSON.parse(row.base as string) as Attributes,
    groups: JSON.parse(row.groups as string) as readonly string[],
    version: row.version as string | null,
    formerTargetIds: JSON.parse(row.former_target_ids as string) as readonly string[],
    leftAt: row.left_at === null ? null : Number(row.left_at),
    parked: row.parked === null ? null : (JSON.parse(row.parked as string) as Link['parked']),
    updatedRun: row.updated_run as string,
    updatedAt: Number(row.updated_at),
  };
}
