import { NotFoundError, UnsupportedError } from '@rollcall/contract';
import type { Link, OperationRecord } from '../ports/state.js';
import { operationPages } from './operation-pages.js';
import type { ResolveGroups } from './perform.js';
import type { RunContext } from './run-context.js';
import { blankLink, remembered } from './settlement.js';
import type { Settler } from './settler.js';

export interface MembershipWork {
  readonly groups: ResolveGroups;
  /** Source ids of which an operation failed in this run; their links must be looked at again. */
  readonly failedBefore: ReadonlySet<string>;
  readonly settler: Settler;
  readonly halted: () => boolean;
  readonly settled: () => void;
  readonly fail: (operation: OperationRecord, link: Link | undefined, error: unknown) => void;
}

/** Collects the membership changes of many accounts and sends each group just its members to add and to remove. */
export async function applyMemberships(context: RunContext, work: MembershipWork): Promise<void> {
  const { state, runId, sync, clock } = context;
  for await (const page of operationPages(state.journal, runId, { status: ['planned'], phase: 2 })) {
    if (work.halted()) return;
    const links = await state.links.get(
      sync.name,
      page.map(({ sourceId }) => sourceId),
    );
    const sendable = page.filter(({ sourceId }) => typeof links.get(sourceId)?.targetId === 'string');
    skipRest(page, sendable, context, work);
    await state.journal.intend(
      runId,
      sendable.map(({ seq }) => seq),
      clock.now(),
    );
    const failures = await sendByGroup(context, work, sendable, links);
    for (const operation of sendable)
      settle(context, work, operation, links.get(operation.sourceId), failures.get(operation.seq));
  }
}

/** Accounts that are not in the target, because creating them failed, cannot be members. */
function skipRest(
  page: readonly OperationRecord[],
  sendable: readonly OperationRecord[],
  context: RunContext,
  work: MembershipWork,
): void {
  const sent = new Set(sendable.map(({ seq }) => seq));
  for (const { seq } of page) {
    if (sent.has(seq)) continue;
    work.settler.add({
      seq,
      status: 'skipped',
      settledAt: context.clock.now(),
      error: { code: 'no-account', message: 'the account is not in the target' },
    });
    work.settled();
  }
}

async function sendByGroup(
  context: RunContext,
  work: MembershipWork,
  operations: readonly OperationRecord[],
  links: ReadonlyMap<string, Link>,
): Promise<ReadonlyMap<number, unknown>> {
  const failures = new Map<number, unknown>();
  for (const [groupId, change] of byGroup(operations, links, work.groups)) {
    try {
      if (work.halted()) throw context.stop.reason;
      await context.sync.to.provider.groupWriter?.change?.(
        { groupId, add: change.add, remove: change.remove },
        { signal: context.abort, key: `${context.runId}:${groupId}` },
      );
    } catch (error) {
      for (const seq of change.seqs) failures.set(seq, error);
    }
  }
  return failures;
}

interface GroupChange {
  readonly add: string[];
  readonly remove: string[];
  readonly seqs: number[];
}

function byGroup(
  operations: readonly OperationRecord[],
  links: ReadonlyMap<string, Link>,
  groups: ResolveGroups,
): ReadonlyMap<string, GroupChange> {
  const changes = new Map<string, GroupChange>();
  for (const { seq, sourceId, groups: delta } of operations) {
    const targetId = links.get(sourceId)?.targetId;
    if (typeof targetId !== 'string') continue;
    for (const side of ['add', 'remove'] as const) {
      for (const id of groups(delta[side])) {
        const change = changes.get(id) ?? { add: [], remove: [], seqs: [] };
        changes.set(id, change);
        change[side].push(targetId);
        change.seqs.push(seq);
      }
    }
  }
  return changes;
}

function settle(
  context: RunContext,
  work: MembershipWork,
  operation: OperationRecord,
  link: Link | undefined,
  failure: unknown,
): void {
  if (failure !== undefined) {
    // Of several groups some may be joined: all count as given, and the target is read before the next write.
    const groups = link === undefined ? [] : [...new Set([...link.groups, ...work.groups(operation.groups.add)])];
    work.fail(
      operation,
      link === undefined ? undefined : { ...link, groups, hash: '', uncertain: true },
      aboutGroup(failure),
    );
    return;
  }
  const now = context.clock.now();
  const known = blankLink({ now, runId: context.runId }, operation, link);
  const failed = work.failedBefore.has(operation.sourceId);
  const after = remembered({ paired: context.sync.paired, groups: work.groups }, operation, link, undefined);
  work.settler.add({
    seq: operation.seq,
    status: 'done',
    settledAt: now,
    targetId: known.targetId,
    link: {
      ...known,
      hash: failed ? '' : after.hash,
      // What an operation of a two-way sync is about, it is about alone, whatever became of the others.
      base: failed && context.sync.paired === undefined ? known.base : after.base,
      // What the target refused of the account a moment ago goes on waiting.
      ...(failed && link !== undefined ? { parkedHash: link.parkedHash, parked: link.parked } : {}),
      uncertain: failed && known.uncertain,
      groups: after.groups,
    },
  });
  work.settled();
}

/** A group that vanished says nothing about the account that should have joined it. */
function aboutGroup(failure: unknown): unknown {
  if (!NotFoundError.is(failure)) return failure;
  return new UnsupportedError({
    code: 'group-gone',
    doing: 'changing the members of a group',
    happened: failure.message,
    hint: 'run the sync again; it lists the groups anew',
    cause: failure,
  });
}
