import type { IndexedAccount, TargetIndex } from '@rollcall/engine';
import type { PostgresDatabase, Row } from '@rollcall/postgres';
import { AMONG } from './among.js';

/** The target as a run read it, in tables that are not logged. */
export class PostgresTargetIndex implements TargetIndex {
  constructor(private readonly database: PostgresDatabase) {}

  async add(runId: string, entries: Parameters<TargetIndex['add']>[1]): Promise<void> {
    const accounts = entries.map(({ account, keys }) => ({ id: account.id, data: JSON.stringify(account), keys }));
    await this.database.transaction(
      (sql) =>
        // Who was added before keeps the keys of that time.
        sql.run(
          `WITH given AS (SELECT DISTINCT ON (id) id, data, keys FROM json_to_recordset(?::json) AS x (id text COLLATE "C", data text, keys json)),
             added AS (INSERT INTO target_account (run, id, data) SELECT ?, id, data FROM given ON CONFLICT DO NOTHING RETURNING id)
           INSERT INTO target_key (run, key, id)
             SELECT ?, key, given.id FROM given JOIN added ON added.id = given.id CROSS JOIN json_array_elements_text(given.keys) AS key ON CONFLICT DO NOTHING`,
          JSON.stringify(accounts),
          runId,
          runId,
        ),
      { relaxed: true },
    );
  }

  async find(runId: string, keys: readonly string[]): Promise<ReadonlyMap<string, readonly IndexedAccount[]>> {
    const rows = await this.database.all(
      `SELECT key, data FROM target_key JOIN target_account USING (run, id) WHERE run = ? AND key ${AMONG} ORDER BY key, id`,
      runId,
      JSON.stringify(keys),
    );
    const found = new Map<string, IndexedAccount[]>();
    for (const row of rows) {
      const accounts = found.get(row.key as string) ?? [];
      accounts.push(accountOf(row));
      found.set(row.key as string, accounts);
    }
    return found;
  }

  async get(runId: string, ids: readonly string[]): Promise<ReadonlyMap<string, IndexedAccount>> {
    const rows = await this.database.all(
      `SELECT id, data FROM target_account WHERE run = ? AND id ${AMONG}`,
      runId,
      JSON.stringify(ids),
    );
    return new Map(rows.map((row) => [row.id as string, accountOf(row)]));
  }

  async page(runId: string, after: string | undefined, limit: number): Promise<readonly IndexedAccount[]> {
    const rows = await this.database.all(
      'SELECT data FROM target_account WHERE run = ? AND id > ? ORDER BY id LIMIT ?',
      runId,
      after ?? '',
      limit,
    );
    return rows.map(accountOf);
  }
}

function accountOf({ data }: Row): IndexedAccount {
  return JSON.parse(data as string) as IndexedAccount;
}
