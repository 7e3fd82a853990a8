import type { AccountWriter } from '@rollcall/contract';
import type { Link, OperationRecord, Settlement } from '../ports/state.js';
import { correlationTerms } from './correlation-key.js';
import { groupsNow } from './new-groups.js';
import { count, type RunContext } from './run-context.js';
import { blankLink, type SettleContext, settleDone } from './settlement.js';

const PAGE = 100;

/**
 * Clears up what an earlier run left open: operations that were about to be sent, or whose outcome nobody knows.
 * A create is looked for in the target before anything is sent again; whatever else was in flight makes its link
 * uncertain, so that planning reads the target account before it writes.
 */
export async function recover(context: RunContext): Promise<void> {
  const { state, sync, runId } = context;
  for (;;) {
    const open = await state.journal.unsettled(sync.name, PAGE);
    if (open.length === 0) return;
    context.progress({ step: 'recover', operations: open.length });
    const links = new Map(await state.links.get(sync.name, [...new Set(open.map(({ sourceId }) => sourceId))]));
    const settlements: Settlement[] = [];
    for (const operation of open) {
      const settlement = await resolve(context, operation, links.get(operation.sourceId));
      settlements.push(settlement);
      if (settlement.link !== undefined) links.set(operation.sourceId, settlement.link);
    }
    await state.journal.settle(runId, settlements);
    count(context, 'recovered', open.length);
  }
}

async function resolve(context: RunContext, operation: OperationRecord, link: Link | undefined): Promise<Settlement> {
  const writer = context.sync.to.provider.writer;
  const linked = link !== undefined && link.targetId !== null && link.state !== 'deleted';
  if (operation.kind === 'create' && !linked && writer !== undefined)
    return resolveCreate(context, operation, link, writer);
  const settlement: Settlement = {
    seq: operation.seq,
    status: 'failed',
    settledAt: context.clock.now(),
    error: { code: 'interrupted', message: 'the run that sent it ended before the outcome was written down' },
  };
  if (!linked) return adoptionOf(context, operation, link, settlement);
  if (context.sync.paired !== undefined) {
    const base = await landedBase(context, operation, link);
    return {
      ...settlement,
      link: { ...blankLink(settling(context), operation, link), base, hash: '', uncertain: true },
    };
  }
  // Memberships that were to be added may be there: they count as given, so that they can be taken away again.
  const groups = [...new Set([...link.groups, ...groupsNow(context)(operation.groups.add)])];
  return {
    ...settlement,
    link: { ...blankLink(settling(context), operation, link), groups, hash: '', uncertain: true },
  };
}

/** An adoption that was under way: the account may carry our values already, so it is that person's from now on. */
async function adoptionOf(
  context: RunContext,
  operation: OperationRecord,
  link: Link | undefined,
  settlement: Settlement,
): Promise<Settlement> {
  const { targetId } = operation;
  if (targetId === null || !ADOPTS.has(operation.kind)) return settlement;
  const owner = (await context.state.links.byTarget(context.sync.name, [targetId])).get(targetId);
  if (owner !== undefined && owner.sourceId !== operation.sourceId) return settlement;
  return {
    ...settlement,
    link: {
      ...blankLink(settling(context), operation, link),
      targetId,
      state: 'active',
      groups: groupsNow(context)(operation.groups.add),
      base: await landedBase(context, operation, link),
      hash: '',
      uncertain: true,
    },
  };
}

/** For a two-way sync: what both sides agree on, with as much of the operation as is to be seen in the target. */
async function landedBase(
  context: RunContext,
  operation: OperationRecord,
  link: Link | undefined,
): Promise<Link['base']> {
  const { paired, to, targetAttributes } = context.sync;
  const before = link?.base ?? {};
  if (paired === undefined || operation.targetId === null) return before;
  const account = await to.provider.accounts?.get(operation.targetId, {
    attributes: targetAttributes,
    signal: context.abort,
  });
  return account === undefined ? before : paired.landed(before, operation, account);
}

const ADOPTS: ReadonlySet<string> = new Set(['update', 'reactivate', 'link']);

async function resolveCreate(
  context: RunContext,
  operation: OperationRecord,
  link: Link | undefined,
  writer: AccountWriter,
): Promise<Settlement> {
  const found = await lookUp(context, operation, writer);
  const at = { seq: operation.seq, settledAt: context.clock.now() };
  if (found.length === 0)
    return {
      ...at,
      status: 'failed',
      error: { code: 'not-created', message: 'looked up after an unknown outcome: the target has no such account' },
    };
  const [id] = found;
  const owner = id === undefined ? undefined : (await context.state.links.byTarget(context.sync.name, [id])).get(id);
  if (id === undefined || found.length > 1 || (owner !== undefined && owner.sourceId !== operation.sourceId)) {
    return {
      ...at,
      status: 'failed',
      error: {
        code: 'undecidable',
        message: `looked up after an unknown outcome: ${found.length} accounts of the target fit, or another person's; look at them, then run again`,
      },
    };
  }
  const done = settleDone(settling(context), operation, link, {
    targetId: id,
    state: 'active',
    result: { notes: ['found after an unknown outcome'] },
  });
  return done.link === undefined ? done : { ...done, link: { ...done.link, hash: '', uncertain: true } };
}

/** Ids of the target accounts that the create would have made, by the first rule that finds any. */
async function lookUp(
  context: RunContext,
  operation: OperationRecord,
  writer: AccountWriter,
): Promise<readonly string[]> {
  for (const rule of context.sync.correlate) {
    const terms = correlationTerms(rule, operation.after);
    if (terms === undefined) continue;
    const accounts = await writer.find(terms, { attributes: context.sync.targetAttributes, signal: context.abort });
    if (accounts.length > 0) return [...new Set(accounts.map(({ id }) => id))];
  }
  return [];
}

function settling(context: RunContext): SettleContext {
  return {
    now: context.clock.now(),
    runId: context.runId,
    groups: groupsNow(context),
    paired: context.sync.paired,
  };
}
