import type { DatabaseSync } from 'node:sqlite';
import { RollcallError } from '@rollcall/contract';
import { explainSqlite, migrate, openFile, RowStatement, refuseNewer, type SqlitePlace } from '@rollcall/sqlite';
import type { Database, Dialect, Row, Value, WriteSql } from './database.js';
import { MIGRATIONS } from './sqlite-schema.js';

/** A tenth of what a disk takes, and long enough for the requests that are on their way; once more as long as more of them come. */
const GATHER_MS = 1;
const MOST_GATHERING = 3;

const SQLITE: Dialect = {
  name: 'SQLite',
  texts: 'SELECT value FROM json_each(?)',
  numbers: 'SELECT value FROM json_each(?)',
  list: (column) => `json_group_array(${column})`,
  contains: (column) => `instr(${column}, ?) > 0`,
  end: (column) => `substr(${column}, -?)`,
  inOrderOfIds: ' INDEXED BY account_id',
  count:
    'INSERT INTO head_count (realm, accounts) VALUES (?, ?) ON CONFLICT (realm) DO UPDATE SET accounts = accounts + excluded.accounts',
  // There is one writer at a time.
  locked: () => '',
};

interface Write {
  readonly work: (sql: WriteSql) => Promise<unknown>;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A file. Reads are answered at once; writes that come in the same turn of the event loop are one transaction, so that many callers
 * share one wait for the disk. Each write is all or nothing, whatever becomes of the others beside it.
 */
export class SqliteDatabase implements Database {
  readonly dialect = SQLITE;
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, RowStatement>();
  /** What writes use: they are inside the transaction, others wait until it has ended. */
  readonly #inside: WriteSql;
  /** Rows that writes have changed so far: one that fails before it has changed any leaves nothing to undo. */
  #changes = 0;
  #waiting: Write[] = [];
  /** Writes of the last two batches: one that came alone between waves of many is no sign that the next does. */
  #lastBatches: readonly [number, number] = [0, 0];
  #flushing: Promise<void> | undefined;

  constructor(
    readonly place: string,
    durability: 'full' | 'normal',
  ) {
    this.#connection = this.#explained(() => openFile(place));
    this.#explained(() => {
      refuseNewer(this.#connection, MIGRATIONS.length, this.#place);
      this.#connection.exec(
        `PRAGMA journal_mode = WAL; PRAGMA synchronous = ${durability}; PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536;`,
      );
      // A page that many rows go into is copied back once for 32 MB of log and not for each 4 MB.
      this.#connection.exec('PRAGMA wal_autocheckpoint = 8000;');
      migrate(this.#connection, MIGRATIONS, this.#place);
    });
    this.#inside = {
      all: async (sql, ...values) => this.#all(sql, values),
      get: async (sql, ...values) => this.#prepare(sql).get(values),
      run: async (sql, ...values) => this.#run(sql, values).changes,
      insert: async (sql, ...values) => {
        const { changes, last } = this.#run(sql, values);
        return changes > 0 ? last : undefined;
      },
    };
  }

  async all(sql: string, ...values: readonly Value[]): Promise<readonly Row[]> {
    // What is not stored yet is shown to nobody.
    if (this.#flushing !== undefined) await this.#flushing;
    return this.#explained(() => this.#all(sql, values));
  }

  async get(sql: string, ...values: readonly Value[]): Promise<Row | undefined> {
    if (this.#flushing !== undefined) await this.#flushing;
    return this.#explained(() => this.#prepare(sql).get(values));
  }

  run(sql: string, ...values: readonly Value[]): Promise<number> {
    return this.write((inside) => inside.run(sql, ...values));
  }

  write<T>(work: (sql: WriteSql) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ work, resolve: resolve as (value: never) => void, reject });
      if (this.#waiting.length === 1 && this.#flushing === undefined) this.#schedule();
    });
  }

  async close(): Promise<void> {
    while (this.#waiting.length > 0 || this.#flushing !== undefined) await (this.#flushing ?? this.#flush());
    this.#statements.clear();
    if (this.#connection.isOpen) this.#connection.close();
  }

  /** One writer alone waits for nobody; where several come, a moment later more of them share the wait for the disk. */
  #schedule(): void {
    if (Math.max(...this.#lastBatches) > 1) this.#gather(MOST_GATHERING);
    else setImmediate(() => void this.#flush());
  }

  #gather(left: number): void {
    const known = this.#waiting.length;
    setTimeout(() => {
      const count = this.#waiting.length;
      if (left > 1 && count > known && count < Math.max(...this.#lastBatches)) this.#gather(left - 1);
      else void this.#flush();
    }, GATHER_MS);
  }

  /** Stores what waits. Never fails: each write learns what became of it. */
  async #flush(): Promise<void> {
    if (this.#flushing !== undefined || this.#waiting.length === 0) return;
    const writes = this.#waiting;
    this.#waiting = [];
    this.#lastBatches = [this.#lastBatches[1], writes.length];
    this.#flushing = this.#store(writes);
    await this.#flushing;
    this.#flushing = undefined;
    if (this.#waiting.length > 0) this.#schedule();
  }

  /** Writes rarely fail, and a place to go back to before each costs them all; so they get one when one of them has failed half done. */
  async #store(writes: readonly Write[]): Promise<void> {
    try {
      const settled = (await this.#try(writes, false)) ?? (await this.#try(writes, true)) ?? [];
      for (const settle of settled) settle();
    } catch (error) {
      for (const { reject } of writes) reject(error);
    }
  }

  /** What settles the promise of each write, once all are stored; undefined, and nothing stored, where one left something half done. */
  async #try(writes: readonly Write[], canGoBack: boolean): Promise<readonly (() => void)[] | undefined> {
    const settled: (() => void)[] = [];
    try {
      this.#explained(() => this.#prepare('BEGIN IMMEDIATE').run([]));
      for (const write of writes) {
        const settle = await this.#one(write, canGoBack);
        if (settle === undefined) {
          this.#connection.exec('ROLLBACK');
          return undefined;
        }
        settled.push(settle);
      }
      this.#explained(() => this.#prepare('COMMIT').run([]));
      return settled;
    } catch (error) {
      if (this.#connection.isOpen && this.#connection.isTransaction) this.#connection.exec('ROLLBACK');
      throw error;
    }
  }

  /** Does one write in the open transaction. */
  async #one({ work, resolve, reject }: Write, canGoBack: boolean): Promise<(() => void) | undefined> {
    const before = this.#changes;
    if (canGoBack) this.#prepare('SAVEPOINT one').run([]);
    try {
      const result = await work(this.#inside);
      if (canGoBack) this.#prepare('RELEASE one').run([]);
      return () => resolve(result as never);
    } catch (error) {
      if (!RollcallError.is(error)) throw explainSqlite(error, this.#place);
      if (canGoBack) this.#connection.exec('ROLLBACK TO one; RELEASE one;');
      else if (this.#changes > before) return undefined;
      return () => reject(error);
    }
  }

  #run(sql: string, values: readonly Value[]): { readonly changes: number; readonly last: number } {
    const done = this.#prepare(sql).run(values);
    this.#changes += done.changes;
    return done;
  }

  #all(sql: string, values: readonly Value[]): readonly Row[] {
    return this.#prepare(sql).all(values);
  }

  #prepare(sql: string): RowStatement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    // Filters make statements without end; the usual ones are made anew soon enough.
    if (this.#statements.size > 500) this.#statements.clear();
    const made = new RowStatement(this.#connection.prepare(sql));
    this.#statements.set(sql, made);
    return made;
  }

  get #place(): SqlitePlace {
    return { doing: `using the directory ${this.place}`, setting: 'path' };
  }

  #explained<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw explainSqlite(error, this.#place);
    }
  }
}
