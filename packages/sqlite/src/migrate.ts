import type { DatabaseSync } from 'node:sqlite';
import { ConfigError } from '@rollcall/contract';
import type { SqlitePlace } from './sqlite-place.js';

/**
 * Brings the tables of a file up to date: `migrations` in their order, of which the file has had as many as its `user_version` says. One step is wholly
 * there, or not at all. Throws a `ConfigError` (`sqlite-newer`) for a file of a later version.
 */
export function migrate(connection: DatabaseSync, migrations: readonly string[], place: SqlitePlace): void {
  refuseNewer(connection, migrations.length, place);
  for (const [index, sql] of migrations.entries()) {
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

/**
 * Throws a `ConfigError` (`sqlite-newer`) for a file that has had more migrations than are known. To be asked before anything is set in the file, such
 * as the way it keeps its log, so that one of a later version is left as it is.
 */
export function refuseNewer(connection: DatabaseSync, known: number, { doing }: SqlitePlace): void {
  const version = versionOf(connection);
  if (version <= known) return;
  throw new ConfigError({
    code: 'sqlite-newer',
    doing,
    happened: `it is of version ${version}, and this Rollcall knows ${known}`,
    hint: 'install the Rollcall that wrote it, or a later one; going back would lose what it knows',
  });
}

/** How many migrations a file has had. */
export function versionOf(connection: DatabaseSync): number {
  return (connection.prepare('PRAGMA user_version').get() as { readonly user_version: number }).user_version;
}
