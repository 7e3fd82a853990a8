import { createHash } from 'node:crypto';
import type { Row } from '@rollcall/postgres';
import type { KeptTable } from './tables.js';

/** How many rows there are, and one hash over them all, in the order in which they come. */
export class RowsHash {
  #count = 0;
  readonly #hash = createHash('sha256');
  readonly #columns: readonly string[];

  constructor({ columns }: KeptTable) {
    this.#columns = Object.keys(columns);
  }

  get count(): number {
    return this.#count;
  }

  add(rows: readonly Row[]): void {
    for (const row of rows) this.#hash.update(`${JSON.stringify(this.#columns.map((name) => row[name]))}\n`);
    this.#count += rows.length;
  }

  /** To be asked once, at the end. */
  text(): string {
    return this.#hash.digest('hex');
  }
}
