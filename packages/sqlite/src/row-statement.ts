import type { SQLInputValue, StatementSync } from 'node:sqlite';

type Value = string | number | null;
type Row = Readonly<Record<string, Value>>;

/**
 * A prepared statement whose rows are plain objects. Node makes each row an object of a kind that is slow to make and slow to read; from 22.16 on
 * it gives the values as a list, of which the row is made here in less than half the time.
 */
export class RowStatement {
  readonly #names: readonly string[] | undefined;

  constructor(private readonly statement: StatementSync) {
    if (!('setReturnArrays' in statement)) return;
    statement.setReturnArrays(true);
    this.#names = statement.columns().map(({ name }) => name);
  }

  /** The first row, or undefined where there is none. Throws what SQLite throws. */
  get(values: readonly SQLInputValue[]): Row | undefined {
    const found = this.statement.get(...values) as unknown;
    return this.#names === undefined || found === undefined ? (found as Row | undefined) : rowOf(this.#names, found);
  }

  /** All rows at once: a query that may find many has a limit. Throws what SQLite throws. */
  all(values: readonly SQLInputValue[]): readonly Row[] {
    const found = this.statement.all(...values) as unknown[];
    const names = this.#names;
    return names === undefined ? (found as Row[]) : found.map((list) => rowOf(names, list));
  }

  /** How many rows changed, and the number of the last that was made. */
  run(values: readonly SQLInputValue[]): { readonly changes: number; readonly last: number } {
    const { changes, lastInsertRowid } = this.statement.run(...values);
    return { changes: Number(changes), last: Number(lastInsertRowid) };
  }
}

function rowOf(names: readonly string[], list: unknown): Row {
  const values = list as readonly Value[];
  const row: Record<string, Value> = {};
  for (let at = 0; at < names.length; at += 1) row[names[at] as string] = values[at] as Value;
  return row;
}
