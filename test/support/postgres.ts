import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** A server that `npm test` started, or that whoever calls the tests names. */
const url = process.env.ROLLCALL_TEST_POSTGRES;

export interface TestPostgres {
  readonly url: string;
  /** Name of a schema that nobody else uses; dropped with all others when the suite ends. */
  schema(): string;
  /** A database of its own on the same server, dropped when the suite ends; for what chooses its schema itself. */
  database(): Promise<TestDatabase>;
  /** Rows of a statement, as an independent client sees them, in this schema. */
  rows(schema: string, sql: string, ...values: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
}

export interface TestDatabase {
  readonly url: string;
  /** Rows of a statement, as an independent client sees them. */
  rows(sql: string): Promise<readonly Record<string, unknown>[]>;
}

/** A suite that needs PostgreSQL. Without a server it is one test, shown as skipped, that says what is missing. */
export function describeWithPostgres(title: string, define: (postgres: TestPostgres) => void): void {
  describe(title, () => {
    if (url === undefined) {
      it('needs PostgreSQL: install it, or name a server in ROLLCALL_TEST_POSTGRES');
      return;
    }
    const schemas: string[] = [];
    const databases = new Map<string, pg.Client>();
    const pool = new pg.Pool({ connectionString: url, max: 2, allowExitOnIdle: true });
    after(async () => {
      for (const [name, client] of databases) {
        await client.end();
        await pool.query(`DROP DATABASE ${name} WITH (FORCE)`);
      }
      for (const schema of schemas) await pool.query(`DROP SCHEMA IF EXISTS "${schema}" CASCADE`);
      await pool.end();
    });
    define({
      url,
      schema: () => {
        const schema = `test_${randomBytes(6).toString('hex')}`;
        schemas.push(schema);
        return schema;
      },
      database: async () => {
        const name = `test_${randomBytes(6).toString('hex')}`;
        await pool.query(`CREATE DATABASE ${name}`);
        const own = Object.assign(new URL(url), { pathname: `/${name}` }).href;
        const client = new pg.Client({ connectionString: own });
        databases.set(name, client);
        await client.connect();
        return { url: own, rows: async (sql) => (await client.query<Record<string, unknown>>(sql)).rows };
      },
      rows: async (schema, sql, ...values) => {
        const client = await pool.connect();
        try {
          await client.query(`SET search_path TO "${schema}"`);
          return (await client.query<Record<string, unknown>>(sql, [...values])).rows;
        } finally {
          client.release();
        }
      },
    });
  });
}
