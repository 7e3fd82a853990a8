import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { ConfigError, RollcallError, UnavailableError } from '@rollcall/contract';
import { MIGRATIONS } from './schema.js';

export type Row = Readonly<Record<string, string | number | null>>;

/** A tenth of what a disk takes, and long enough for the requests that are on their way. */
const GATHER_MS = 1;

interface Write {
  readonly work: () => unknown;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The file. Reads are answered at once; writes that come in the same turn of the event loop are one transaction, so that many callers
 * share one wait for the disk. Each write is all or nothing, whatever becomes of the others beside it.
 */
export class Database {
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #waiting: Write[] = [];
  /** Writes of the last two batches: one that came alone between waves of many is no sign that the next does. */
  #lastBatches: readonly [number, number] = [0, 0];

  constructor(
    readonly path: string,
    durability: 'full' | 'normal',
  ) {
    this.#connection = this.#explained(() => open(path));
    this.#explained(() => {
      this.#connection.exec(
        `PRAGMA journal_mode = WAL; PRAGMA synchronous = ${durability}; PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536;`,
      );
      migrate(this.#connection, path);
    });
  }

  all(sql: string, ...values: readonly SQLInputValue[]): readonly Row[] {
    return this.#explained(() => this.#prepare(sql).all(...values) as unknown as readonly Row[]);
  }

  get(sql: string, ...values: readonly SQLInputValue[]): Row | undefined {
    return this.#explained(() => this.#prepare(sql).get(...values) as Row | undefined);
  }

  /** Only inside `write`. Number of rows changed. */
  run(sql: string, ...values: readonly SQLInputValue[]): number {
    return Number(this.#prepare(sql).run(...values).changes);
  }

  /** Only inside `write`. Key of the row that was made. */
  insert(sql: string, ...values: readonly SQLInputValue[]): number {
    return Number(this.#prepare(sql).run(...values).lastInsertRowid);
  }

  /** Resolves when what `work` did is stored. */
  write<T>(work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ work, resolve: resolve as (value: never) => void, reject });
      if (this.#waiting.length === 1) this.#schedule();
    });
  }

  /** One writer alone waits for nobody; where several come, a moment later more of them share the wait for the disk. */
  #schedule(): void {
    if (Math.max(...this.#lastBatches) > 1) setTimeout(() => this.#flush(), GATHER_MS);
    else setImmediate(() => this.#flush());
  }

  close(): void {
    this.#flush();
    this.#statements.clear();
    if (this.#connection.isOpen) this.#connection.close();
  }

  #flush(): void {
    const writes = this.#waiting;
    if (writes.length === 0) return;
    this.#waiting = [];
    this.#lastBatches = [this.#lastBatches[1], writes.length];
    const done: (() => void)[] = [];
    try {
      this.#explained(() => {
        this.#connection.exec('BEGIN IMMEDIATE');
        for (const write of writes) done.push(this.#one(write));
        this.#connection.exec('COMMIT');
      });
    } catch (error) {
      if (this.#connection.isOpen && this.#connection.isTransaction) this.#connection.exec('ROLLBACK');
      for (const { reject } of writes) reject(error);
      return;
    }
    for (const settle of done) settle();
  }

  /** Does one write in the open transaction; what it returns settles its promise, once all are stored. */
  #one({ work, resolve, reject }: Write): () => void {
    this.#prepare('SAVEPOINT one').run();
    try {
      const result = work();
      this.#prepare('RELEASE one').run();
      return () => resolve(result as never);
    } catch (error) {
      if (!RollcallError.is(error)) throw error;
      this.#connection.exec('ROLLBACK TO one; RELEASE one;');
      return () => reject(error);
    }
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    // Filters make statements without end; the usual ones are made anew soon enough.
    if (this.#statements.size > 500) this.#statements.clear();
    const made = this.#connection.prepare(sql);
    this.#statements.set(sql, made);
    return made;
  }

  #explained<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw explain(error, `using the directory ${this.path}`);
    }
  }
}

function open(path: string): DatabaseSync {
  if (path !== ':memory:') {
    mkdirSync(dirname(path), { recursive: true });
    closeSync(openSync(path, 'a', 0o600));
  }
  return new DatabaseSync(path);
}

function migrate(connection: DatabaseSync, path: string): void {
  const { user_version: version } = connection.prepare('PRAGMA user_version').get() as {
    readonly user_version: number;
  };
  if (version > MIGRATIONS.length)
    throw new ConfigError({
      code: 'directory-newer',
      doing: `opening the directory ${path}`,
      happened: `it is of version ${version}, and this Rollcall knows ${MIGRATIONS.length}`,
      hint: 'install the Rollcall that wrote it, or a later one',
    });
  for (const [index, sql] of MIGRATIONS.entries())
    if (index >= version) connection.exec(`BEGIN IMMEDIATE; ${sql} PRAGMA user_version = ${index + 1}; COMMIT;`);
}

const BUSY = new Set([5, 6]);

function explain(error: unknown, doing: string): unknown {
  if (RollcallError.is(error)) return error;
  const { errcode, code } = error as { readonly errcode?: number; readonly code?: string };
  if (errcode !== undefined && BUSY.has(errcode & 0xff))
    return new UnavailableError({
      code: 'directory-locked',
      doing,
      happened: 'another program keeps it locked',
      hint: 'end that program, or wait for it',
      outcome: 'not-sent',
      cause: error,
    });
  if (errcode === undefined && code === undefined) return error;
  return new ConfigError({
    code: 'directory-unusable',
    doing,
    happened: error instanceof Error ? error.message : String(error),
    hint: 'see whether the file is a directory of Rollcall, may be written, and the disk has room',
    cause: error,
  });
}
