import { type CommonOptions, type Context, withRollcall } from '../context.js';
import { EXIT } from '../exit-codes.js';

export interface FreezeOptions extends CommonOptions {
  readonly sync?: string;
  readonly reason?: string;
}

/** `rollcall freeze`: stops runs at once and lets none start. */
export async function freeze(context: Context, options: FreezeOptions): Promise<number> {
  return withRollcall(context, options, async (rollcall) => {
    await rollcall.freeze(options.reason ?? '', options.sync);
    context.terminal.out(`${nameOf(options)} frozen: runs stop now, and none starts until "rollcall unfreeze".\n`);
    return EXIT.ok;
  });
}

/** `rollcall unfreeze`: takes it back. */
export async function unfreeze(context: Context, options: FreezeOptions): Promise<number> {
  return withRollcall(context, options, async (rollcall) => {
    await rollcall.unfreeze(options.sync);
    const still = await Promise.all(
      rollcall.syncNames().map(async (name) => [name, await rollcall.frozen(name)] as const),
    );
    const names = still.filter(([, frozen]) => frozen !== undefined).map(([name]) => name);
    context.terminal.out(
      names.length === 0
        ? 'Runs may start again.\n'
        : `Still frozen: ${names.join(', ')}; each is taken back as it was frozen.\n`,
    );
    return EXIT.ok;
  });
}

function nameOf({ sync }: FreezeOptions): string {
  return sync === undefined ? 'Everything is' : `${sync} is`;
}
