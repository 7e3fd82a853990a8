import type { OperationRecord } from '../ports/state.js';
import { newGroupAt } from './group-path.js';
import { isUnmade } from './new-groups.js';
import { operationPages } from './operation-pages.js';
import type { RunContext } from './run-context.js';
import type { Settler } from './settler.js';

export interface GroupWork {
  readonly settler: Settler;
  readonly halted: () => boolean;
  readonly settled: () => void;
  readonly fail: (operation: OperationRecord, error: unknown) => void;
}

/** What an operation that makes a group has in place of an account. */
export const GROUP_NAME = 'group:';

/**
 * Phase 0 of `apply`: makes the groups that accounts are to join, one after the other. One that cannot be made ends the run: whoever is to
 * be in it would be made without. A group that was made, and of which nobody wrote that down, is found by its name in the next run.
 */
export async function makeGroups(context: RunContext, work: GroupWork): Promise<void> {
  const { state, runId, sync, clock, abort, madeGroups } = context;
  const creator = sync.to.provider.groupWriter;
  if (creator === undefined) return;
  const before = madeGroups.size;
  for await (const page of operationPages(state.journal, runId, { status: ['planned'], kinds: ['create-group'] })) {
    for (const operation of page) {
      if (work.halted()) break;
      await state.journal.intend(runId, [operation.seq], clock.now());
      const path = operation.sourceId.slice(GROUP_NAME.length);
      try {
        const { name, under } = newGroupAt(sync.groups?.targets ?? [], path);
        const parentId = under === 'missing' ? undefined : under?.id;
        const group = await creator.create(name, { signal: abort, key: operation.key }, parentId);
        madeGroups.set(`new:${path}`, group.id);
        work.settler.add({ seq: operation.seq, status: 'done', settledAt: clock.now(), targetId: group.id });
        work.settled();
      } catch (error) {
        work.fail(operation, error);
      }
    }
  }
  if (madeGroups.size > before) await context.onGroupsMade?.();
}

/** Whoever was to join a group that nobody let the run make is not touched: half of what was planned is not what somebody looked at. */
export async function skipWithoutGroup(context: RunContext, { settler, settled }: GroupWork): Promise<void> {
  const { state, runId, sync, clock, madeGroups } = context;
  const isLacking = (id: string): boolean => isUnmade(id) && !madeGroups.has(id);
  if (!(sync.groups?.missing ?? []).some((name) => isLacking(`new:${name}`))) return;
  for await (const page of operationPages(state.journal, runId, { status: ['planned'] })) {
    for (const { seq, kind, groups } of page) {
      const lacking = groups.add.find(isLacking);
      if (lacking === undefined || kind === 'create-group') continue;
      const message = `the group "${lacking.slice('new:'.length)}" is not there, and this run was not to make it`;
      settler.add({ seq, status: 'skipped', settledAt: clock.now(), error: { code: 'no-group', message } });
      settled();
    }
  }
}
