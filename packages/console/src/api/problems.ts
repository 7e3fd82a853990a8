import type { OperationRecord, RunRecord } from '@rollcall/engine';
import type { Services } from '../services.js';
import { ENDED_MS, type Remembered } from './remembered.js';
import { groupFindings, type ProblemGroup } from './runs.js';

/** What went wrong in the last runs of a sync, by cause. */
export interface SyncProblems {
  readonly sync: string;
  readonly run: RunRecord;
  readonly groups: readonly ProblemGroup[];
}

const MOST = 5_000;

/** The newest ended run of each sync, with what went wrong in it grouped by cause. Syncs without problems are left out. */
export async function listProblems({ rollcall: current, remembered }: Services): Promise<readonly SyncProblems[]> {
  const rollcall = current();
  const found = await Promise.all(rollcall.syncNames().map((sync) => problemsOf(rollcall, remembered, sync)));
  return found.filter((problems) => problems !== undefined);
}

async function problemsOf(
  rollcall: ReturnType<Services['rollcall']>,
  remembered: Remembered,
  sync: string,
): Promise<SyncProblems | undefined> {
  const runs = await rollcall.state.runs.list({ sync, limit: 20 });
  const run = runs.find(({ mode, endedAt }) => mode === 'run' && endedAt !== null);
  if (run === undefined) return undefined;
  const groups = await remembered.get(`problems ${run.id}`, ENDED_MS, () => groupsOf(rollcall, run));
  return groups.length === 0 ? undefined : { sync, run, groups };
}

/** Findings and failed operations of an ended run, by cause. */
async function groupsOf(rollcall: ReturnType<Services['rollcall']>, run: RunRecord): Promise<readonly ProblemGroup[]> {
  const findings = await rollcall.state.journal.findings(run.id, { limit: MOST });
  const failed = await rollcall.state.journal.page(run.id, { status: ['failed', 'rejected', 'unknown'], limit: MOST });
  const known = new Set(findings.map(({ sourceId, code }) => `${sourceId} ${code}`));
  return groupFindings([
    ...findings.filter(({ severity }) => severity !== 'info'),
    ...failed.filter((operation) => !known.has(`${operation.sourceId} ${codeOf(operation)}`)).map(findingOf),
    ...(run.status === 'failed' && run.error !== null
      ? [{ code: 'run-failed', severity: 'error' as const, message: run.error }]
      : []),
  ]);
}

function codeOf({ error, status }: OperationRecord): string {
  return error?.code ?? `operation-${status}`;
}

function findingOf(operation: OperationRecord): {
  readonly sourceId: string;
  readonly code: string;
  readonly severity: 'error';
  readonly message: string;
} {
  const message = operation.error?.message ?? `${operation.kind}: ${operation.status}`;
  return { sourceId: operation.sourceId, code: codeOf(operation), severity: 'error', message };
}
