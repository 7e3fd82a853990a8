import { isAbsolute, join } from 'node:path';
import type { State, StateSettings } from '@rollcall/engine';
import { PostgresState } from './postgres-state.js';
import { SqliteState } from './sqlite-state.js';

/** The state that a configuration names: PostgreSQL where it gives an address, or else a SQLite file, from the folder of the configuration. */
export function openState({ url, path }: StateSettings, folder: string): State {
  if (url !== undefined) return new PostgresState(url.reveal());
  return new SqliteState(isAbsolute(path) ? path : join(folder, path));
}
