import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ConfigError } from '@rollcall/contract';
import { type ReportRow, type Rollcall, type RunRecord, reportCsv, reportRows } from '@rollcall/engine';
import { type CommonOptions, type Context, withRollcall } from '../context.js';
import { EXIT } from '../exit-codes.js';

export interface ReportOptions extends CommonOptions {
  readonly format?: 'csv' | 'json';
  readonly out?: string;
}

/** `rollcall report RUN`: every operation of a run with its reason, as CSV or JSON. Names of attributes, never values. */
export async function report(context: Context, runId: string | undefined, options: ReportOptions): Promise<number> {
  return withRollcall(context, options, async (rollcall) => {
    const run = await findRun(rollcall, runId);
    const sync = rollcall.sync(run.sync);
    const rows: ReportRow[] = [];
    for await (const page of reportRows(sync, run.id)) rows.push(...page);
    const text =
      options.format === 'json' || options.json === true
        ? `${JSON.stringify({ run, accounts: rows }, null, 2)}\n`
        : reportCsv(rows, true);
    if (options.out === undefined) context.terminal.out(text);
    else {
      await writeFile(resolve(context.folder, options.out), text, { mode: 0o600 });
      context.terminal.out(`${rows.length} rows written to ${options.out}.\n`);
    }
    if (rows.length === 0)
      context.terminal.err(
        `The run ${run.id} did nothing to anybody. "rollcall runs" lists others: rollcall report RUN\n`,
      );
    return EXIT.ok;
  });
}

async function findRun(rollcall: Rollcall, wanted: string | undefined): Promise<RunRecord> {
  const recent = await rollcall.state.runs.list({ limit: 1_000 });
  const run = wanted === undefined ? recent[0] : recent.find(({ id }) => id.startsWith(wanted));
  if (run !== undefined) return run;
  throw new ConfigError({
    code: 'unknown-run',
    doing: wanted === undefined ? 'looking for the last run' : `looking for the run "${wanted}"`,
    happened: 'there is none',
    hint: '"rollcall runs" lists them',
  });
}
