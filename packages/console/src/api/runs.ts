import {
  type Finding,
  type HeldChoice,
  OPERATION_KINDS,
  type OperationKind,
  type OperationRecord,
  type OperationStatus,
  operationPages,
  type PlanFile,
  type RunRecord,
} from '@rollcall/engine';
import type { Job } from '../jobs.js';
import type { Caller, Services } from '../services.js';
import { TEXTS } from '../texts/texts.js';
import { ApiError, missing } from './api-error.js';
import { nameOf } from './name-of.js';
import { requireSync } from './people.js';
import { ENDED_MS, OPEN_MS } from './remembered.js';

const R = TEXTS.refusals;

const PAGE = 50;
const START_MS = 4_000;
const MOST_WAITING = 100;

export interface RunQuery {
  readonly after?: string | undefined;
  readonly status?: OperationStatus | undefined;
  readonly kind?: OperationKind | undefined;
}

/** An operation with what people call its account and groups. */
export interface OperationRow extends Omit<OperationRecord, 'desired'> {
  readonly name: string;
  readonly joins: readonly string[];
  readonly leaves: readonly string[];
}

export interface RunView {
  readonly run: RunRecord;
  /** The job behind it, when it was started in this console and is remembered. */
  readonly job: Job | undefined;
  readonly tallies: readonly {
    readonly kind: OperationKind;
    readonly status: OperationStatus;
    readonly count: number;
  }[];
  readonly problems: readonly ProblemGroup[];
  readonly operations: readonly OperationRow[];
  readonly next: string | undefined;
}

/** Findings of one kind. */
export interface ProblemGroup {
  readonly code: string;
  readonly severity: Finding['severity'];
  readonly count: number;
  readonly example: string;
  readonly people: readonly string[];
}

export async function listRuns(
  { rollcall }: Services,
  { sync, limit = 50 }: { readonly sync?: string | undefined; readonly limit?: number },
): Promise<readonly RunRecord[]> {
  return rollcall().state.runs.list({ limit, ...(sync === undefined ? {} : { sync }) });
}

export async function getRun({ rollcall }: Services, id: string): Promise<RunRecord> {
  const run = await rollcall().state.runs.get(id);
  if (run === undefined) throw missing('run');
  return run;
}

/** A run with one page of its operations; `after` is the `next` of the page before. */
export async function viewRun(services: Services, id: string, query: RunQuery): Promise<RunView> {
  const run = await getRun(services, id);
  const { journal } = services.rollcall().state;
  const keep = run.endedAt === null ? OPEN_MS : ENDED_MS;
  const [tallies, problems, { operations, next }] = await Promise.all([
    talliesOf(run) ?? services.remembered.get(`tallies ${id} ${run.status}`, keep, () => journal.counts(id)),
    services.remembered.get(`findings ${id} ${run.status}`, keep, async () =>
      groupFindings(await journal.findings(id, { limit: 10_000 })),
    ),
    operationsOf(services, run, query),
  ]);
  return {
    run,
    job: services.jobs.ofRun(id),
    tallies,
    problems,
    operations: await rowsOf(services, run, operations),
    next,
  };
}

/** Operations by kind and status as an ended run wrote them down; `undefined` when it did not come so far. */
function talliesOf({ counts, endedAt, status }: RunRecord): RunView['tallies'] | undefined {
  if (endedAt === null || status === 'failed' || status === 'stopped') return undefined;
  const tallies = Object.entries(counts).flatMap(([name, count]) => {
    const [word, state] = name.split(':');
    const kind = OPERATION_KINDS.find((one) => one === word);
    return kind === undefined ? [] : [{ kind, status: state as OperationStatus, count }];
  });
  return tallies.length === 0 ? undefined : tallies;
}

async function operationsOf(
  { rollcall }: Services,
  { id }: RunRecord,
  { after, status, kind }: RunQuery,
): Promise<{ readonly operations: readonly OperationRecord[]; readonly next: string | undefined }> {
  const place = after === undefined ? undefined : readPlace(after);
  const page = await rollcall().state.journal.page(id, {
    limit: PAGE + 1,
    ...(status === undefined ? {} : { status: [status] }),
    ...(kind === undefined ? {} : { kinds: [kind] }),
    ...(place === undefined ? {} : { after: place }),
  });
  const operations = page.slice(0, PAGE);
  const last = operations.at(-1);
  return { operations, next: page.length > PAGE && last !== undefined ? writePlace(last) : undefined };
}

async function rowsOf(
  services: Services,
  { sync: name }: RunRecord,
  operations: readonly OperationRecord[],
): Promise<readonly OperationRow[]> {
  const { state } = services.rollcall();
  const groupName = await groupNames(services, name);
  const links = await state.links.get(name, [...new Set(operations.map(({ sourceId }) => sourceId))]);
  return operations.map(({ desired, ...operation }) => {
    const { sourceId, after, groups } = operation;
    const isRemembered = !services.rollcall().config.twoWay.has(name);
    const base = isRemembered ? (desired?.base ?? links.get(sourceId)?.base ?? {}) : {};
    const group = /^(?:[^:]+:)?group:(.*)$/s.exec(operation.kind === 'create-group' ? sourceId : '');
    return {
      ...operation,
      name: group?.[1] ?? desired?.label ?? nameOf({ ...base, ...after }) ?? sourceId,
      joins: groups.add.map(groupName),
      leaves: groups.remove.map(groupName),
    };
  });
}

/** What people call groups of the target; for a sync that is only being set up, as its trial saw them. */
async function groupNames({ rollcall, setup }: Services, name: string): Promise<(id: string) => string> {
  const isSaved = rollcall().syncNames().includes(name);
  const owner = isSaved ? rollcall() : await setup.trialOf(name).catch(() => undefined);
  const sync = owner?.syncNames().includes(name) === true ? owner.sync(name) : undefined;
  return (id) => sync?.groupName(id) ?? id.replace(/^new:/, '');
}

/** Findings of one kind are one group, with how many there are and the first as example. */
export function groupFindings(findings: readonly Finding[]): readonly ProblemGroup[] {
  return [...Map.groupBy(findings, ({ code }) => code)].map(([code, some]) => ({
    code,
    severity: some[0]?.severity ?? 'info',
    count: some.length,
    example: some[0]?.message ?? '',
    people: some.flatMap(({ sourceId }) => (sourceId === undefined ? [] : [sourceId])).slice(0, 50),
  }));
}

/** Plans or runs a sync, for everybody or for named people. Resolves as soon as its run is written down, or after a moment. */
export async function startRun(
  services: Services,
  caller: Caller,
  sync: string,
  {
    kind,
    accounts,
    role,
    verify,
  }: {
    readonly kind: 'plan' | 'run';
    readonly accounts?: readonly string[];
    readonly role?: string;
    readonly verify?: boolean;
  },
): Promise<Job> {
  const rollcall = services.rollcall();
  requireSync(rollcall, sync);
  await services.audit.note(
    caller.name,
    kind,
    [sync, ...(accounts ?? []), ...(role === undefined ? [] : [`role ${role}`])].join(' '),
  );
  const job = services.jobs.start(sync, accounts !== undefined && kind === 'run' ? 'person' : kind, (tools) =>
    rollcall.sync(sync)[kind]({
      ...tools,
      cause: `console ${caller.name}`,
      ...(accounts === undefined ? {} : { accounts }),
      ...(role === undefined ? {} : { role }),
      ...(verify === true ? { verify } : {}),
    }),
  );
  return (await services.jobs.untilStarted(job.id, AbortSignal.timeout(START_MS))) ?? job;
}

/** Lets through what a run left waiting, or some of it, each operation exactly as it was planned. */
export async function approveRun(
  services: Services,
  caller: Caller,
  id: string,
  choice: HeldChoice = {},
): Promise<Job> {
  const run = await waitingRun(services, id);
  await services.audit.note(caller.name, 'approve', `${run.sync} ${id}${choiceText(choice)}`);
  const sync = services.rollcall().sync(run.sync);
  const job = services.jobs.start(run.sync, 'approval', (tools) =>
    sync.approve(id, { ...tools, ...choice, cause: `approval of ${id} by ${caller.name}` }),
  );
  return (await services.jobs.untilStarted(job.id, AbortSignal.timeout(START_MS))) ?? job;
}

/** What a run left waiting, or some of it, is not done. The next run that wants the same asks again. */
export async function refuseRun(
  services: Services,
  caller: Caller,
  id: string,
  choice: HeldChoice = {},
): Promise<RunRecord> {
  const run = await waitingRun(services, id);
  await services.audit.note(caller.name, 'refuse', `${run.sync} ${id}${choiceText(choice)}`);
  await services
    .rollcall()
    .sync(run.sync)
    .refuse(id, { ...choice, by: caller.name });
  return getRun(services, id);
}

/** A run whose changes wait for a person. */
export interface WaitingRun extends Pick<RunRecord, 'id' | 'sync' | 'startedAt'> {
  readonly count: number;
}

/** All that waits for a person, newest first. */
export async function listWaiting({ rollcall }: Services): Promise<readonly WaitingRun[]> {
  const runs = await rollcall().state.runs.list({ status: ['waiting'], limit: MOST_WAITING });
  return runs.map(({ id, sync, startedAt, counts }) => ({ id, sync, startedAt, count: heldIn(counts) }));
}

export function heldIn(counts: RunRecord['counts']): number {
  return Object.entries(counts).reduce((sum, [name, count]) => (name.endsWith(':held') ? sum + count : sum), 0);
}

/** For the audit: who was meant, as long as that is a line. */
function choiceText({ accounts, kinds }: HeldChoice): string {
  const some = accounts === undefined ? '' : `: ${accounts.slice(0, 10).join(', ')}`;
  const more = accounts !== undefined && accounts.length > 10 ? ` and ${accounts.length - 10} more` : '';
  return `${some}${more}${kinds === undefined ? '' : `: ${kinds.join(', ')}`}`;
}

async function waitingRun(services: Services, id: string): Promise<RunRecord> {
  const run = await getRun(services, id);
  requireSync(services.rollcall(), run.sync);
  if (run.status === 'waiting') return run;
  throw new ApiError(409, 'not-waiting', R.notWaiting);
}

/** Stops a run that was started here; what is in flight is finished. */
export async function stopRun(services: Services, caller: Caller, id: string): Promise<void> {
  const job = services.jobs.ofRun(id);
  if (job === undefined) throw notHere();
  await stopJob(services, caller, job.id);
}

/** Stops what was started here, also before it has become a run: while the systems are asked what they can do. */
export async function stopJob(services: Services, caller: Caller, id: string): Promise<Job> {
  const job = services.jobs.get(id);
  if (job?.state !== 'working') throw notHere();
  await services.audit.note(caller.name, 'stop', `${job.sync} ${job.runId ?? id}`);
  services.jobs.stop(id);
  return job;
}

function notHere(): ApiError {
  return new ApiError(409, 'not-started-here', R.notStartedHere);
}

/** Stops all runs of a sync at once and lets none start, or takes that back. */
export async function freezeSync(
  services: Services,
  caller: Caller,
  sync: string,
  { frozen, reason }: { readonly frozen: boolean; readonly reason: string },
): Promise<void> {
  const rollcall = services.rollcall();
  requireSync(rollcall, sync);
  await services.audit.note(caller.name, frozen ? 'freeze' : 'unfreeze', sync);
  if (frozen) return rollcall.freeze(reason === '' ? `by ${caller.name}` : reason, sync);
  await rollcall.unfreeze(sync);
  // A freeze of everything would keep this one from running.
  if ((await rollcall.frozen(sync)) !== undefined) await rollcall.unfreeze();
}

/** The plan as data; without values, which are personal data. */
export async function planOf(services: Services, id: string): Promise<Omit<PlanFile, 'source' | 'held' | 'findings'>> {
  const run = await getRun(services, id);
  const operations: PlanFile['operations'][number][] = [];
  for await (const page of operationPages(services.rollcall().state.journal, id))
    for (const { sourceId, targetId, kind, key, status, reason, groups, ...rest } of page)
      operations.push({
        ...{ sourceId, targetId, kind, key, status, reason },
        attributes: Object.keys(rest.after),
        joins: groups.add,
        leaves: groups.remove,
      });
  return { rollcallPlan: 1, sync: run.sync, hash: run.planHash ?? '', summary: run.counts, operations };
}

function writePlace({ phase, sourceId, kind, seq }: OperationRecord): string {
  return Buffer.from(JSON.stringify([phase, sourceId, kind, seq])).toString('base64url');
}

/** Only the place of an operation in the order is looked at. */
function readPlace(text: string): OperationRecord | undefined {
  try {
    const [phase, sourceId, kind, seq] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[];
    const isPlace =
      typeof phase === 'number' && typeof sourceId === 'string' && typeof kind === 'string' && typeof seq === 'number';
    return isPlace ? ({ phase, sourceId, kind, seq } as OperationRecord) : undefined;
  } catch {
    return undefined;
  }
}
