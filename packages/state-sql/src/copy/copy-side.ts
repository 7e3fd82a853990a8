import type { Row } from '@rollcall/postgres';
import type { KeptTable } from './tables.js';

/** One end of a copy: a state that is opened and of today's version. */
export interface CopySide {
  /** Where it is, for people; without a password. */
  readonly place: string;
  /** Does the work in one transaction, while which nobody else writes: all or nothing. */
  alone<T>(work: (tables: CopyTables) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The tables of one end, within its transaction. */
export interface CopyTables {
  /** Leases that still hold. */
  leases(now: number): Promise<readonly { readonly sync: string; readonly holder: string }[]>;
  /** Name of a table that has rows which would be lost; `undefined`: the state is new. */
  filled(): Promise<string | undefined>;
  /** Takes away what a new state has by itself. */
  clear(): Promise<void>;
  /** The rows that come after one, in the order of the table's key. */
  page(table: KeptTable, after: Row | undefined, limit: number): Promise<readonly Row[]>;
  insert(table: KeptTable, rows: readonly Row[]): Promise<void>;
  /** Makes numbers that are given from now on come after those that were brought. */
  goOn(): Promise<void>;
}
