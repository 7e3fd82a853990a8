import type { IndexedAccount, Link, Reason } from '../ports/state.js';
import type { AccountPlan, PlanContext } from './account-plan.js';
import type { Desired } from './compiled-sync.js';
import { type Delta, diffFromActual, diffFromBase } from './diff.js';
import { planPresent } from './plan-present.js';

/** A linked person who stays or returns. `actual` is given when the target was read. */
export function planStayer(
  context: PlanContext,
  link: Link,
  desired: Desired,
  returns: boolean,
  actual: IndexedAccount | undefined,
): AccountPlan {
  const delta = actual === undefined ? diffFromBase(desired, link.base) : diffFromActual(desired, actual.attributes);
  const inactive = actual?.active === null || actual === undefined ? returns : !actual.active;
  const reason: Reason = returns
    ? { code: 'returned', detail: 'it is wanted again' }
    : { code: 'changed', detail: describe(delta) };
  return planPresent(context, {
    sourceId: link.sourceId,
    targetId: link.targetId,
    desired,
    delta,
    ownedGroups: link.groups,
    inactive,
    reason,
    claims: [],
    adopt: false,
    link,
    // While somebody is away nobody settles what a broken-off run left open, so their memberships are given anew.
    presentGroups: actual?.groups ?? (link.uncertain || returns ? [] : link.groups),
  });
}

function describe({ after }: Delta): string {
  const names = Object.keys(after);
  return names.length === 0 ? 'its groups changed' : `${names.join(', ')} changed`;
}
