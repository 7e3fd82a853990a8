import type { Account } from '@rollcall/contract';
import type { Link } from '../ports/state.js';
import { refusedBecause } from '../run/account-plan.js';
import { EMPTY, NO_GROUPS, operation } from '../run/draft-operation.js';
import { ACTIVE, ANOTHER, type BasePatch, otherSide, type Side } from './fact.js';
import { labelOf } from './label-of.js';
import { asPatch } from './pair-base.js';
import { type PassContext, planningOf } from './pass-context.js';
import { NO_PLAN, type PairPlan } from './plan-pair.js';

/** A pair of which one account is out of its side's scope. */
export interface OutOfScopePair {
  readonly first: Account;
  readonly second: Account;
  readonly link: Link;
}

/** The side whose account is out of scope, and why; `undefined` when neither is, or both are. */
export function leftScope(
  { pair }: PassContext,
  accounts: Readonly<Record<Side, Account>>,
): { readonly side: Side; readonly why: string } | undefined {
  const first = pair.scope.first(accounts.first);
  const second = pair.scope.second(accounts.second);
  if (first.in === second.in) return undefined;
  return first.in
    ? { side: 'second', why: second.in ? '' : second.why }
    : { side: 'first', why: first.in ? '' : first.why };
}

/**
 * What happens to the partner of an account that left its side's scope. It is deactivated once: whoever lets it sign in again meanwhile is
 * not fought. When the account is in scope again, whether it may sign in there decides.
 */
export function planOutOfScope(context: PassContext, { first, second, link }: OutOfScopePair): PairPlan {
  const { pair } = context;
  const left = leftScope(context, { first, second });
  const rest = (side: string): PairPlan => ({ ...NO_PLAN, skipped: `out-of-scope-${side}` });
  if (left === undefined) return rest('both');
  const { side, why } = left;
  const to = otherSide(side);
  const partner = to === 'first' ? first : second;
  const mayBlock = pair.signIn === 'both' || pair.signIn === side;
  if (!mayBlock || partner.active === false || link.state === 'inactive') return rest(side);
  const refusal = refusedBecause(pair.toward[to], 'deactivate');
  if (refusal !== undefined) return { ...NO_PLAN, skipped: refusal };
  const { salt, runId, now, approved } = planningOf(context);
  const patch: BasePatch = to === 'second' ? [ANOTHER, false] : [false, ANOTHER];
  const draft = operation(
    { sync: pair.toward[to], salt, runId, now, ...(approved === undefined ? {} : { approved }) },
    {
      sourceId: side === 'first' ? first.id : second.id,
      targetId: partner.id,
      kind: 'deactivate',
      reason: { code: 'out-of-scope', detail: `${pair.connections[side].name}: ${why}` },
      delta: EMPTY,
      groups: NO_GROUPS,
      desired: { hash: '', base: asPatch(new Map([[ACTIVE, patch]])), groups: [], ...labelOf(partner) },
      claims: [],
    },
  );
  return { ...NO_PLAN, operations: { ...NO_PLAN.operations, [to]: [draft] } };
}
