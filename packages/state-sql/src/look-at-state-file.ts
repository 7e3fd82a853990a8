import { DatabaseSync } from 'node:sqlite';
import { explainSqlite, versionOf } from '@rollcall/sqlite';
import { stateFile } from './database.js';
import { MIGRATIONS } from './schema.js';

/** A state in a file, as {@link lookAtStateFile} finds it. */
export interface StateFile {
  /** Version of its tables; 0 for a file that is empty. */
  readonly version: number;
  /** Version that this Rollcall writes. A lower one is brought here when the file is opened; a higher one is refused. */
  readonly known: number;
  /** When the newest run began, in milliseconds since 1970; `null` where there is none. */
  readonly lastRunAt: number | null;
}

/**
 * Tells of which version a state file is, and changes nothing in it: to be asked before an upgrade, because what is brought forward cannot go
 * back. Throws a `ConfigError` for what is no state file, or cannot be read.
 */
export function lookAtStateFile(path: string): StateFile {
  try {
    const connection = new DatabaseSync(path, { readOnly: true });
    try {
      const version = versionOf(connection);
      const newest = version === 0 ? undefined : connection.prepare(NEWEST_RUN).get();
      return { version, known: MIGRATIONS.length, lastRunAt: newest === undefined ? null : Number(newest.started_at) };
    } finally {
      connection.close();
    }
  } catch (error) {
    throw explainSqlite(error, stateFile('looking at', path));
  }
}

const NEWEST_RUN = 'SELECT started_at FROM run ORDER BY number DESC LIMIT 1';
