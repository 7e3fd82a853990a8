import { ConfigError } from '@rollcall/contract';
import type { OperationRecord, Rollcall, RunRecord } from '@rollcall/engine';
import { type CommonOptions, type Context, withRollcall } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { accountLabels } from '../output/labels.js';
import { changeText } from '../output/plan-text.js';

export interface WaitingOptions extends CommonOptions {
  readonly limit: string;
}

/** `rollcall waiting [RUN]`: what waits for a person, one by one: matches to confirm, and what is over a limit. Changes nothing. */
export async function waiting(context: Context, runId: string | undefined, options: WaitingOptions): Promise<number> {
  const { terminal } = context;
  return withRollcall(context, options, async (rollcall) => {
    const run = await waitingRun(rollcall, runId);
    const sync = rollcall.sync(run.sync);
    const open = await stillOpen(rollcall, run, Number(options.limit));
    if (options.json === true) {
      const rows = open.map(({ sourceId, targetId, kind, reason, key }) => ({ sourceId, targetId, kind, reason, key }));
      terminal.out(`${JSON.stringify({ run: run.id, sync: run.sync, waiting: rows }, null, 2)}\n`);
      return open.length === 0 ? EXIT.ok : EXIT.waiting;
    }
    if (open.length === 0) {
      terminal.out(`Nothing of run ${run.id} waits any more.\n`);
      return EXIT.ok;
    }
    // Names of groups are the target's.
    await sync.compile(context.stop);
    const labels = await accountLabels(rollcall.state, sync.name, open);
    for (const operation of open)
      terminal.out(
        `${changeText(terminal, operation, labels, (id) => sync.groupName(id))}\n    approve it alone: rollcall approve ${run.id} --account ${operation.sourceId}\n`,
      );
    terminal.out(`\nAll of them: rollcall approve ${run.id}\n`);
    return EXIT.waiting;
  });
}

/** The run that is meant: by its id or the beginning of it, or the last one that waits. */
export async function waitingRun(rollcall: Rollcall, runId: string | undefined): Promise<RunRecord> {
  const recent = await rollcall.state.runs.list({ limit: 50 });
  const found =
    runId === undefined
      ? recent.find(({ status }) => status === 'waiting')
      : recent.find(({ id }) => id === runId || id.startsWith(runId));
  if (found !== undefined) return found;
  throw new ConfigError({
    code: 'unknown-run',
    doing: 'looking for a run that waits for approval',
    happened: 'there is none',
    hint: '"rollcall runs" lists them',
  });
}

/** What was held and not done since, by an approval or by a later run. */
async function stillOpen(rollcall: Rollcall, run: RunRecord, limit: number): Promise<readonly OperationRecord[]> {
  const open: OperationRecord[] = [];
  for await (const page of rollcall.sync(run.sync).operations(run.id, ['held'])) {
    for (const operation of page) {
      if (open.length >= limit) return open;
      const history = await rollcall.state.journal.history(run.sync, operation.sourceId, HISTORY);
      const isDone = history.some(
        ({ key, status, settledAt }) => key === operation.key && status === 'done' && (settledAt ?? 0) >= run.startedAt,
      );
      if (!isDone) open.push(operation);
    }
  }
  return open;
}

const HISTORY = 20;
