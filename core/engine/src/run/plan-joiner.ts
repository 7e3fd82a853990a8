import type { Attributes } from '@rollcall/contract';
import type { Link, NewOperation, Reason } from '../ports/state.js';
import { type AccountPlan, conflict, type PlanContext, refusedBecause } from './account-plan.js';
import type { Desired } from './compiled-sync.js';
import type { Match } from './correlate.js';
import { correlationKey } from './correlation-key.js';
import { diffFromActual, diffFromNothing } from './diff.js';
import { membership, NO_GROUPS, operation } from './draft-operation.js';
import { planPresent } from './plan-present.js';
import { protectionOf } from './protection.js';

/** A person whom the target may or may not have. */
export function planJoiner(
  context: PlanContext,
  sourceId: string,
  desired: Desired,
  match: Match,
  owner: Link | undefined,
): AccountPlan {
  if (match.kind === 'ambiguous') {
    return conflict(
      sourceId,
      'ambiguous',
      `${match.rule.attributes.join(' + ')} fits ${match.ids.length} accounts of the target (${match.ids.join(', ')}); make it unique there, or correlate by something else`,
    );
  }
  if (match.kind === 'one') return planAdoption(context, sourceId, desired, match, owner);
  if (!context.sync.correlate.some((rule) => correlationKey(rule, wanted(desired)) !== undefined)) {
    return conflict(
      sourceId,
      'no-correlation-value',
      'it has no value for any correlation attribute, so it could not be found again',
    );
  }
  const refusal = refusedBecause(context.sync, 'create');
  if (refusal !== undefined) return { operations: [], findings: [], skipped: refusal };
  return { operations: createOperations(context, sourceId, desired), findings: [] };
}

function createOperations(context: PlanContext, sourceId: string, desired: Desired): readonly NewOperation[] {
  const delta = diffFromNothing(desired);
  const withAccount = context.sync.groups?.membership !== 'group';
  const claims = context.sync.correlate
    .map((rule) => correlationKey(rule, delta.after))
    .filter((key) => key !== undefined);
  const create = operation(context, {
    sourceId,
    targetId: null,
    kind: 'create',
    reason: { code: 'new', detail: 'the target has no such account' },
    delta,
    groups: withAccount ? { add: desired.groups, remove: [] } : NO_GROUPS,
    desired: {
      hash: withAccount || desired.groups.length === 0 ? desired.hash : '',
      wanted: desired.hash,
      base: desired.always,
      groups: withAccount ? desired.groups : [],
    },
    claims,
  });
  return withAccount
    ? [create]
    : [
        create,
        ...membership(context, {
          sourceId,
          targetId: null,
          desired,
          groups: { add: desired.groups, remove: [] },
          code: 'new',
        }),
      ];
}

function planAdoption(
  context: PlanContext,
  sourceId: string,
  desired: Desired,
  { account, rule }: Extract<Match, { kind: 'one' }>,
  owner: Link | undefined,
): AccountPlan {
  const { sync } = context;
  const shielded = protectionOf(sync, account);
  if (shielded !== undefined)
    return conflict(
      sourceId,
      'protected',
      `it fits account ${account.id} of the target, which is protected: ${shielded}`,
      'warning',
    );
  if (owner !== undefined && owner.sourceId !== sourceId) {
    return conflict(
      sourceId,
      'claimed',
      `it fits account ${account.id} of the target, which is linked to source account ${owner.sourceId} already`,
    );
  }
  if (sync.adopt === 'never')
    return conflict(
      sourceId,
      'not-adopted',
      `account ${account.id} of the target fits; "adopt: never" leaves it alone`,
      'warning',
    );
  const delta = diffFromActual(desired, account.attributes);
  const claims = [
    `target:${account.id}`,
    ...sync.correlate.map((rule) => correlationKey(rule, wanted(desired))).filter((key) => key !== undefined),
  ];
  const confirm = sync.adopt === 'confirm' || rule.confirm === true;
  const reason: Reason = confirm
    ? {
        code: 'to-confirm',
        detail: `account ${account.id} of the target may be this person, by ${rule.attributes.join(' + ')}`,
      }
    : { code: 'adopted', detail: `account ${account.id} of the target is this person` };
  return planPresent(context, {
    sourceId,
    targetId: account.id,
    desired,
    delta,
    ownedGroups: [],
    presentGroups: account.groups ?? [],
    inactive: account.active === false,
    reason,
    claims,
    adopt: true,
    confirm,
  });
}

/** The values by which an account would be found. */
export function wanted(desired: Desired): Attributes {
  return { ...desired.onCreate, ...desired.ifEmpty, ...desired.always };
}
