import type { Marks } from '@rollcall/engine';
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
    // A range of the key: no text has a byte FF, so the prefix with one comes after all names that begin with it.
    const rows = this.database.all(
      "SELECT name, value FROM mark WHERE name >= ? AND name < ? || CAST(x'FF' AS TEXT) ORDER BY name",
      prefix,
      prefix,
    );
    return new Map(rows.map((row) => [row.name as string, row.value as string]));
  }
}
