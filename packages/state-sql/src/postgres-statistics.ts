import type { PostgresDatabase } from '@rollcall/postgres';

type Table = 'link' | 'operation';

/** After so many rows for the first time, and each time that as many again have come. */
const FIRST = 100;

/**
 * Has PostgreSQL count its rows as they come. By itself it does so after a minute, and takes a new table for a small one until then: a first run about
 * many people is over by that time, and has looked at every link for each page of them.
 */
export class PostgresStatistics {
  readonly #tables = new Map<Table, { readonly rows: number; readonly next: number }>();

  constructor(private readonly database: PostgresDatabase) {}

  /** So many rows were written into a table and are stored. To be told after the transaction, which may be done again. */
  async wrote(table: Table, count: number): Promise<void> {
    const { rows, next } = this.#tables.get(table) ?? { rows: 0, next: FIRST };
    const now = rows + count;
    const isDue = now >= next;
    this.#tables.set(table, { rows: now, next: isDue ? now * 2 : next });
    // A sample of 30,000 rows at most, whatever is in the table; of an account that does not own the table it asks nothing.
    if (isDue) await this.database.run(`ANALYZE ${table}`);
  }
}
