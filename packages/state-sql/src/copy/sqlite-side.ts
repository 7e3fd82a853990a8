import type { Row } from '@rollcall/postgres';
import { Database } from '../database.js';
import type { CopySide, CopyTables } from './copy-side.js';
import { KEPT_TABLES, type KeptTable, OF_A_NEW_STATE } from './tables.js';

/** A state file as one end of a copy. */
export class SqliteSide implements CopySide {
  readonly place: string;
  private readonly database: Database;

  constructor(path: string) {
    this.database = new Database(path);
    this.place = path;
  }

  async alone<T>(work: (tables: CopyTables) => Promise<T>): Promise<T> {
    this.database.run('BEGIN IMMEDIATE');
    try {
      const result = await work(tablesOf(this.database));
      this.database.run('COMMIT');
      return result;
    } catch (error) {
      this.database.run('ROLLBACK');
      throw error;
    }
  }

  async close(): Promise<void> {
    this.database.close();
  }
}

function tablesOf(database: Database): CopyTables {
  return {
    leases: async (now) =>
      database
        .all('SELECT sync, holder FROM lease WHERE until > ?', now)
        .map(({ sync, holder }) => ({ sync: String(sync), holder: String(holder) })),
    filled: async () =>
      KEPT_TABLES.find(
        ({ name }) => name !== OF_A_NEW_STATE && database.get(`SELECT 1 AS one FROM "${name}" LIMIT 1`) !== undefined,
      )?.name,
    clear: async () => {
      database.run(`DELETE FROM ${OF_A_NEW_STATE}`);
      database.run('DELETE FROM lease');
      database.run('DELETE FROM turn');
    },
    page: async (table, after, limit) => {
      const key = table.key.map((name) => `"${name}"`).join(', ');
      const from = after === undefined ? '' : `WHERE (${key}) > (${table.key.map(() => '?').join(', ')})`;
      const values = after === undefined ? [] : table.key.map((name) => after[name] ?? null);
      return database.all(
        `SELECT ${namesOf(table)} FROM "${table.name}" ${from} ORDER BY ${key} LIMIT ?`,
        ...values,
        limit,
      ) as readonly Row[];
    },
    insert: async (table, rows) => {
      const names = Object.keys(table.columns);
      const sql = `INSERT INTO "${table.name}" (${namesOf(table)}) VALUES (${names.map(() => '?').join(', ')})`;
      for (const row of rows) database.run(sql, ...names.map((name) => row[name] ?? null));
    },
    // Numbers begin after the highest that there is.
    goOn: async () => {},
  };
}

function namesOf(table: KeptTable): string {
  return Object.keys(table.columns)
    .map((name) => `"${name}"`)
    .join(', ');
}
