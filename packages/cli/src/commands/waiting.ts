import { ConfigError } from '@rollcall/contract';
import type { OperationRecord, Rollcall, RunRecord } from '@rollcall/engine';
import { type CommonOptions, type Context, withRollcall } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { accountLabels } from '../output/labels.js';
import { changeText } from '../output/plan-text.js';
import { sinceText, waitingCounts } from '../output/waiting-text.js';

export interface WaitingOptions extends CommonOptions {
  readonly limit: string;
}

/** `rollcall waiting [RUN]`: what waits for a person, one by one: matches to confirm, and what is over a limit. Changes nothing. */
export async function waiting(context: Context, runId: string | undefined, options: WaitingOptions): Promise<number> {
  const { terminal } = context;
  return withRollcall(context, options, async (rollcall) => {
    const run = runId === undefined ? await lastWaiting(rollcall) : await waitingRun(rollcall, runId);
    const others = (await rollcall.state.runs.list({ status: ['waiting'], limit: RECENT }))
      .map(({ id }) => id)
      .filter((id) => id !== run?.id);
    const open = run === undefined ? [] : await heldBy(rollcall, run, Number(options.limit));
    if (options.json === true) {
      const rows = open.map(({ sourceId, targetId, kind, reason, key }) => ({ sourceId, targetId, kind, reason, key }));
      const since = run === undefined ? null : waitingCounts(run).since;
      const answer = { run: run?.id ?? null, sync: run?.sync ?? null, since, waiting: rows, others };
      terminal.out(`${JSON.stringify(answer, null, 2)}\n`);
      return open.length === 0 ? EXIT.ok : EXIT.waiting;
    }
    if (run === undefined || open.length === 0) {
      terminal.out(
        run === undefined ? 'Nothing waits for approval.\n' : `Nothing of run ${run.id} waits any more${told(run)}.\n`,
      );
      return EXIT.ok;
    }
    const sync = rollcall.sync(run.sync);
    // Names of groups are the target's.
    await sync.compile(context.stop);
    const labels = await accountLabels(rollcall, sync.name, open);
    for (const operation of open)
      terminal.out(
        `${changeText(terminal, operation, labels, (id) => sync.groupName(id))}\n    approve it alone: rollcall approve ${run.id} --account ${operation.sourceId}\n`,
      );
    const { held } = waitingCounts(run);
    terminal.out(`\n${held} ${held === 1 ? 'operation waits' : 'operations wait'}${told(run)}.\n`);
    terminal.out(`All of them: rollcall approve ${run.id}\nNone of them: rollcall refuse ${run.id}\n`);
    for (const id of others) terminal.out(`Run ${id} left something as well: rollcall waiting ${id}\n`);
    return EXIT.waiting;
  });
}

function told(run: RunRecord): string {
  const text = sinceText(run);
  return text === '' ? '' : `; ${text}`;
}

/** The run that is meant: by its id or the beginning of it, or the last one that waits. */
export async function waitingRun(rollcall: Rollcall, runId: string | undefined): Promise<RunRecord> {
  const found =
    runId === undefined
      ? await lastWaiting(rollcall)
      : (await rollcall.state.runs.list({ limit: RECENT })).find(({ id }) => id.startsWith(runId));
  if (found !== undefined) return found;
  throw new ConfigError({
    code: 'unknown-run',
    doing: 'looking for a run that waits for approval',
    happened: 'there is none',
    hint: '"rollcall runs" lists them',
  });
}

async function lastWaiting(rollcall: Rollcall): Promise<RunRecord | undefined> {
  return (await rollcall.state.runs.list({ status: ['waiting'], limit: 1 }))[0];
}

async function heldBy(rollcall: Rollcall, run: RunRecord, limit: number): Promise<readonly OperationRecord[]> {
  return rollcall.state.journal.page(run.id, { status: ['held'], limit });
}

const RECENT = 200;
