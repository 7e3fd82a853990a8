import type { Link } from '../ports/state.js';
import { type AccountPlan, type PlanContext, refusedBecause } from './account-plan.js';
import { EMPTY, NO_GROUPS, operation } from './draft-operation.js';
import type { LeaveCause } from './situation.js';

const DAY_MS = 86_400_000;

/**
 * A linked person who is no longer wanted. Where the action is to delete, the account is deactivated first and deleted when the
 * grace days are over; who returns before that gets it back.
 */
export function planLeaver(context: PlanContext, link: Link, cause: LeaveCause, why: string): AccountPlan {
  const action = context.sync.leavers[cause];
  if (action === 'keep') return skip('kept');
  const isOff = link.state === 'inactive' && !link.uncertain;
  if (action === 'deactivate') return isOff ? skip('inactive-already') : leave(context, link, cause, action, why);
  const due = dueAt(context, link);
  if (due !== undefined && context.now >= due) return leave(context, link, cause, 'delete', why);
  if (!isOff && refusedBecause(context.sync, 'deactivate') === undefined)
    return leave(
      context,
      link,
      cause,
      'deactivate',
      `${why}; it is deleted after ${context.sync.leavers.graceDays} days`,
    );
  if (link.leftAt !== null) return skip('grace');
  // Nothing is sent, but the days count from now on; without a hash a return is noticed.
  return {
    ...skip('grace'),
    link: { ...link, hash: '', leftAt: context.now, updatedRun: context.runId, updatedAt: context.now },
  };
}

/** When the account may be deleted; undefined while the days do not count yet. */
function dueAt({ sync, now }: PlanContext, { leftAt }: Link): number | undefined {
  if (sync.leavers.graceDays === 0) return now;
  return leftAt === null ? undefined : leftAt + sync.leavers.graceDays * DAY_MS;
}

function skip(code: string): AccountPlan {
  return { operations: [], findings: [], skipped: code };
}

function leave(
  context: PlanContext,
  link: Link,
  cause: LeaveCause,
  kind: 'deactivate' | 'delete',
  detail: string,
): AccountPlan {
  const refusal = refusedBecause(context.sync, kind);
  if (refusal !== undefined) return skip(refusal);
  const code = cause === 'outOfScope' ? 'out-of-scope' : cause;
  const draft = operation(context, {
    sourceId: link.sourceId,
    targetId: link.targetId,
    kind,
    reason: { code, detail },
    delta: EMPTY,
    groups: NO_GROUPS,
    desired: { hash: '', base: link.base, groups: link.groups },
    claims: [],
  });
  return { operations: [draft], findings: [] };
}
