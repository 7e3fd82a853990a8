/** A SQLite file, as messages tell of it. */
export interface SqlitePlace {
  /** What was being done to which file: a gerund, such as `opening the state file .rollcall/state.sqlite`. */
  readonly doing: string;
  /** The setting that names the file, for whoever has to name another one: `state.path`. */
  readonly setting: string;
}
