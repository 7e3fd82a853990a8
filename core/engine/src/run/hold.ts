import type { OperationKind } from '../ports/state.js';
import { holdBeyondCanary } from './canary.js';
import { type GuardDecision, guard, LIMITED } from './guard.js';
import { operationPages } from './operation-pages.js';
import type { RunContext } from './run-context.js';

const HOUR_MS = 3_600_000;
const LINKING = ['create', 'link', 'update', 'reactivate'] as const;
const REMOVALS = ['deactivate', 'delete'] as const;

/** Step `guard`: holds what a person must look at first, and says what and why. */
export async function applyGuard(context: RunContext): Promise<readonly GuardDecision[]> {
  const { state, sync } = context;
  const before = await heldBefore(context);
  const links = await state.links.count(sync.name);
  const decisions = await holdBeyondLimits(context, links);
  return [...before, ...decisions, ...(await holdBeyondCanary(context, links))];
}

/** What this run has done already counts: looking again must not be a way around a limit. */
export async function holdBeyondLimits(
  context: RunContext,
  links: { readonly active: number; readonly inactive: number },
): Promise<readonly GuardDecision[]> {
  const { state, sync, runId } = context;
  const limits = { limits: sync.guard, linked: links.active + links.inactive, before: await doneBefore(context) };
  const decisions = guard(limits, await countByKind(context, 'planned'));
  if (decisions.length > 0)
    await state.journal.hold(
      runId,
      decisions.map(({ kind }) => kind),
    );
  if (decisions.length > 0) await holdNewcomers(context);
  return decisions;
}

/** Who has no account yet, or none that is known to be theirs, waits as a whole: the rest is let through with it, and could not go before. */
async function holdNewcomers({ state: { journal }, runId }: RunContext): Promise<void> {
  for await (const page of operationPages(journal, runId, { status: ['held'], kinds: LINKING })) {
    const newcomers = page.filter(({ kind, reason }) => kind === 'create' || reason.code === 'adopted');
    if (newcomers.length > 0)
      await journal.holdAccounts(
        runId,
        newcomers.map(({ sourceId }) => sourceId),
      );
  }
}

/** What was done within each limit's window: that of hours, or this run. */
async function doneBefore(context: RunContext): Promise<ReadonlyMap<OperationKind, number>> {
  const { state, sync, clock } = context;
  const before = new Map(await countByKind(context, 'done'));
  for (const kind of LIMITED) {
    const hours = sync.guard[kind]?.perHours;
    if (hours === undefined) continue;
    const done = await state.journal.doneSince(sync.name, clock.now() - hours * HOUR_MS);
    before.set(kind, done.get(kind) ?? 0);
  }
  return before;
}

/** What planning itself held: weak matches, and removals after a read without proof. */
async function heldBefore(context: RunContext): Promise<readonly GuardDecision[]> {
  const held = (await context.state.journal.counts(context.runId)).filter(({ status }) => status === 'held');
  return held.map(({ kind, count: planned }) => ({
    kind,
    planned,
    allowed: 0,
    message: REMOVALS.some((removal) => removal === kind)
      ? `${planned} × ${kind} wait: the source is not proven to be read completely`
      : `${planned} × ${kind} wait for a person: is it the same one in the target?`,
  }));
}

export async function countByKind(
  context: RunContext,
  wanted: 'planned' | 'done',
): Promise<ReadonlyMap<OperationKind, number>> {
  const counts = await context.state.journal.counts(context.runId);
  return new Map(counts.filter(({ status }) => status === wanted).map((entry) => [entry.kind, entry.count]));
}

/** Without a proof that the source was read wholly, nothing is taken from anybody. */
export async function withholdRemovals(context: RunContext, reason: string): Promise<void> {
  const planned = await countByKind(context, 'planned');
  const withheld = REMOVALS.reduce((sum, kind) => sum + (planned.get(kind) ?? 0), 0);
  await context.state.journal.note(context.runId, [
    {
      code: 'read-unproven',
      severity: 'warning',
      message: `the source is not proven to be read completely: ${reason}; ${withheld} removals are left out, and missing accounts are not treated as gone`,
    },
  ]);
  if (withheld > 0) await context.state.journal.hold(context.runId, REMOVALS);
}

/** While anything waits for a person, what a second look finds to remove waits as well. */
export async function keepRemovalsHeld(context: RunContext): Promise<void> {
  const counts = await context.state.journal.counts(context.runId);
  const held = counts.some(({ status }) => status === 'held');
  if (held) await context.state.journal.hold(context.runId, REMOVALS);
}
