import type { Account, AttributeValue } from '@rollcall/contract';
import { RejectedError, UnsupportedError } from '@rollcall/contract';
import type { Finding, IndexedAccount, Link, LinkHead, NewOperation } from '../ports/state.js';
import type { AccountPlan, PlanContext } from './account-plan.js';
import type { Desired } from './compiled-sync.js';
import { correlate, indexed, type Seeker } from './correlate.js';
import type { CandidateFinder } from './find-candidates.js';
import { planJoiner, wanted } from './plan-joiner.js';
import { planLeaver } from './plan-leaver.js';
import { planStayer } from './plan-stayer.js';
import type { SourcePage } from './read.js';
import { count, type RunContext } from './run-context.js';
import { type LeaveCause, situationOf } from './situation.js';
import { firstFree } from './unique.js';

const UNKNOWN = 'the source has no account of this id, and no account of the target is linked to it';

interface Joiner {
  readonly account: Account;
  readonly desired: Desired;
}
interface Stayer extends Joiner {
  readonly returns: boolean;
}
interface Leaver {
  readonly sourceId: string;
  readonly cause: LeaveCause;
  readonly why: string;
}
interface Sorted {
  readonly joiners: Joiner[];
  readonly stayers: Stayer[];
  readonly leavers: Leaver[];
  readonly findings: Finding[];
}

/** Steps `scope` to `plan` for one page of source accounts; writes the resulting operations into the journal. A page of a full read marks its accounts as seen. */
export async function planPage(
  context: RunContext,
  page: SourcePage,
  finder: CandidateFinder,
  markSeen = false,
): Promise<number> {
  const { state, sync, runId } = context;
  const ids = [...page.accounts.map(({ id }) => id), ...page.missing];
  const { heads, repeated } = await state.links.heads(sync.name, ids, markSeen ? runId : undefined);
  const sorted = sortAccounts(context, page, heads, new Set(repeated));
  if (sorted.joiners.length + sorted.stayers.length + sorted.leavers.length + sorted.findings.length === 0) return 0;
  return writePlans(context, sorted.findings, await planSorted(context, sorted, finder));
}

function sortAccounts(
  context: RunContext,
  page: SourcePage,
  heads: ReadonlyMap<string, LinkHead>,
  repeated: ReadonlySet<string>,
): Sorted {
  const sorted: Sorted = { joiners: [], stayers: [], leavers: [], findings: [] };
  let unchanged = 0;
  for (const account of page.accounts) {
    if (repeated.has(account.id)) continue;
    if (sortAccount(context, account, heads.get(account.id), sorted)) unchanged += 1;
  }
  if (unchanged > 0) count(context, 'unchanged', unchanged);
  for (const sourceId of page.missing) {
    const state = heads.get(sourceId)?.state;
    if (state === 'active' || state === 'inactive')
      sorted.leavers.push({ sourceId, cause: 'deleted', why: 'it is gone from the source' });
    else {
      count(context, 'skipped:unknown');
      sorted.findings.push({ sourceId, code: 'unknown', severity: 'warning', message: UNKNOWN });
    }
  }
  return sorted;
}

/** True when the account is unchanged. */
function sortAccount(context: RunContext, account: Account, head: LinkHead | undefined, into: Sorted): boolean {
  try {
    const looked = context.verify && head !== undefined && head.targetId !== null ? { ...head, uncertain: true } : head;
    const situation = situationOf(context.sync, account, looked);
    if (situation.kind === 'unchanged') return true;
    if (situation.kind === 'skipped') count(context, `skipped:${situation.code}`);
    else if (situation.kind === 'joins') into.joiners.push({ account, desired: situation.desired });
    else if (situation.kind === 'stays')
      into.stayers.push({ account, desired: situation.desired, returns: situation.returns });
    else into.leavers.push({ sourceId: account.id, cause: situation.cause, why: situation.why });
  } catch (error) {
    if (!RejectedError.is(error)) throw error;
    into.findings.push({ sourceId: account.id, code: error.code, severity: 'error', message: error.message });
    count(context, `skipped:${error.code}`);
  }
  return false;
}

async function planSorted(
  context: RunContext,
  sorted: Sorted,
  finder: CandidateFinder,
): Promise<readonly AccountPlan[]> {
  const planning: PlanContext = {
    sync: context.sync,
    salt: context.salt,
    runId: context.runId,
    now: context.clock.now(),
    ...(context.approved === undefined ? {} : { approved: context.approved }),
  };
  const links = await context.state.links.get(context.sync.name, [
    ...sorted.stayers.map(({ account }) => account.id),
    ...sorted.leavers.map(({ sourceId }) => sourceId),
  ]);
  const { plans, vanished } = await planStayers(context, planning, sorted.stayers, links, finder);
  for (const leaver of sorted.leavers) {
    const link = links.get(leaver.sourceId);
    if (link !== undefined) plans.push(planLeaver(planning, link, leaver.cause, leaver.why));
  }
  plans.push(...(await planJoiners(context, planning, [...sorted.joiners, ...vanished], finder)));
  return plans;
}

async function planStayers(
  context: RunContext,
  planning: PlanContext,
  stayers: readonly Stayer[],
  links: ReadonlyMap<string, Link>,
  finder: CandidateFinder,
): Promise<{ plans: AccountPlan[]; vanished: Joiner[] }> {
  const plans: AccountPlan[] = [];
  const vanished: Joiner[] = [];
  const doubtful = stayers
    .map(({ account }) => links.get(account.id))
    .filter((link) => link !== undefined && (link.uncertain || context.verify));
  const actual = await readActual(context, doubtful as readonly Link[], finder);
  for (const { account, desired, returns } of stayers) {
    const link = links.get(account.id);
    if (link === undefined) continue;
    const now = link.targetId === null ? undefined : actual.get(link.targetId);
    if (now === 'gone') vanished.push({ account, desired });
    else plans.push(planStayer(planning, link, desired, returns, now));
  }
  return { plans, vanished };
}

/** The target accounts behind links that must be looked at. A target that cannot be asked by id leaves them out: then everything is sent again. */
async function readActual(
  context: RunContext,
  links: readonly Link[],
  finder: CandidateFinder,
): Promise<ReadonlyMap<string, IndexedAccount | 'gone'>> {
  const actual = new Map<string, IndexedAccount | 'gone'>();
  const ids = links.map(({ targetId }) => targetId).filter((id) => id !== null);
  if (ids.length === 0) return actual;
  if (context.verify && (await finder.readTarget())) {
    const found = await context.state.target.get(context.runId, ids);
    for (const id of ids) actual.set(id, found.get(id) ?? 'gone');
    return actual;
  }
  const reader = context.sync.to.provider.accounts;
  if (reader === undefined) return actual;
  try {
    for (const id of ids) {
      const account = await reader.get(id, { attributes: context.sync.targetAttributes, signal: context.abort });
      actual.set(id, account === undefined ? 'gone' : indexed(account));
    }
  } catch (error) {
    if (!UnsupportedError.is(error)) throw error;
  }
  return actual;
}

async function planJoiners(
  context: RunContext,
  planning: PlanContext,
  joiners: readonly Joiner[],
  finder: CandidateFinder,
): Promise<readonly AccountPlan[]> {
  if (joiners.length === 0) return [];
  const { sync, state } = context;
  const seekers: readonly Seeker[] = joiners.map(({ account, desired }) => ({
    sourceId: account.id,
    attributes: wanted(desired),
  }));
  const matches = await correlate(sync, seekers, await finder.candidates(seekers.length));
  const matched = [...matches.values()].filter((match) => match.kind === 'one').map(({ account }) => account.id);
  const owners = matched.length === 0 ? new Map<string, Link>() : await state.links.byTarget(sync.name, matched);
  const plans: AccountPlan[] = [];
  for (const { account, desired } of joiners) {
    const match = matches.get(account.id) ?? { kind: 'none' as const };
    const owner = match.kind === 'one' ? owners.get(match.account.id) : undefined;
    const chosen = match.kind === 'none' ? await withFreeValues(context, account.id, desired) : desired;
    plans.push('operations' in chosen ? chosen : planJoiner(planning, account.id, chosen, match, owner));
  }
  return plans;
}

/** Gives attributes that must be unique the first value that nobody in the target has. */
async function withFreeValues(context: RunContext, sourceId: string, desired: Desired): Promise<Desired | AccountPlan> {
  const names = Object.keys(desired.candidates);
  if (names.length === 0) return desired;
  const chosen: Record<string, AttributeValue> = {};
  for (const name of names) {
    const free = await firstFree(context, name, desired.candidates[name] ?? []);
    if (free === undefined) {
      const message = `${name}: none of its ${desired.candidates[name]?.length ?? 0} values is free in the target`;
      return {
        operations: [],
        findings: [{ sourceId, code: 'no-unique-value', severity: 'error', message }],
        skipped: 'no-unique-value',
      };
    }
    chosen[name] = free;
  }
  return { ...desired, onCreate: { ...desired.onCreate, ...chosen } };
}

async function writePlans(
  context: RunContext,
  findings: readonly Finding[],
  plans: readonly AccountPlan[],
): Promise<number> {
  const { state, sync, runId } = context;
  const operations: NewOperation[] = [];
  const links: Link[] = [];
  const notes = [...findings];
  for (const plan of plans) {
    operations.push(...plan.operations);
    notes.push(...plan.findings);
    if (plan.link !== undefined) links.push(plan.link);
    if (plan.skipped !== undefined) count(context, `skipped:${plan.skipped}`);
    else if (plan.operations.length === 0) count(context, 'unchanged');
  }
  const refused = operations.length === 0 ? [] : await state.journal.plan(runId, sync.name, operations);
  if (links.length > 0 && context.mode === 'run') await state.links.put(sync.name, links);
  if (refused.length > 0) count(context, 'repeated', refused.length);
  if (notes.length > 0) await state.journal.note(runId, notes);
  return operations.length - refused.length;
}
