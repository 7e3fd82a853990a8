import type { OperationRecord } from '../ports/state.js';
import type { Sync } from '../sync.js';

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
  'notes',
] as const;

/** One line of a report: texts only, empty where there is nothing to say. */
export type ReportRow = Readonly<Record<(typeof COLUMNS)[number], string>>;
const EMPTY = Object.fromEntries(COLUMNS.map((name) => [name, ''])) as ReportRow;

/** Every operation and finding of a run with its reason, page by page. Names of attributes, never values. */
export async function* reportRows(sync: Sync, runId: string): AsyncIterable<readonly ReportRow[]> {
  for await (const page of sync.operations(runId)) yield page.map(rowOf);
  const findings = await sync.findings(runId, 1_000_000);
  yield findings.map(({ sourceId, code, severity, message }) => ({
    ...EMPTY,
    source: sourceId ?? '',
    operation: 'none',
    outcome: severity,
    reason: code,
    detail: message,
  }));
}

/** Lines for a spreadsheet, quoted as RFC 4180 says; the head comes with `withHead`. */
export function reportCsv(rows: readonly ReportRow[], withHead: boolean): string {
  const lines = rows.map((row) => COLUMNS.map((name) => cell(row[name])).join(','));
  return (withHead ? [COLUMNS.join(','), ...lines] : lines).map((line) => `${line}\r\n`).join('');
}

function rowOf(operation: OperationRecord): ReportRow {
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
    notes: operation.notes.join('; '),
  };
}

/** A text that a spreadsheet would take for a formula is made a text. */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
