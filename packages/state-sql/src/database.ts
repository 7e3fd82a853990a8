import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { ConfigError, UnavailableError } from '@rollcall/contract';
import { type Positional, positional } from './positional.js';
import { RowStatement } from './row-statement.js';
import { MIGRATIONS, TEMPORARY } from './schema.js';

export type Row = Readonly<Record<string, string | number | null>>;

interface Waiting {
  readonly work: () => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

interface Prepared extends Pick<Positional, 'order'> {
  readonly statement: RowStatement;
}

/** One SQLite file: opened, brought up to date, with prepared statements and transactions, and errors that people understand. */
export class Database {
  private readonly connection: DatabaseSync;
  private readonly statements = new Map<string, Prepared>();
  private readonly waiting: Waiting[] = [];
  /** Node before 22.15 does not tell. */
  private isOpen = true;

  constructor(readonly path: string) {
    this.connection = this.explained('opening', () => open(path));
    try {
      this.explained('opening', () => this.prepareFile());
    } catch (error) {
      this.close();
      throw error;
    }
  }

  private prepareFile(): void {
    refuseNewer(this.connection, this.path);
    this.connection.exec(
      'PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384; PRAGMA foreign_keys = ON;',
    );
    // A page of an index that many rows go into is copied back once for 32 MB of log and not for each 4 MB.
    this.connection.exec('PRAGMA wal_autocheckpoint = 8000;');
    migrate(this.connection);
    this.connection.exec(TEMPORARY);
  }

  all(sql: string, ...values: readonly SQLInputValue[]): readonly Row[] {
    return this.explained('reading', () => {
      const { statement, order } = this.prepare(sql);
      return statement.all(order(values));
    });
  }

  get(sql: string, ...values: readonly SQLInputValue[]): Row | undefined {
    return this.explained('reading', () => {
      const { statement, order } = this.prepare(sql);
      return statement.get(order(values));
    });
  }

  /** Number of rows changed. */
  run(sql: string, ...values: readonly SQLInputValue[]): number {
    return this.explained('writing', () => {
      const { statement, order } = this.prepare(sql);
      return statement.run(order(values)).changes;
    });
  }

  /** All or nothing. When it returns, it is on the disk. */
  transaction<T>(work: () => T): T {
    return this.explained('writing', () => {
      this.command('BEGIN IMMEDIATE');
      try {
        const result = work();
        this.command('COMMIT');
        return result;
      } catch (error) {
        this.rollBack();
        throw error;
      }
    });
  }

  /**
   * As `transaction`, but all that is asked for before the event loop comes round waits for the disk once. Each piece of work is still all or nothing
   * by itself: one that fails leaves the others. Resolves when it is on the disk.
   */
  together<T>(work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.waiting.push({ work, resolve: resolve as (result: unknown) => void, reject });
      if (this.waiting.length === 1) setImmediate(() => this.commitTogether());
    });
  }

  private commitTogether(): void {
    const all = this.waiting.splice(0);
    if (all.length === 0) return;
    try {
      const settled = this.transaction(() => all.map((one) => ({ one, outcome: this.alone(one.work) })));
      for (const { one, outcome } of settled)
        if ('error' in outcome) one.reject(outcome.error);
        else one.resolve(outcome.result);
    } catch (error) {
      for (const { reject } of all) reject(error);
    }
  }

  /** A part of a transaction that can be undone without the rest. */
  private alone(work: () => unknown): { readonly result: unknown } | { readonly error: unknown } {
    this.command('SAVEPOINT one');
    try {
      const result = work();
      this.command('RELEASE one');
      return { result };
    } catch (error) {
      this.command('ROLLBACK TO one');
      this.command('RELEASE one');
      return { error };
    }
  }

  /**
   * As `transaction`, but it waits for no disk: it survives the end of the process at once, and the end of the machine as soon as
   * a later transaction is on the disk. Never is a later one kept and this one lost.
   */
  relaxedTransaction<T>(work: () => T): T {
    this.command('PRAGMA synchronous = NORMAL');
    try {
      return this.transaction(work);
    } finally {
      this.command('PRAGMA synchronous = FULL');
    }
  }

  /** What was asked for before is written first. */
  close(): void {
    if (this.isOpen) this.commitTogether();
    this.statements.clear();
    if (this.isOpen) this.connection.close();
    this.isOpen = false;
  }

  /** SQLite may have rolled back by itself, and says so only by refusing to do it again. */
  private rollBack(): void {
    try {
      this.connection.exec('ROLLBACK');
    } catch {
      // There is no transaction any more.
    }
  }

  private command(sql: string): void {
    this.explained('writing', () => this.prepare(sql).statement.run([]));
  }

  private prepare(sql: string): Prepared {
    const known = this.statements.get(sql);
    if (known !== undefined) return known;
    const { sql: plain, order } = positional(sql);
    const made = { statement: new RowStatement(this.connection.prepare(plain)), order };
    this.statements.set(sql, made);
    return made;
  }

  private explained<T>(doing: string, work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw explain(error, `${doing} the state file ${this.path}`);
    }
  }
}

function open(path: string): DatabaseSync {
  if (path !== ':memory:') {
    makeFolder(dirname(path));
    // The file holds personal data: nobody else on the machine reads it.
    closeSync(openSync(path, 'a', 0o600));
  }
  return new DatabaseSync(path);
}

/** Node's own way to make the folders above as well never ends where a file system takes none, such as that of processes. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Somebody else made it meanwhile.
    if (!existsSync(path)) throw error;
  }
}

function refuseNewer(connection: DatabaseSync, path: string): void {
  const version = versionOf(connection);
  if (version <= MIGRATIONS.length) return;
  throw new ConfigError({
    code: 'state-newer',
    doing: `opening the state file ${path}`,
    happened: `it is of version ${version}, and this Rollcall knows ${MIGRATIONS.length}`,
    hint: 'install the Rollcall that wrote it, or a later one; going back would lose what it knows',
  });
}

/** One step is wholly there, or not at all. */
function migrate(connection: DatabaseSync): void {
  for (const [index, sql] of MIGRATIONS.entries()) {
    if (index < versionOf(connection)) continue;
    connection.exec('BEGIN IMMEDIATE');
    try {
      // Another program may have brought it forward while this one waited for its turn.
      if (index >= versionOf(connection)) connection.exec(`${sql} PRAGMA user_version = ${index + 1};`);
      connection.exec('COMMIT');
    } catch (error) {
      connection.exec('ROLLBACK');
      throw error;
    }
  }
}

export function versionOf(connection: DatabaseSync): number {
  return (connection.prepare('PRAGMA user_version').get() as { readonly user_version: number }).user_version;
}

const SQLITE = {
  busy: 5,
  locked: 6,
  readOnly: 8,
  io: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;
const NO_FILE: Readonly<Record<string, string>> = {
  EISDIR: 'a folder is in its place',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'a part of its path is a file',
  ENOENT: 'its folder cannot be made there',
  ENAMETOOLONG: 'its name is too long',
};

/** What went wrong, and what to do, from SQLite's primary result code or the system's error code. */
export function explain(error: unknown, doing: string): unknown {
  const { errcode, code } = error as { readonly errcode?: number; readonly code?: string };
  const primary = errcode === undefined ? undefined : errcode & 0xff;
  if (primary === SQLITE.busy || primary === SQLITE.locked) {
    return new UnavailableError({
      code: 'state-locked',
      doing,
      happened: 'another program keeps it locked',
      hint: 'end that program, or wait for it',
      outcome: 'not-sent',
      cause: error,
    });
  }
  if (primary === SQLITE.full || code === 'ENOSPC') {
    return new ConfigError({
      code: 'state-full',
      doing,
      happened: 'the disk is full',
      hint: 'free some space and run again; what was written before is safe',
      cause: error,
    });
  }
  if (primary === SQLITE.readOnly || code === 'EACCES' || code === 'EROFS' || code === 'EPERM') {
    return new ConfigError({
      code: 'state-read-only',
      doing,
      happened: 'it may not be written',
      hint: 'give this account the right to write the file and its folder',
      cause: error,
    });
  }
  if (primary === SQLITE.notADatabase || primary === SQLITE.corrupt) {
    return new ConfigError({
      code: 'state-damaged',
      doing,
      happened: primary === SQLITE.corrupt ? 'it is damaged' : 'it is not a SQLite database',
      hint: 'name another file under state.path, or bring back a backup of it',
      cause: error,
    });
  }
  const inTheWay = Object.hasOwn(NO_FILE, code ?? '') ? NO_FILE[code ?? ''] : undefined;
  if (inTheWay !== undefined) {
    return new ConfigError({
      code: 'state-unusable',
      doing,
      happened: inTheWay,
      hint: 'name another place for it under state.path',
      cause: error,
    });
  }
  if (primary === SQLITE.io || primary === SQLITE.cannotOpen) {
    return new ConfigError({
      code: 'state-unusable',
      doing,
      happened: error instanceof Error ? error.message : String(error),
      hint: 'see whether the disk works, and whether the path is that of a file',
      cause: error,
    });
  }
  return error;
}
