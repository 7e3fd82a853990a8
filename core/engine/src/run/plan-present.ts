import type { Link, NewOperation, Reason } from '../ports/state.js';
import { type AccountPlan, type PlanContext, refusedBecause } from './account-plan.js';
import type { Desired } from './compiled-sync.js';
import { type Delta, isNoChange } from './diff.js';
import { type Draft, EMPTY, groupDelta, hasGroups, membership, NO_GROUPS, operation } from './draft-operation.js';
import { settledLink } from './settled-link.js';

/** An account of the target that is there, or was when it was last seen, and shall be this person. */
export interface Present {
  readonly sourceId: string;
  readonly targetId: string | null;
  readonly desired: Desired;
  readonly delta: Delta;
  /** Memberships that Rollcall gave, or may have given. */
  readonly ownedGroups: readonly string[];
  /** Memberships that there certainly are; adding is repeated for all others. */
  readonly presentGroups: readonly string[];
  readonly inactive: boolean;
  readonly reason: Reason;
  readonly claims: readonly string[];
  readonly adopt: boolean;
  /** A person must approve it. */
  readonly confirm?: boolean;
  readonly link?: Link;
}

/** What brings the account to what it shall be: reactivate, update, join and leave groups, or only a link. Pure. */
export function planPresent(context: PlanContext, present: Present): AccountPlan {
  const needs = needsOf(context, present);
  const states = linkStates(present, needs);
  const operations = draftsOf(present, needs, states).map((draft) => operation(context, draft));
  if (needs.groupsOfGroup && needs.noUpdate === undefined)
    operations.push(...membership(context, { ...present, groups: needs.groups, code: present.reason.code }));
  const skipped = needs.noUpdate ?? needs.noReactivate;
  if (operations.length > 0 || present.link === undefined || skipped !== undefined)
    return { operations, findings: [], ...(skipped === undefined ? {} : { skipped }) };
  const { hash, base, groups } = states.after;
  return { operations, findings: [], link: settledLink(context, present.link, { hash, base, groups }) };
}

interface Needs {
  readonly groups: NewOperation['groups'];
  /** Membership is written with the account. */
  readonly withAccount: boolean;
  readonly changesAccount: boolean;
  /** Memberships change, and are written with the group. */
  readonly groupsOfGroup: boolean;
  /** Why there is no update, or no reactivation, although there is need. */
  readonly noUpdate: string | undefined;
  readonly noReactivate: string | undefined;
}

function needsOf({ sync }: PlanContext, { desired, delta, ownedGroups, presentGroups, inactive }: Present): Needs {
  const groups = groupDelta(desired.groups, ownedGroups, presentGroups, sync.takesAway);
  const withAccount = sync.groups?.membership === 'account';
  const changesAccount = !isNoChange(delta) || (withAccount && hasGroups(groups));
  const groupsOfGroup = sync.groups?.membership === 'group' && hasGroups(groups);
  return {
    groups,
    withAccount,
    changesAccount,
    groupsOfGroup,
    noUpdate: changesAccount || groupsOfGroup ? refusedBecause(sync, 'update') : undefined,
    noReactivate: inactive ? refusedBecause(sync, 'reactivate') : undefined,
  };
}

interface LinkStates {
  /** While an update that follows is not done: nothing of it may count as applied. */
  readonly before: NonNullable<NewOperation['desired']>;
  readonly after: NonNullable<NewOperation['desired']>;
}

function linkStates({ desired, ownedGroups, link }: Present, needs: Needs): LinkStates {
  const complete = needs.noUpdate === undefined && needs.noReactivate === undefined;
  const uncertain = link?.uncertain === true;
  const base = link?.base ?? {};
  return {
    before: { hash: '', wanted: desired.hash, base, groups: ownedGroups, ...(uncertain ? { uncertain } : {}) },
    after: {
      hash: complete && !needs.groupsOfGroup ? desired.hash : '',
      wanted: desired.hash,
      ...(uncertain && needs.groupsOfGroup ? { uncertain } : {}),
      base: needs.noUpdate === undefined ? desired.always : base,
      groups: needs.withAccount && needs.noUpdate === undefined ? desired.groups : ownedGroups,
    },
  };
}

function draftsOf(present: Present, needs: Needs, { before, after }: LinkStates): readonly Draft[] {
  const { sourceId, targetId, claims, reason, delta } = present;
  const plain = { sourceId, targetId, claims, delta: EMPTY, groups: NO_GROUPS, confirm: present.confirm === true };
  const returned: Reason = { code: 'returned', detail: 'it is wanted, and inactive in the target' };
  const drafts: Draft[] = [];
  if (present.inactive && needs.noReactivate === undefined)
    drafts.push({ ...plain, kind: 'reactivate', reason: returned, desired: needs.changesAccount ? before : after });
  if (needs.changesAccount && needs.noUpdate === undefined)
    drafts.push({
      ...plain,
      kind: 'update',
      reason,
      delta,
      groups: needs.withAccount ? needs.groups : NO_GROUPS,
      desired: after,
    });
  if (present.adopt && drafts.length === 0) drafts.push({ ...plain, kind: 'link', reason, desired: after });
  return drafts;
}
