import { userInfo } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { ConfigError } from '@rollcall/contract';
import { createRollcall, type Rollcall } from '@rollcall/engine';
import { SqliteState } from '@rollcall/state-sql';
import { BUILT_IN } from './built-in.js';
import type { Terminal } from './output/terminal.js';

/** What every command gets. */
export interface Context {
  readonly terminal: Terminal;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder that paths start from. */
  readonly folder: string;
  /** Aborts when the person wants the program to stop. */
  readonly stop: AbortSignal;
}

export interface CommonOptions {
  readonly config: string;
  readonly json?: boolean;
}

/** Opens the configuration and the state, does the work, and closes both whatever happens. */
export async function withRollcall<T>(
  context: Context,
  options: CommonOptions,
  work: (rollcall: Rollcall) => Promise<T>,
): Promise<T> {
  let state: SqliteState | undefined;
  const rollcall = await createRollcall({
    config: resolve(context.folder, options.config),
    env: context.env,
    actor: actor(),
    extensions: BUILT_IN,
    state: (config, folder) => {
      state = new SqliteState(isAbsolute(config.state.path) ? config.state.path : join(folder, config.state.path));
      return state;
    },
  });
  try {
    return await work(rollcall);
  } finally {
    await rollcall.close();
    await state?.close();
  }
}

/** The sync that is meant: the named one, or the only one there is. */
export function syncName(rollcall: Rollcall, wanted: string | undefined): string {
  const names = rollcall.syncNames();
  const [only] = names;
  if (wanted !== undefined) return wanted;
  if (only !== undefined && names.length === 1) return only;
  throw new ConfigError({
    code: 'unknown-sync',
    doing: 'choosing the sync',
    happened: names.length === 0 ? 'the configuration has none' : `there are several: ${names.join(', ')}`,
    hint: names.length === 0 ? 'add one under "syncs"' : 'name one with --sync',
  });
}

function actor(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
