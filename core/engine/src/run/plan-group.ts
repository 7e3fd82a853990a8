import type { NewOperation } from '../ports/state.js';
import type { PlanContext } from './account-plan.js';
import { EMPTY, NO_GROUPS, operation } from './draft-operation.js';
import { GROUP_NAME } from './make-groups.js';
import type { RunContext } from './run-context.js';

/** Into the plan: every group that the table names, that the target does not have and that may be created. */
export async function planGroups({ sync, state, runId, salt, clock }: RunContext): Promise<void> {
  const missing = sync.groups?.missing ?? [];
  if (missing.length === 0) return;
  const planning = { sync, salt, runId, now: clock.now() };
  await state.journal.plan(
    runId,
    sync.name,
    missing.map((name) => planGroup(planning, name)),
  );
}

/** A group that a mapping names, that the target does not have and that may be created. */
function planGroup(context: PlanContext, name: string): NewOperation {
  return operation(context, {
    sourceId: GROUP_NAME + name,
    targetId: null,
    kind: 'create-group',
    reason: { code: 'new-group', detail: `${context.sync.to.name} has no group "${name}"` },
    delta: EMPTY,
    groups: NO_GROUPS,
    desired: null,
    claims: [],
  });
}
