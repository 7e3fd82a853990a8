import type { MarkPageRequest, Marks } from '@rollcall/engine';
import type { PostgresDatabase } from '@rollcall/postgres';

export class PostgresMarks implements Marks {
  constructor(private readonly database: PostgresDatabase) {}

  async get(name: string): Promise<string | undefined> {
    return (await this.database.get('SELECT value FROM mark WHERE name = ?', name))?.value as string | undefined;
  }

  async set(name: string, value: string | undefined): Promise<void> {
    if (value === undefined) await this.database.run('DELETE FROM mark WHERE name = ?', name);
    else
      await this.database.run(
        'INSERT INTO mark (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
        name,
        value,
      );
  }

  async list(prefix: string): Promise<ReadonlyMap<string, string>> {
    const rows = await this.database.all(
      'SELECT name, value FROM mark WHERE name >= ? AND starts_with(name, ?) ORDER BY name',
      prefix,
      prefix,
    );
    return new Map(rows.map((row) => [row.name as string, row.value as string]));
  }

  async page(prefix: string, { limit, order, before }: MarkPageRequest): Promise<ReadonlyMap<string, string>> {
    const direction = order === 'first' ? 'ASC' : 'DESC';
    const end = `${prefix}\u{10ffff}`;
    const rows = await this.database.all(
      // One end alone: of two, the key would be read from the wrong one.
      `SELECT name, value FROM mark
       WHERE name >= ? AND name < LEAST(?::text COLLATE "C", ?::text COLLATE "C") AND starts_with(name, ?)
       ORDER BY name ${direction} LIMIT ?`,
      prefix,
      end,
      before ?? end,
      prefix,
      limit,
    );
    return new Map(rows.map((row) => [row.name as string, row.value as string]));
  }

  async count(prefix: string): Promise<number> {
    const row = await this.database.get(
      'SELECT count(*)::int AS count FROM mark WHERE name >= ? AND starts_with(name, ?)',
      prefix,
      prefix,
    );
    return row?.count as number;
  }
}
