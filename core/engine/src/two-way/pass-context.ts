import type { Account } from '@rollcall/contract';
import type { IndexedAccount, Link, LinkHead, NewOperation } from '../ports/state.js';
import type { CompiledSync } from '../run/compiled-sync.js';
import { groupsNow, mappingWithMade } from '../run/new-groups.js';
import { count, type RunContext } from '../run/run-context.js';
import type { CompiledPair } from './compiled-pair.js';
import { Decisions } from './decisions.js';
import type { Disagreement } from './exchanged.js';
import { Marker, otherSide, type Side } from './fact.js';
import { pairedBase } from './pair-base.js';
import { bothSides } from './pair-desk.js';
import { accountName, type PairPlan, type PairPlanning } from './plan-pair.js';
import { sidedState } from './sided-state.js';

/** What every effectful step of one pass over both sides needs. */
export interface PassContext {
  readonly pair: CompiledPair;
  readonly marker: Marker;
  /** The run as a whole: its journal has the operations towards both sides. */
  readonly run: RunContext;
  /** The same run as the steps that write to one side see it. */
  readonly toward: Readonly<Record<Side, RunContext>>;
  /** Filled while everybody is looked at: only when all are known is it clear whose values have gone round. */
  readonly disagreements?: Disagreement[];
  /** What people decided about conflicts, as it was when the pass began. */
  readonly decisions?: Decisions;
}

/** A link, or as much of it as was loaded, with both ids: the account on either side once was a person's. */
export function isPaired<T extends Pick<LinkHead, 'targetId'>>(
  head: T | undefined,
): head is T & { readonly targetId: string } {
  return head !== undefined && head.targetId !== null;
}

export function planningOf({ pair, marker, run, decisions }: PassContext): PairPlanning {
  const { salt, runId, clock, approved } = run;
  return {
    ...{ pair, marker, salt, runId, now: clock.now() },
    ...(approved === undefined ? {} : { approved }),
    ...(decisions === undefined ? {} : { decisions }),
  };
}

/** Writes plans into the journal, and what needs no operation into the links. */
export async function writePlans(context: PassContext, plans: readonly PairPlan[]): Promise<number> {
  const { run, toward, pair } = context;
  const operations: Record<Side, NewOperation[]> = { first: [], second: [] };
  const links: Link[] = [];
  for (const plan of plans) {
    for (const side of ['first', 'second'] as const) operations[side].push(...plan.operations[side]);
    if (plan.link !== undefined) links.push(plan.link);
    if (plan.skipped !== undefined) count(run, `skipped:${plan.skipped}`);
    else if (plan.operations.first.length + plan.operations.second.length === 0) count(run, 'unchanged');
  }
  let written = 0;
  for (const side of ['first', 'second'] as const) {
    if (operations[side].length === 0) continue;
    const refused = await toward[side].state.journal.plan(run.runId, pair.name, operations[side]);
    written += operations[side].length - refused.length;
  }
  if (links.length > 0 && run.mode === 'run') await run.state.links.put(pair.name, links);
  const outdated = run.mode === 'run' ? plans.flatMap((plan) => plan.outdated ?? []) : [];
  for (const fact of outdated) await Decisions.forget(run.state.marks, pair.name, fact);
  const findings = plans.flatMap((plan) => plan.findings);
  if (findings.length > 0) await run.state.journal.note(run.runId, findings);
  return written;
}

/** Accounts of both sides stand in one index, each under its name. */
export function indexedAs(pair: CompiledPair, side: Side, account: Account): IndexedAccount {
  return {
    id: accountName(pair, side, account.id),
    attributes: account.attributes,
    active: account.active ?? null,
    groups: account.groups ?? null,
    version: account.version ?? null,
    protection: account.protection ?? null,
  };
}

export function accountFrom(pair: CompiledPair, side: Side, { id, ...entry }: IndexedAccount): Account {
  return {
    id: id.slice(accountName(pair, side, '').length),
    attributes: entry.attributes,
    ...(entry.active === null ? {} : { active: entry.active }),
    ...(entry.groups === null ? {} : { groups: entry.groups }),
    ...(entry.version === null ? {} : { version: entry.version }),
    ...(entry.protection === null ? {} : { protection: entry.protection }),
  };
}

/** The account as it is now, asked by id. */
export function getAccount(context: PassContext, side: Side, id: string): Promise<Account | undefined> {
  const sync = context.toward[side].sync;
  const reader = sync.to.provider.accounts;
  return reader === undefined
    ? Promise.resolve(undefined)
    : reader.get(id, { attributes: sync.targetAttributes, signal: context.run.stop });
}

/** The same, with what people decided about conflicts by now. */
export async function withDecisions(context: PassContext): Promise<PassContext> {
  return { ...context, decisions: await Decisions.load(context.run.state.marks, context.pair.name) };
}

/** The contexts of one run: as a whole, and as each side is written to. */
export function passContext(pair: CompiledPair, run: RunContext): PassContext {
  const marker = new Marker(run.salt);
  const made = { first: new Map<string, string>(), second: new Map<string, string>() };
  const now = bothSides((side) => groupsNow({ sync: pair.toward[side], madeGroups: made[side] }));
  const toward = bothSides(
    (side): RunContext => ({
      ...run,
      madeGroups: made[side],
      sync: { ...pair.toward[side], paired: pairedBase(pair, side, marker, now) },
      state: sidedState(run.state, side, pair.connections[otherSide(side)].name),
    }),
  );
  return { pair, marker, run, toward };
}

/** The same when the run has made groups: they have ids now. */
export function passWithMade(context: PassContext): PassContext {
  const { pair, toward } = context;
  const made = bothSides((side) => toward[side].madeGroups);
  if (made.first.size + made.second.size === 0) return context;
  const idOf = (side: Side, id: string): string => made[side].get(id) ?? id;
  const groups = pair.groups.map((ids) => ({
    ...ids,
    first: idOf('first', ids.first),
    second: idOf('second', ids.second),
  }));
  const withMade = (sync: CompiledSync, side: Side): CompiledSync =>
    sync.groups === undefined ? sync : { ...sync, groups: mappingWithMade(sync.groups, made[side]) };
  return {
    ...context,
    pair: { ...pair, groups, toward: bothSides((side) => withMade(pair.toward[side], side)) },
    toward: bothSides((side) => ({ ...toward[side], sync: withMade(toward[side].sync, side) })),
  };
}
