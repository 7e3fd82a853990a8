import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ConfigError } from '@rollcall/contract';
import type { OperationRecord, Rollcall, RunRecord } from '@rollcall/engine';
import { type CommonOptions, type Context, withRollcall } from '../context.js';
import { EXIT } from '../exit-codes.js';

export interface ReportOptions extends CommonOptions {
  readonly format?: 'csv' | 'json';
  readonly out?: string;
}

const COLUMNS = [
  'source',
  'target',
  'operation',
  'outcome',
  'reason',
  'detail',
  'attributes',
  'joins',
  'leaves',
  'settled',
  'error',
] as const;

/** `rollcall report RUN`: every operation of a run with its reason, as CSV or JSON. Names of attributes, never values. */
export async function report(context: Context, runId: string | undefined, options: ReportOptions): Promise<number> {
  return withRollcall(context, options, async (rollcall) => {
    const run = await findRun(rollcall, runId);
    const sync = rollcall.sync(run.sync);
    const rows: Row[] = [];
    for await (const page of sync.operations(run.id)) rows.push(...page.map(rowOf));
    for (const { sourceId, code, severity, message } of await sync.findings(run.id, 1_000_000))
      rows.push({
        ...EMPTY,
        source: sourceId ?? '',
        operation: 'none',
        outcome: severity,
        reason: code,
        detail: message,
      });
    const text =
      options.format === 'json' || options.json === true
        ? `${JSON.stringify({ run, accounts: rows }, null, 2)}\n`
        : csv(rows);
    if (options.out === undefined) context.terminal.out(text);
    else {
      await writeFile(resolve(context.folder, options.out), text, { mode: 0o600 });
      context.terminal.out(`${rows.length} rows written to ${options.out}.\n`);
    }
    return EXIT.ok;
  });
}

type Row = Readonly<Record<(typeof COLUMNS)[number], string>>;
const EMPTY = Object.fromEntries(COLUMNS.map((name) => [name, ''])) as Row;

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

function rowOf(operation: OperationRecord): Row {
  return {
    source: operation.sourceId,
    target: operation.targetId ?? '',
    operation: operation.kind,
    outcome: operation.status,
    reason: operation.reason.code,
    detail: operation.reason.detail,
    attributes: Object.keys(operation.after).join(' '),
    joins: operation.groups.add.join(' '),
    leaves: operation.groups.remove.join(' '),
    settled: operation.settledAt === null ? '' : new Date(operation.settledAt).toISOString(),
    error: operation.error === null ? '' : `${operation.error.code}: ${operation.error.message}`,
  };
}

function csv(rows: readonly Row[]): string {
  return [COLUMNS.join(','), ...rows.map((row) => COLUMNS.map((name) => cell(row[name])).join(','))]
    .map((line) => `${line}\r\n`)
    .join('');
}

/** Quoted as RFC 4180 says; a text that a spreadsheet would take for a formula is made a text. */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
