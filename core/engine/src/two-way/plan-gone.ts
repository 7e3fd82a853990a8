import type { Account } from '@rollcall/contract';
import type { Link } from '../ports/state.js';
import { refusedBecause } from '../run/account-plan.js';
import { EMPTY, NO_GROUPS, operation } from '../run/draft-operation.js';
import { ACTIVE, otherSide, type Side } from './fact.js';
import { labelOf } from './label-of.js';
import { asPatch } from './pair-base.js';
import { type PassContext, planningOf, writePlans } from './pass-context.js';
import { accountName, NO_PLAN, type PairPlan } from './plan-pair.js';
import { isProtected, leftAlone } from './plan-pairs.js';

/** A person whose account is certainly gone from a side, and what is left of the other one. */
export interface Gone {
  readonly side: Side;
  readonly link: Link;
  /** The account on the other side; absent when it is gone as well. */
  readonly partner: Account | undefined;
}

/** What happens to the partners of accounts that are gone. When that is done, the pair has ended: nobody is made anew of what is left. */
export async function planGone(context: PassContext, gone: readonly Gone[]): Promise<number> {
  return gone.length === 0
    ? 0
    : writePlans(
        context,
        gone.map((one) => planOne(context, one)),
      );
}

function planOne(context: PassContext, { side, link, partner }: Gone): PairPlan {
  const { pair } = context;
  const planning = planningOf(context);
  const to = otherSide(side);
  const ended: PairPlan = {
    ...NO_PLAN,
    skipped: 'ended',
    link: {
      ...link,
      state: 'deleted',
      hash: '',
      uncertain: false,
      parkedHash: null,
      parked: null,
      updatedRun: planning.runId,
      updatedAt: planning.now,
    },
  };
  const action = pair.gone[side];
  if (partner === undefined || action === 'keep') return ended;
  if (action === 'deactivate' && partner.active === false) return ended;
  const shield = isProtected(context, to, partner);
  if (shield !== undefined)
    return leftAlone(context, to, partner.id, {
      code: 'protected',
      message: `its partner is gone from ${pair.connections[side].name}, and it is protected: ${shield}`,
    });
  const kind = action;
  const refusal = refusedBecause(pair.toward[to], kind);
  if (refusal !== undefined) return { ...NO_PLAN, skipped: refusal };
  const goneId = side === 'first' ? link.sourceId : (link.targetId ?? '');
  const { salt, runId, now, approved } = planning;
  const draft = operation(
    { sync: pair.toward[to], salt, runId, now, ...(approved === undefined ? {} : { approved }) },
    {
      sourceId: goneId,
      targetId: partner.id,
      kind,
      reason: { code: 'deleted', detail: `${accountName(pair, side, goneId)} is gone` },
      delta: EMPTY,
      groups: NO_GROUPS,
      desired: { hash: '', base: asPatch(new Map([[ACTIVE, false]] as const)), groups: [], ...labelOf(partner) },
      claims: [],
    },
  );
  return { ...NO_PLAN, operations: { ...NO_PLAN.operations, [to]: [draft] } };
}
