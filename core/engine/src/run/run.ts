import { RollcallError } from '@rollcall/contract';
import type { RunRecord, RunStatus } from '../ports/state.js';
import { Apply, countOperations } from './apply.js';
import { passCanary } from './canary.js';
import { withdrawContested } from './contested.js';
import { countMended } from './count-mended.js';
import { CandidateFinder } from './find-candidates.js';
import { withFirstCredential } from './first-credential.js';
import type { GuardDecision } from './guard.js';
import { applyGuard, countByKind, holdBeyondLimits, keepRemovalsHeld, withholdRemovals } from './hold.js';
import { contextWithMade } from './new-groups.js';
import { operationPages } from './operation-pages.js';
import { planGroups } from './plan-group.js';
import { extendPlanHash, PLAN_HASH_PAGE } from './plan-hash.js';
import { planPage } from './plan-page.js';
import { readAll, readChanged, readNamed, readRole, type SourcePage } from './read.js';
import { recover } from './recover.js';
import { judgeRead, planMissing, type ReadResult } from './removals.js';
import { count, type RunContext } from './run-context.js';
import { takeTurns } from './take-turns.js';

export type RunTask =
  | { readonly kind: 'full' }
  /** Everybody who has this role (group) of the source now, by id. Nobody is gone because the list leaves them out. */
  | { readonly kind: 'role'; readonly role: string }
  /** Whoever the source says has changed since the cursor. */
  | { readonly kind: 'changes'; readonly cursor: string }
  | {
      readonly kind: 'accounts';
      readonly ids: readonly string[] /** Apply only operations with these keys; anything else changed since they were approved. */;
      readonly onlyKeys?: ReadonlySet<string>;
    };

export interface RunResult {
  readonly status: RunStatus;
  readonly held: readonly GuardDecision[];
  readonly planHash: string | null;
  readonly read: ReadResult;
  /** Why it failed. */
  readonly error: Error | undefined;
  /** Where to go on from, after a run about changes. */
  readonly cursor?: string;
}

const NOTHING_READ: ReadResult = {
  accounts: 0,
  proof: { complete: false, reason: 'the run ended before the source was read' },
};
/** Accounts that a run looks at once more, and how often; what is left then waits for the next run. */
const AGAIN = { rounds: 3, accounts: 5_000, firstWaitMs: 500 };

/** One run, from recovery to the last write. Never rejects for what can go wrong outside; the result says it. */
export async function executeRun(context: RunContext, task: RunTask): Promise<RunResult> {
  let read = NOTHING_READ;
  const held: GuardDecision[] = [];
  try {
    if (context.mode === 'run') await recover(context);
    const last = await context.state.runs.lastProven(context.sync.name);
    read = await plan(context, task, last);
    if (task.kind === 'accounts' && task.onlyKeys !== undefined) await refuseChanged(context, task.onlyKeys);
    else held.push(...(await applyGuard(context)));
    if (context.mode === 'plan') {
      await takeTurns(context);
      await countOperations(context);
      return { status: 'planned', held, planHash: await planHash(context), read, error: undefined };
    }
    await context.state.runs.update(context.runId, {
      status: 'applying',
      sourceCount: read.accounts,
      proven: read.proof.complete,
    });
    const { fatal, heldLater } = await applyAll(
      context,
      task.kind === 'accounts' && task.onlyKeys !== undefined ? 0 : AGAIN.rounds,
    );
    held.push(...heldLater.filter(({ kind }) => !held.some((before) => before.kind === kind)));
    await countOperations(context);
    await passCanary(context);
    if (fatal !== undefined) return { status: 'failed', held, planHash: null, read, error: asError(fatal) };
    return {
      status: context.stop.aborted ? 'stopped' : held.length > 0 ? 'waiting' : 'done',
      held,
      planHash: null,
      read,
      error: undefined,
      // Of a run that was stopped, not everybody whom it read was done: the next one must read them again.
      ...(read.cursor === undefined || context.stop.aborted ? {} : { cursor: read.cursor }),
    };
  } catch (error) {
    if (context.stop.aborted && !RollcallError.is(error))
      return { status: 'stopped', held, planHash: null, read, error: undefined };
    return { status: 'failed', held, planHash: null, read, error: asError(error) };
  }
}

/** Steps `read` to `plan`: fills the journal with what is to be done. */
async function plan(context: RunContext, task: RunTask, last: RunRecord | undefined): Promise<ReadResult> {
  const finder = new CandidateFinder(context);
  await planGroups(context);
  const read = await planPages(context, task, finder);
  const proof = task.kind === 'full' ? judgeRead(read, last, context.sync.guard.shrink) : read.proof;
  if (task.kind === 'full' && proof.complete) await planMissing(context, finder);
  if (!proof.complete) await withholdRemovals(context, proof.reason);
  await withdrawContested(context);
  return { ...read, proof };
}

async function planPages(context: RunContext, task: RunTask, finder: CandidateFinder): Promise<ReadResult> {
  const pages = pagesOf(context, task);
  if (pages === undefined) return NOTHING_READ;
  let read: ReadResult = {
    accounts: 0,
    proof: { complete: false, reason: 'the list of the source ended without a proof' },
  };
  let operations = 0;
  for await (const page of pages) {
    operations += await planPage(context, page, finder, task.kind === 'full');
    read = {
      accounts: read.accounts + page.accounts.length,
      proof: page.proof ?? read.proof,
      ...(page.cursor === undefined ? {} : { cursor: page.cursor }),
    };
    context.progress({ step: 'read', accounts: read.accounts });
  }
  context.progress({ step: 'plan', operations });
  if (task.kind === 'full') return read;
  return { ...read, proof: { complete: true, how: 'it is about people who were seen, and nobody else' } };
}

function pagesOf({ sync, stop }: RunContext, task: RunTask): AsyncIterable<SourcePage> | undefined {
  const { accounts, changes } = sync.from.provider;
  if (accounts === undefined) return undefined;
  if (task.kind === 'full') return readAll(accounts, sync.sourceAttributes, stop);
  if (task.kind === 'role') return readRole(accounts, task.role, sync.sourceAttributes, stop);
  if (task.kind === 'accounts') return readNamed(accounts, task.ids, sync.sourceAttributes, stop);
  return changes === undefined ? undefined : readChanged(changes, task.cursor, accounts, sync.sourceAttributes, stop);
}

/** Takes everything out of the plan that is not exactly what was approved. */
export async function refuseChanged(context: RunContext, keys: ReadonlySet<string>): Promise<void> {
  const { journal } = context.state;
  const changed = new Set<string>();
  for await (const page of operationPages(journal, context.runId, { status: ['planned'] }))
    for (const { key, sourceId } of page) if (!keys.has(key)) changed.add(sourceId);
  if (changed.size === 0) return;
  await journal.withdraw(context.runId, [...changed]);
  await journal.note(
    context.runId,
    [...changed].map((sourceId) => ({
      sourceId,
      code: 'changed-since-plan',
      severity: 'warning' as const,
      message: 'it would be changed otherwise now than the plan says; nothing was done, make a new plan',
    })),
  );
  count(context, 'refused:changed-since-plan', changed.size);
}

/** Applies the plan, then looks again at accounts that the target's answers made worth a second look. */
async function applyAll(
  context: RunContext,
  rounds: number,
): Promise<{ readonly fatal: unknown; readonly heldLater: readonly GuardDecision[] }> {
  const heldLater: GuardDecision[] = [];
  const lookedAgain = new Set<string>();
  let ids = await applyOnce(context);
  heldLater.push(...ids.held);
  for (
    let round = 0;
    round < rounds && ids.again.size > 0 && ids.fatal === undefined && !context.stop.aborted;
    round += 1
  ) {
    if (ids.again.size > AGAIN.accounts) break;
    for (const id of ids.again) lookedAgain.add(id);
    const afterMs = AGAIN.firstWaitMs * 4 ** round;
    context.progress({ step: 'retry', accounts: ids.again.size, afterMs });
    await context.clock.sleep(afterMs, context.stop);
    await recover(context);
    const again = contextWithMade(context);
    await planPages(again, { kind: 'accounts', ids: [...ids.again].sort() }, new CandidateFinder(again));
    await withdrawContested(context);
    await keepRemovalsHeld(context);
    heldLater.push(...(await holdBeyondLimits(context, await context.state.links.count(context.sync.name))));
    ids = await applyOnce(context);
    heldLater.push(...ids.held);
    for (const id of ids.failed) lookedAgain.delete(id);
  }
  await countMended(context, lookedAgain);
  return { fatal: ids.fatal, heldLater };
}

async function applyOnce(context: RunContext): Promise<Apply['outcome']> {
  const writer = context.sync.to.provider.writer;
  const planned = [...(await countByKind(context, 'planned')).values()].reduce((sum, value) => sum + value, 0);
  if (writer === undefined || planned === 0) return { again: new Set(), failed: new Set(), held: [], fatal: undefined };
  const apply = new Apply(
    context,
    withFirstCredential(writer, context.sync.credential),
    planned,
    await takeTurns(context),
  );
  await apply.run();
  return apply.outcome;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** One hash for the whole plan: the same inputs give the same plan. */
export async function planHash(context: RunContext): Promise<string> {
  let text = '';
  for await (const page of operationPages(context.state.journal, context.runId, {}, PLAN_HASH_PAGE))
    text = extendPlanHash(text, page);
  return text;
}
