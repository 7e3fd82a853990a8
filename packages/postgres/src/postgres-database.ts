import { setTimeout } from 'node:timers/promises';
import type { RollcallError } from '@rollcall/contract';
import type { ClientBase, Pool, PoolClient } from 'pg';
import { addressOf } from './address.js';
import { explain, type Occasion } from './explain.js';
import { migrate } from './migrate.js';
import { numbered } from './numbered.js';

/**
 * What a column holds and a statement takes. Numbers are 64 bits wide in the tables: times are milliseconds since
 * 1970.
 */
export type Value = string | number | null;
/** One row by column. Values of other types (timestamps, JSON) do not occur in our tables. */
export type Row = Readonly<Record<string, Value>>;

/** Takes statements with `?` for values: the database itself, each statement for itself, or one transaction. */
export interface Sql {
  /**
   * Every row that the statement gives, in its order; they are all in memory, so a statement carries its own `LIMIT`.
   */
  all(sql: string, ...values: readonly Value[]): Promise<readonly Row[]>;
  /** The first row that the statement gives, `undefined` where it gives none. */
  get(sql: string, ...values: readonly Value[]): Promise<Row | undefined>;
  /** Number of rows changed. */
  run(sql: string, ...values: readonly Value[]): Promise<number>;
}

/** Where the tables are and how they come to be: one such object for each {@link PostgresDatabase}. */
export interface PostgresOptions {
  /** `postgres://account:password@host:port/database?sslmode=verify-full`. */
  readonly url: string;
  /** Schema that the tables are in; made where there is none, if the account may do that. Lower case letters, digits, "_". */
  readonly schema: string;
  /** Steps to today's tables; a released one is never changed. */
  readonly migrations: readonly string[];
  /** For messages: `the directory`. */
  readonly what: string;
  /** Connections at most. */
  readonly connections: number;
  /** What it means that a constraint (unique, foreign key) refused a row, by its name. */
  readonly violations?: Readonly<Record<string, (doing: string) => RollcallError>>;
}

/** How much a transaction must outlive. */
export interface TransactionOptions {
  /** Waits for no disk: kept when this program ends, and when the database's machine ends as soon as a later transaction is on its disk. */
  readonly relaxed?: boolean;
}

/** The database chose a victim among transactions that wait for each other; it is done again. */
const AGAIN: ReadonlySet<unknown> = new Set(['40001', '40P01']);
const MOST_ATTEMPTS = 5;
/** Unique, foreign key. */
const VIOLATION: ReadonlySet<unknown> = new Set(['23505', '23503']);
const PAUSE_MS = 20;
const CONNECT_MS = 10_000;

/** One schema of a PostgreSQL database. Connects when it is first used, and again after each loss; brings its tables up to date once. */
export class PostgresDatabase implements Sql {
  /** Without account and password. */
  readonly address: string;
  #pool: Promise<Pool> | undefined;
  #isClosed = false;

  constructor(private readonly options: PostgresOptions) {
    this.address = addressOf(options.url) ?? 'the database';
  }

  async all(sql: string, ...values: readonly Value[]): Promise<readonly Row[]> {
    const pool = await this.#opened();
    return this.#explained({ doing: this.#doing, outcome: 'unknown' }, async () => {
      const { rows } = await pool.query<Row>(numbered(sql), [...values]);
      return rows;
    });
  }

  async get(sql: string, ...values: readonly Value[]): Promise<Row | undefined> {
    return (await this.all(sql, ...values))[0];
  }

  async run(sql: string, ...values: readonly Value[]): Promise<number> {
    const pool = await this.#opened();
    return this.#explained({ doing: this.#doing, outcome: 'unknown' }, async () => {
      const { rowCount } = await pool.query(numbered(sql), [...values]);
      return rowCount ?? 0;
    });
  }

  /** All or nothing, on a connection of its own. `work` is done again where the database chose it as the victim of a deadlock: it only sends statements. */
  async transaction<T>(work: (sql: Sql) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#attempt(work, options);
      } catch (error) {
        const { cause } = error as { readonly cause?: { readonly code?: unknown } };
        if (attempt === MOST_ATTEMPTS || !AGAIN.has(cause?.code)) throw error;
        // The others first, which waited for this one.
        await setTimeout(PAUSE_MS * attempt);
      }
    }
  }

  /** Waits for what is under way. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const pool = await this.#pool?.catch(() => undefined);
    this.#pool = undefined;
    await pool?.end();
  }

  get #doing(): string {
    return `using ${this.options.what} in ${this.address}`;
  }

  async #attempt<T>(work: (sql: Sql) => Promise<T>, { relaxed }: TransactionOptions): Promise<T> {
    const pool = await this.#opened();
    const before: Occasion = { doing: this.#doing, outcome: 'not-sent' };
    const client = await this.#explained(before, () => pool.connect());
    let isBroken = false;
    try {
      await this.#explained(before, () =>
        client.query(relaxed ? 'BEGIN; SET LOCAL synchronous_commit = off' : 'BEGIN'),
      );
      const result = await work(this.#inside(client, before));
      // What becomes of a COMMIT whose answer never came, nobody knows.
      await this.#explained({ ...before, outcome: 'unknown' }, () => client.query('COMMIT'));
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => {
        isBroken = true;
      });
      throw error;
    } finally {
      client.release(isBroken);
    }
  }

  #inside(client: PoolClient, occasion: Occasion): Sql {
    const send = (sql: string, values: readonly Value[]) =>
      this.#explained(occasion, () => client.query<Row>(numbered(sql), [...values]));
    return {
      all: async (sql, ...values) => (await send(sql, values)).rows,
      get: async (sql, ...values) => (await send(sql, values)).rows[0],
      run: async (sql, ...values) => (await send(sql, values)).rowCount ?? 0,
    };
  }

  #opened(): Promise<Pool> {
    this.#pool ??= this.#open().catch((error: unknown) => {
      // The next one tries again.
      this.#pool = undefined;
      throw error;
    });
    return this.#pool;
  }

  async #open(): Promise<Pool> {
    const doing = `opening ${this.options.what} in ${this.address}`;
    if (this.#isClosed) throw new Error(`${doing}: it was closed before`);
    const pool = await poolOf(this.options);
    try {
      await this.#explained({ doing, outcome: 'not-sent' }, async () => {
        const client = await pool.connect();
        try {
          await migrate(client, {
            schema: this.options.schema,
            steps: this.options.migrations,
            what: `${this.options.what} in ${this.address}`,
          });
        } finally {
          client.release();
        }
      });
    } catch (error) {
      await pool.end();
      throw error;
    }
    return pool;
  }

  async #explained<T>(occasion: Occasion, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const { code, constraint } = error as { readonly code?: unknown; readonly constraint?: string };
      const violation = VIOLATION.has(code) ? this.options.violations?.[constraint ?? ''] : undefined;
      throw violation?.(occasion.doing) ?? explain(error, occasion);
    }
  }
}

/** The driver is loaded by whoever uses it: a start without PostgreSQL does not wait for it. */
async function poolOf({ url, schema, connections }: PostgresOptions): Promise<Pool> {
  const { Pool: PoolClass, types } = (await import('pg')).default;
  const int8 = types.builtins.INT8;
  const pool = new PoolClass({
    connectionString: url,
    max: connections,
    application_name: 'rollcall',
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    // Counts and keys are far below 2^53.
    types: {
      getTypeParser: ((oid: number, format?: 'text') =>
        oid === int8 ? Number : types.getTypeParser(oid, format)) as typeof types.getTypeParser,
    },
    // It is waited for, whatever its type says.
    onConnect: ((client: ClientBase) => prepare(client, schema)) as (client: ClientBase) => unknown,
  });
  // A connection that ends while nobody waits for an answer is replaced; whoever needs the database and finds it gone reports that.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

async function prepare(client: ClientBase, schema: string): Promise<void> {
  await client.query(
    `SET search_path TO "${schema}"; SET client_encoding TO 'UTF8'; SET lock_timeout TO '10s'; SET idle_in_transaction_session_timeout TO '60s'`,
  );
}
