import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { explainSqlite, migrate, openFile, RowStatement, refuseNewer, type SqlitePlace } from '@rollcall/sqlite';
import { type Positional, positional } from './positional.js';
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
    this.connection = this.explained('opening', () => openFile(path));
    try {
      this.explained('opening', () => this.prepareFile());
    } catch (error) {
      this.close();
      throw error;
    }
  }

  private prepareFile(): void {
    refuseNewer(this.connection, MIGRATIONS.length, this.place('opening'));
    this.connection.exec(
      'PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384; PRAGMA foreign_keys = ON;',
    );
    // A page of an index that many rows go into is copied back once for 32 MB of log and not for each 4 MB.
    this.connection.exec('PRAGMA wal_autocheckpoint = 8000;');
    migrate(this.connection, MIGRATIONS, this.place('opening'));
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
      throw explainSqlite(error, this.place(doing));
    }
  }

  private place(doing: string): SqlitePlace {
    return stateFile(doing, this.path);
  }
}

/** What was done to the state file, as messages say it. */
export function stateFile(doing: string, path: string): SqlitePlace {
  return { doing: `${doing} the state file ${path}`, setting: 'state.path' };
}
