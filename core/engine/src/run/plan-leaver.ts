import type { Link } from '../ports/state.js';
import { type AccountPlan, type PlanContext, refusedBecause } from './account-plan.js';
import { EMPTY, NO_GROUPS, operation } from './draft-operation.js';
import type { LeaveCause } from './situation.js';

/** A linked person who is no longer wanted. */
export function planLeaver(context: PlanContext, link: Link, cause: LeaveCause, why: string): AccountPlan {
  const action = context.sync.leavers[cause];
  if (action === 'keep') return { operations: [], findings: [], skipped: 'kept' };
  if (action === 'deactivate' && link.state === 'inactive' && !link.uncertain)
    return { operations: [], findings: [], skipped: 'inactive-already' };
  const refusal = refusedBecause(context.sync, action);
  if (refusal !== undefined) return { operations: [], findings: [], skipped: refusal };
  const code = cause === 'outOfScope' ? 'out-of-scope' : cause;
  const leave = operation(context, {
    sourceId: link.sourceId,
    targetId: link.targetId,
    kind: action,
    reason: { code, detail: why },
    delta: EMPTY,
    groups: NO_GROUPS,
    desired: { hash: '', base: link.base, groups: link.groups },
    claims: [],
  });
  return { operations: [leave], findings: [] };
}
