import type { MarkPageRequest, Marks } from '@rollcall/engine';
import type { Database } from './database.js';

export class SqliteMarks implements Marks {
  constructor(private readonly database: Database) {}

  async get(name: string): Promise<string | undefined> {
    return this.database.get('SELECT value FROM mark WHERE name = ?', name)?.value as string | undefined;
  }

  async set(name: string, value: string | undefined): Promise<void> {
    if (value === undefined) this.database.run('DELETE FROM mark WHERE name = ?', name);
    else this.database.run('INSERT OR REPLACE INTO mark (name, value) VALUES (?, ?)', name, value);
  }

  async list(prefix: string): Promise<ReadonlyMap<string, string>> {
    return mapOf(this.database.all(`SELECT name, value FROM mark WHERE ${RANGE} ORDER BY name`, prefix, prefix));
  }

  async page(prefix: string, { limit, order, before }: MarkPageRequest): Promise<ReadonlyMap<string, string>> {
    const direction = order === 'first' ? 'ASC' : 'DESC';
    // One end alone: of two, the key would be read from the wrong one.
    const query = `SELECT name, value FROM mark WHERE name >= ? AND name < min(${END}, ?) ORDER BY name ${direction} LIMIT ?`;
    return mapOf(this.database.all(query, prefix, prefix, before ?? LAST, limit));
  }

  async count(prefix: string): Promise<number> {
    return this.database.get(`SELECT count(*) AS count FROM mark WHERE ${RANGE}`, prefix, prefix)?.count as number;
  }
}

/** No text has a byte FF, so the prefix with one comes after all names that begin with it. */
const END = "? || CAST(x'FF' AS TEXT)";
/** A range of the key. */
const RANGE = `name >= ? AND name < ${END}`;
/** No name comes after it. */
const LAST = '\u{10ffff}';

function mapOf(rows: readonly Readonly<Record<string, unknown>>[]): ReadonlyMap<string, string> {
  return new Map(rows.map((row) => [row.name as string, row.value as string]));
}
