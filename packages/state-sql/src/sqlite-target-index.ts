import type { IndexedAccount, TargetIndex } from '@rollcall/engine';
import type { Database } from './database.js';

/** The target as a run read it, in SQLite's temporary file: a million accounts need no memory. */
export class SqliteTargetIndex implements TargetIndex {
  constructor(private readonly database: Database) {}

  async add(runId: string, entries: Parameters<TargetIndex['add']>[1]): Promise<void> {
    const run = this.numberOf(runId);
    this.database.transaction(() => {
      for (const { account, keys } of entries) {
        if (
          this.database.run(
            'INSERT OR IGNORE INTO target_account (run, id, data) VALUES (?, ?, ?)',
            run,
            account.id,
            JSON.stringify(account),
          ) === 0
        )
          continue;
        for (const key of keys)
          this.database.run('INSERT OR IGNORE INTO target_key (run, key, id) VALUES (?, ?, ?)', run, key, account.id);
      }
    });
  }

  async find(runId: string, keys: readonly string[]): Promise<ReadonlyMap<string, readonly IndexedAccount[]>> {
    const rows = this.database.all(
      'SELECT key, data FROM target_key CROSS JOIN target_account USING (run, id) WHERE target_key.run = ? AND key IN (SELECT value FROM json_each(?)) ORDER BY key, id',
      this.numberOf(runId),
      JSON.stringify(keys),
    );
    const found = new Map<string, IndexedAccount[]>();
    for (const { key, data } of rows) {
      const accounts = found.get(key as string) ?? [];
      accounts.push(JSON.parse(data as string) as IndexedAccount);
      found.set(key as string, accounts);
    }
    return found;
  }

  async get(runId: string, ids: readonly string[]): Promise<ReadonlyMap<string, IndexedAccount>> {
    const rows = this.database.all(
      'SELECT id, data FROM target_account WHERE run = ? AND id IN (SELECT value FROM json_each(?))',
      this.numberOf(runId),
      JSON.stringify(ids),
    );
    return new Map(rows.map(({ id, data }) => [id as string, JSON.parse(data as string) as IndexedAccount]));
  }

  async page(runId: string, after: string | undefined, limit: number): Promise<readonly IndexedAccount[]> {
    return this.database
      .all(
        'SELECT data FROM target_account WHERE run = ? AND id > ? ORDER BY id LIMIT ?',
        this.numberOf(runId),
        after ?? '',
        limit,
      )
      .map(({ data }) => JSON.parse(data as string) as IndexedAccount);
  }

  private numberOf(runId: string): number {
    return Number(this.database.get('SELECT number FROM run WHERE id = ?', runId)?.number ?? 0);
  }
}
