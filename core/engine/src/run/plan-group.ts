import type { NewOperation } from '../ports/state.js';
import type { PlanContext } from './account-plan.js';
import { EMPTY, NO_GROUPS, operation } from './draft-operation.js';

/** A group that a mapping names, that the target does not have and that may be created. */
export function planGroup(context: PlanContext, name: string): NewOperation {
  return operation(context, {
    sourceId: `group:${name}`,
    targetId: null,
    kind: 'create-group',
    reason: { code: 'new-group', detail: `the target has no group "${name}"` },
    delta: EMPTY,
    groups: NO_GROUPS,
    desired: null,
    claims: [],
  });
}
