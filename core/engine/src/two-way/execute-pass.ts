import { RollcallError } from '@rollcall/contract';
import { OPERATION_KINDS } from '../ports/state.js';
import { Apply, countOperations } from '../run/apply.js';
import { passCanary } from '../run/canary.js';
import { countMended } from '../run/count-mended.js';
import { withFirstCredential } from '../run/first-credential.js';
import type { GuardDecision } from '../run/guard.js';
import { applyGuard, countByKind, holdBeyondLimits, keepRemovalsHeld, withholdRemovals } from '../run/hold.js';
import { operationPages } from '../run/operation-pages.js';
import { planGroups } from '../run/plan-group.js';
import { recover } from '../run/recover.js';
import type { ReadResult } from '../run/removals.js';
import { planHash, type RunResult, refuseChanged } from '../run/run.js';
import { takeTurns } from '../run/take-turns.js';
import { type Cursors, planChanged } from './changed-pass.js';
import { checkedWriter } from './checked-writer.js';
import { withdrawContestedPairs } from './contested-pairs.js';
import { otherSide, type Side } from './fact.js';
import { everybodySeen, settleKnownGroups, withKnownGroups } from './known-groups.js';
import { planNamed } from './named-pass.js';
import { planEverybody } from './pass.js';
import { type PassContext, passWithMade, withDecisions } from './pass-context.js';
import { accountName } from './plan-pair.js';

export type PassTask =
  | { readonly kind: 'full' }
  /** Whoever a side says has changed since its cursor; a side without one is read and compared. */
  | { readonly kind: 'changes'; readonly cursors: Cursors }
  | {
      readonly kind: 'accounts';
      /** Names of accounts of either side (`website:612`). */
      readonly names: readonly string[];
      /** Apply only operations with these keys; anything else changed since they were approved. */
      readonly onlyKeys?: ReadonlySet<string>;
    };

const NOTHING_READ: ReadResult = {
  accounts: 0,
  proof: { complete: false, reason: 'the run ended before both sides were read' },
};
const AGAIN = { rounds: 3, accounts: 5_000, firstWaitMs: 500 };
const SIDES = ['second', 'first'] as const;
const MOST_RUNS = 100;

/** Set once a person has approved the first joining of two systems. */
export const joinedMark = (sync: string): string => `joined:${sync}`;

/** One pass of a two-way sync, from recovery to the last write. Never rejects for what can go wrong outside; the result says it. */
export async function executePass(bare: PassContext, asked: PassTask): Promise<RunResult> {
  const { run } = bare;
  let read = NOTHING_READ;
  const held: GuardDecision[] = [];
  try {
    let context = await withKnownGroups(await withDecisions(bare));
    let lookAtAll = false;
    if (run.mode === 'run') {
      for (const side of SIDES) await recover(context.toward[side]);
      ({ context, lookAtAll } = await settleKnownGroups(context));
    }
    const task: PassTask = lookAtAll && asked.kind === 'changes' ? { kind: 'full' } : asked;
    read = await plan(context, task);
    const approved = task.kind === 'accounts' ? task.onlyKeys : undefined;
    if (approved !== undefined) await refuseChanged(run, approved);
    else held.push(...(await applyGuard(run)), ...(await holdJoining(context, task)));
    if (run.mode === 'plan') {
      for (const side of SIDES) await takeTurns(context.toward[side]);
      await countOperations(run);
      return { status: 'planned', held, planHash: await planHash(run), read, error: undefined };
    }
    await run.state.runs.update(run.runId, {
      status: 'applying',
      sourceCount: read.accounts,
      proven: read.proof.complete,
    });
    const { fatal, heldLater } = await applyAll(context, approved === undefined ? AGAIN.rounds : 0);
    held.push(...heldLater.filter(({ kind }) => !held.some((before) => before.kind === kind)));
    await countOperations(run);
    await passCanary(run);
    if (fatal === undefined && approved !== undefined && (await isJoiningOver(context, approved)))
      await run.state.marks.set(joinedMark(context.pair.name), 'approved');
    if (fatal !== undefined) return { status: 'failed', held, planHash: null, read, error: asError(fatal) };
    if (lookAtAll && task.kind === 'full' && read.proof.complete && !run.stop.aborted) await everybodySeen(context);
    return {
      status: run.stop.aborted ? 'stopped' : held.length > 0 ? 'waiting' : 'done',
      held,
      planHash: null,
      read,
      error: undefined,
      // What was not sent because the run was stopped must be found again.
      ...(read.cursor === undefined || run.stop.aborted ? {} : { cursor: read.cursor }),
    };
  } catch (error) {
    if (run.stop.aborted && !RollcallError.is(error))
      return { status: 'stopped', held, planHash: null, read, error: undefined };
    return { status: 'failed', held, planHash: null, read, error: asError(error) };
  }
}

async function plan(context: PassContext, task: PassTask): Promise<ReadResult> {
  const { run } = context;
  for (const side of SIDES) await planGroups(context.toward[side]);
  const read =
    task.kind === 'full'
      ? await planEverybody(context, await run.state.runs.lastProven(context.pair.name))
      : task.kind === 'changes'
        ? await planChanged(context, task.cursors)
        : await planNamed(context, idsOf(context, task.names), { mayReadAll: true });
  if (!read.proof.complete) await withholdRemovals(run, read.proof.reason);
  await withdrawContestedPairs(context);
  return read;
}

/** A name without its connection may be one of either side: an event is a hint to look. */
function idsOf({ pair }: PassContext, names: readonly string[]): Readonly<Record<Side, readonly string[]>> {
  const ids: Record<Side, string[]> = { first: [], second: [] };
  for (const name of names) {
    const side = SIDES.find((one) => name.startsWith(accountName(pair, one, '')));
    if (side !== undefined) ids[side].push(name.slice(accountName(pair, side, '').length));
    else for (const one of SIDES) ids[one].push(name);
  }
  return ids;
}

/** Two systems that never were joined: nothing is written before a person has seen who becomes whom. */
async function holdJoining({ run, pair }: PassContext, task: PassTask): Promise<readonly GuardDecision[]> {
  const { marks, journal } = run.state;
  if ((await marks.get(joinedMark(pair.name))) !== undefined) return [];
  const planned = [...(await countByKind(run, 'planned')).values()].reduce((sum, value) => sum + value, 0);
  if (planned === 0) {
    if (task.kind === 'full' && run.mode === 'run') await marks.set(joinedMark(pair.name), 'nothing to join');
    return [];
  }
  await journal.hold(run.runId, OPERATION_KINDS);
  const message = `${planned} operations wait: ${pair.connections.first.name} and ${pair.connections.second.name} are joined for the first time, and nothing is written before somebody has looked at it`;
  return [{ kind: 'link', planned, allowed: 0, message }];
}

/** Somebody has answered everything that waits, but for choices between two values: to let one person through is not to let all through. */
async function isJoiningOver({ run, pair }: PassContext, approved: ReadonlySet<string>): Promise<boolean> {
  const { runs, journal } = run.state;
  for (const { id } of await runs.list({ sync: pair.name, status: ['waiting'], limit: MOST_RUNS })) {
    for await (const page of operationPages(journal, id, { status: ['held'] }))
      if (page.some(({ key, reason }) => reason.code !== 'conflict' && !approved.has(key))) return false;
  }
  return true;
}

interface Outcome {
  readonly again: Set<string>;
  /** Names of accounts of which an operation did not work. */
  readonly failed: ReadonlySet<string>;
  readonly held: readonly GuardDecision[];
  readonly fatal: unknown;
}

async function applyAll(
  context: PassContext,
  rounds: number,
): Promise<{ readonly fatal: unknown; readonly heldLater: readonly GuardDecision[] }> {
  const { run, pair } = context;
  const heldLater: GuardDecision[] = [];
  const lookedAgain = new Set<string>();
  let outcome = await applyOnce(context);
  heldLater.push(...outcome.held);
  for (
    let round = 0;
    round < rounds && outcome.again.size > 0 && outcome.fatal === undefined && !run.stop.aborted;
    round += 1
  ) {
    if (outcome.again.size > AGAIN.accounts) break;
    for (const name of outcome.again) lookedAgain.add(name);
    const afterMs = AGAIN.firstWaitMs * 4 ** round;
    run.progress({ step: 'retry', accounts: outcome.again.size, afterMs });
    await run.clock.sleep(afterMs, run.stop);
    for (const side of SIDES) await recover(context.toward[side]);
    // What the run read before is older than what it wrote.
    await planNamed(passWithMade(context), idsOf(context, [...outcome.again].sort()), { mayReadAll: false });
    await withdrawContestedPairs(context);
    await keepRemovalsHeld(run);
    heldLater.push(...(await holdBeyondLimits(run, await run.state.links.count(pair.name))));
    outcome = await applyOnce(context);
    heldLater.push(...outcome.held);
    for (const name of outcome.failed) lookedAgain.delete(name);
  }
  await countMended(run, lookedAgain);
  return { fatal: outcome.fatal, heldLater };
}

/** One side after the other: both write to the same links. */
async function applyOnce(context: PassContext): Promise<Outcome> {
  const { run, pair, toward } = context;
  const planned = [...(await countByKind(run, 'planned')).values()].reduce((sum, value) => sum + value, 0);
  const again = new Set<string>();
  const failed = new Set<string>();
  const held: GuardDecision[] = [];
  let fatal: unknown;
  for (const side of SIDES) {
    const { provider } = toward[side].sync.to;
    if (planned === 0 || fatal !== undefined || provider.writer === undefined) continue;
    const apply = new Apply(
      toward[side],
      withFirstCredential(checkedWriter(provider.writer, provider.accounts), toward[side].sync.credential),
      planned,
      await takeTurns(toward[side]),
    );
    await apply.run();
    fatal = apply.outcome.fatal;
    held.push(...apply.outcome.held);
    for (const id of apply.outcome.again) again.add(accountName(pair, otherSide(side), id));
    for (const id of apply.outcome.failed) failed.add(accountName(pair, otherSide(side), id));
  }
  return { again, failed, held, fatal };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
