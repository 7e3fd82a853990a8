/** What a column holds. */
export type Value = string | number | null;
export type Row = Readonly<Record<string, Value>>;

/** Takes statements with `?` for values. */
export interface Sql {
  all(sql: string, ...values: readonly Value[]): Promise<readonly Row[]>;
  get(sql: string, ...values: readonly Value[]): Promise<Row | undefined>;
  /** Number of rows changed. */
  run(sql: string, ...values: readonly Value[]): Promise<number>;
}

/** Inside `write`, where `all` and `get` only read. */
export interface WriteSql extends Sql {
  /** Number of the row that an INSERT makes; undefined where `ON CONFLICT … DO NOTHING` made none. */
  insert(sql: string, ...values: readonly Value[]): Promise<number | undefined>;
}

/** Where a directory is kept: the same statements go to SQLite and to PostgreSQL, but for what `Dialect` names. */
export interface Database extends Sql {
  readonly dialect: Dialect;
  /** For people: the file, or where the server is; without a password. */
  readonly place: string;
  /**
   * Resolves when what `work` did is stored, wholly. It sends statements and waits for nothing else; it may be done again from its beginning.
   * What it read with `dialect.locked` nobody else changes meanwhile.
   */
  write<T>(work: (sql: WriteSql) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The few things that SQLite and PostgreSQL say differently. */
export interface Dialect {
  /** For people, and for reports of what can be done. */
  readonly name: string;
  /** Subquery: the texts of a list that is bound as JSON. */
  readonly texts: string;
  /** Subquery: the whole numbers of a list that is bound as JSON. */
  readonly numbers: string;
  /** All values of a column as a JSON list, `[]` where there is none. */
  list(column: string): string;
  /** Does the column contain the text that is bound? */
  contains(column: string): string;
  /** The end of the column, of a length that is bound. */
  end(column: string): string;
  /**
   * After `FROM account`: go through a realm in the order of ids, and look at each account. Empty where the planner knows by itself how many
   * accounts fit.
   */
  readonly inOrderOfIds: string;
  /** Adds to the head count of a realm: `realm, how many`. Empty where the tables count by themselves. */
  readonly count: string;
  /** After a SELECT inside `write`: nobody else changes these rows of the table until it ends. */
  locked(table: string): string;
}
