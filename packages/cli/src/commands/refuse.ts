import { type CommonOptions, type Context, withRollcall } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { waitingRun } from './waiting.js';

export interface RefuseOptions extends CommonOptions {
  readonly account?: readonly string[];
}

/** `rollcall refuse RUN`: decides against what a run left waiting. Nothing is done; the next run that wants the same asks again. */
export async function refuse(context: Context, runId: string | undefined, options: RefuseOptions): Promise<number> {
  return withRollcall(context, options, async (rollcall) => {
    const run = await waitingRun(rollcall, runId);
    const sync = rollcall.sync(run.sync);
    const refused = await sync.refuse(run.id, options.account === undefined ? {} : { accounts: options.account });
    context.terminal.out(
      options.json === true
        ? `${JSON.stringify({ run: run.id, refused })}\n`
        : `${refused === 1 ? '1 change' : `${refused} changes`} of run ${run.id} refused. The next run that wants the same asks again.\n`,
    );
    return EXIT.ok;
  });
}
