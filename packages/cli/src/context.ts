import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, resolve } from 'node:path';
import { ConfigError } from '@rollcall/contract';
import { type ConfigFile, createRollcall, type Queue, type Rollcall, type State } from '@rollcall/engine';
import { openState } from '@rollcall/state-sql';
import { BUILT_IN } from './built-in.js';
import { openQueue } from './open-queue.js';
import type { Terminal } from './output/terminal.js';

/** What every command gets. */
export interface Context {
  /** Where answers and complaints go: standard output and standard error when started from a shell. */
  readonly terminal: Terminal;
  /** Environment variables, for `${env:NAME}` in a configuration and for `NO_COLOR`. */
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
  work: (rollcall: Rollcall, reopen: Reopen) => Promise<T>,
  mayBeMissing = false,
): Promise<T> {
  const path = resolve(context.folder, options.config);
  const config = mayBeMissing && !existsSync(path) ? { path, data: {}, locate: () => undefined } : path;
  let state: State | undefined;
  let queue: Queue | undefined;
  const open = (from: string | ConfigFile): Promise<Rollcall> =>
    createRollcall({
      config: from,
      env: context.env,
      actor: actor(),
      extensions: BUILT_IN,
      // One state for all: another place for it counts from the next start.
      state: (settings, folder) => {
        state ??= openState(settings.state, folder);
        return state;
      },
      queue: async (settings, own) => {
        queue ??= await openQueue(settings.queue, {
          inbox: own.inbox,
          folder: dirname(path),
          onProblem: ({ message }) => context.terminal.err(`the queue: ${message}\n`),
        });
        return queue;
      },
    });
  let rollcall: Rollcall | undefined;
  try {
    rollcall = await open(config);
    return await work(rollcall, (from = path) => open(from));
  } finally {
    await rollcall?.close();
    await queue?.close();
    await state?.close();
  }
}

/** Another Rollcall on the same state: of the file as it is now, or of a configuration that is at hand. */
export type Reopen = (config?: string | ConfigFile) => Promise<Rollcall>;

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
