import { PostgresDatabase, type Sql } from '@rollcall/postgres';
import { POSTGRES_MIGRATIONS, STATE_SCHEMA } from '../postgres-schema.js';
import type { CopySide, CopyTables } from './copy-side.js';
import { KEPT_TABLES, type KeptTable, OF_A_NEW_STATE } from './tables.js';

/** A state in PostgreSQL as one end of a copy. */
export class PostgresSide implements CopySide {
  readonly place: string;
  private readonly database: PostgresDatabase;

  constructor(url: string, schema = STATE_SCHEMA) {
    this.database = new PostgresDatabase({
      url,
      schema,
      connections: 1,
      migrations: POSTGRES_MIGRATIONS,
      what: 'the state',
    });
    this.place = `${this.database.address}, schema "${schema}"`;
  }

  alone<T>(work: (tables: CopyTables) => Promise<T>): Promise<T> {
    return this.database.transaction(async (sql) => {
      // Others may read. Whoever wants to write waits, or is waited for.
      await sql.run(
        `LOCK TABLE ${['lease', ...KEPT_TABLES.map(({ name }) => name)].map(quoted).join(', ')} IN EXCLUSIVE MODE`,
      );
      return work(tablesOf(sql));
    });
  }

  close(): Promise<void> {
    return this.database.close();
  }
}

function tablesOf(sql: Sql): CopyTables {
  return {
    leases: async (now) =>
      (await sql.all('SELECT sync, holder FROM lease WHERE until > ?', now)).map(({ sync, holder }) => ({
        sync: String(sync),
        holder: String(holder),
      })),
    filled: async () => {
      for (const { name } of KEPT_TABLES)
        if (name !== OF_A_NEW_STATE && (await sql.get(`SELECT 1 AS one FROM ${quoted(name)} LIMIT 1`)) !== undefined)
          return name;
      return undefined;
    },
    clear: async () => {
      await sql.run(`DELETE FROM ${OF_A_NEW_STATE}`);
      await sql.run('DELETE FROM lease');
      await sql.run('DELETE FROM turn');
    },
    page: (table, after, limit) => {
      const key = table.key.map((name) =>
        table.columns[name] === 'text' ? `${quoted(name)} COLLATE "C"` : quoted(name),
      );
      const from = after === undefined ? '' : `WHERE (${key.join(', ')}) > (${table.key.map(() => '?').join(', ')})`;
      const values = after === undefined ? [] : table.key.map((name) => after[name] ?? null);
      return sql.all(
        `SELECT ${namesOf(table)} FROM ${quoted(table.name)} ${from} ORDER BY ${key.join(', ')} LIMIT ?`,
        ...values,
        limit,
      );
    },
    insert: async (table, rows) => {
      const typed = Object.entries(table.columns).map(([name, type]) => `${quoted(name)} ${type}`);
      await sql.run(
        `INSERT INTO ${quoted(table.name)} (${namesOf(table)}) OVERRIDING SYSTEM VALUE SELECT ${namesOf(table)} FROM json_to_recordset(?) AS row (${typed.join(', ')})`,
        JSON.stringify(rows),
      );
    },
    goOn: async () => {
      for (const { name, numbered } of KEPT_TABLES)
        if (numbered !== undefined)
          await sql.get(
            `SELECT setval(pg_get_serial_sequence('${name}', '${numbered}'), coalesce(max(${numbered}), 0) + 1, false) FROM ${quoted(name)}`,
          );
    },
  };
}

function namesOf(table: KeptTable): string {
  return Object.keys(table.columns).map(quoted).join(', ');
}

function quoted(name: string): string {
  return `"${name}"`;
}
