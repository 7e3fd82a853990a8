import type { Attributes, Operation } from '@rollcall/contract';
import type { Finding, IndexedAccount, Link, NewOperation, OperationKind, Reason } from '../ports/state.js';
import { digest, stable } from '../values/stable.js';
import type { CompiledSync, Desired } from './compiled-sync.js';
import { correlationKey } from './correlation-key.js';
import type { Match } from './correlate.js';
import { type Delta, diffFromActual, diffFromBase, diffFromNothing, isNoChange } from './diff.js';
import type { LeaveCause } from './situation.js';

/** What a run intends for one account. */
export interface AccountPlan {
  readonly operations: readonly NewOperation[];
  readonly findings: readonly Finding[];
  /** A link to store at once: nothing is sent for it. */
  readonly link?: Link;
  /** Why nothing is done, as a code to count by. */
  readonly skipped?: string;
}

export interface PlanContext {
  readonly sync: CompiledSync;
  readonly salt: string;
  readonly runId: string;
  readonly now: number;
}

/** Phases of application: groups first, so that accounts can join them; removals last. */
export const PHASES: Readonly<Record<OperationKind, number>> = {
  'create-group': 0, link: 1, create: 1, reactivate: 1, update: 1, membership: 2, deactivate: 3, delete: 4,
};

const NO_GROUPS = { add: [], remove: [] } as const;

/** A person whom the target may or may not have. */
export function planJoiner(context: PlanContext, sourceId: string, desired: Desired, match: Match, owner: Link | undefined): AccountPlan {
  if (match.kind === 'ambiguous') {
    return conflict(sourceId, 'ambiguous', `${match.rule.attributes.join(' + ')} fits ${match.ids.length} accounts of the target (${match.ids.join(', ')}); make it unique there, or correlate by something else`);
  }
  if (match.kind === 'one') return planAdoption(context, sourceId, desired, match.account, owner);
  if (!context.sync.correlate.some((rule) => correlationKey(rule, wanted(desired)) !== undefined)) {
    return conflict(sourceId, 'no-correlation-value', 'it has no value for any correlation attribute, so it could not be found again');
  }
  const refusal = refusedBecause(context.sync, 'create');
  if (refusal !== undefined) return { operations: [], findings: [], skipped: refusal };
  return { operations: createOperations(context, sourceId, desired), findings: [] };
}

function createOperations(context: PlanContext, sourceId: string, desired: Desired): readonly NewOperation[] {
  const delta = diffFromNothing(desired);
  const withAccount = context.sync.groups?.membership !== 'group';
  const claims = context.sync.correlate.map((rule) => correlationKey(rule, delta.after)).filter((key) => key !== undefined);
  const create = operation(context, {
    sourceId, targetId: null, kind: 'create', reason: { code: 'new', detail: 'the target has no such account' }, delta,
    groups: withAccount ? { add: desired.groups, remove: [] } : NO_GROUPS,
    desired: { hash: withAccount || desired.groups.length === 0 ? desired.hash : '', base: desired.always, groups: withAccount ? desired.groups : [] },
    claims,
  });
  return withAccount ? [create] : [create, ...membership(context, { sourceId, targetId: null, desired, groups: { add: desired.groups, remove: [] }, code: 'new' })];
}

function planAdoption(context: PlanContext, sourceId: string, desired: Desired, account: IndexedAccount, owner: Link | undefined): AccountPlan {
  const { sync } = context;
  const shielded = protectionOf(sync, account);
  if (shielded !== undefined) return conflict(sourceId, 'protected', `it fits account ${account.id} of the target, which is protected: ${shielded}`, 'warning');
  if (owner !== undefined && owner.sourceId !== sourceId) {
    return conflict(sourceId, 'claimed', `it fits account ${account.id} of the target, which is linked to source account ${owner.sourceId} already`);
  }
  if (sync.adopt === 'never') return conflict(sourceId, 'not-adopted', `account ${account.id} of the target fits; "adopt: never" leaves it alone`, 'warning');
  const delta = diffFromActual(desired, account.attributes);
  const claims = [`target:${account.id}`, ...sync.correlate.map((rule) => correlationKey(rule, wanted(desired))).filter((key) => key !== undefined)];
  const reason: Reason = { code: 'adopted', detail: `account ${account.id} of the target is this person` };
  return planPresent(context, { sourceId, targetId: account.id, desired, delta, ownedGroups: [], presentGroups: account.groups ?? [], inactive: account.active === false, reason, claims, adopt: true });
}

/** A linked person who stays or returns. `actual` is given when the target was read. */
export function planStayer(context: PlanContext, link: Link, desired: Desired, returns: boolean, actual: IndexedAccount | undefined): AccountPlan {
  const delta = actual === undefined ? diffFromBase(desired, link.base) : diffFromActual(desired, actual.attributes);
  const inactive = actual?.active === null || actual === undefined ? returns : !actual.active;
  const reason: Reason = returns ? { code: 'returned', detail: 'it is wanted again' } : { code: 'changed', detail: describe(delta) };
  return planPresent(context, {
    sourceId: link.sourceId, targetId: link.targetId, desired, delta, ownedGroups: link.groups, inactive, reason, claims: [], adopt: false, link,
    presentGroups: actual?.groups ?? (link.uncertain ? [] : link.groups),
  });
}

interface Present {
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
  readonly link?: Link;
}

function planPresent(context: PlanContext, present: Present): AccountPlan {
  const { sync } = context;
  const { sourceId, targetId, desired, delta, ownedGroups, reason, claims } = present;
  const groups = groupDelta(desired.groups, ownedGroups, present.presentGroups);
  const withAccount = sync.groups?.membership === 'account';
  const changesAccount = !isNoChange(delta) || (withAccount && hasGroups(groups));
  const changesGroups = sync.groups?.membership === 'group' && hasGroups(groups);
  const noUpdate = changesAccount || changesGroups ? refusedBecause(sync, 'update') : undefined;
  const noReactivate = present.inactive ? refusedBecause(sync, 'reactivate') : undefined;
  const complete = noUpdate === undefined && noReactivate === undefined;
  const hash = complete && !changesGroups ? desired.hash : '';
  const uncertain = present.link?.uncertain === true;
  const after = { hash, ...(uncertain && changesGroups ? { uncertain } : {}), base: noUpdate === undefined ? desired.always : (present.link?.base ?? {}), groups: withAccount && noUpdate === undefined ? desired.groups : ownedGroups };
  // What holds while the update that follows is not done: nothing of it may count as applied.
  const before = { hash: '', base: present.link?.base ?? {}, groups: ownedGroups, ...(uncertain ? { uncertain } : {}) };
  const operations: NewOperation[] = [];
  if (present.inactive && noReactivate === undefined) {
    operations.push(operation(context, { sourceId, targetId, kind: 'reactivate', reason: { code: 'returned', detail: 'it is wanted, and inactive in the target' }, delta: EMPTY, groups: NO_GROUPS, desired: changesAccount ? before : after, claims }));
  }
  if (changesAccount && noUpdate === undefined) {
    operations.push(operation(context, { sourceId, targetId, kind: 'update', reason, delta, groups: withAccount ? groups : NO_GROUPS, desired: after, claims }));
  }
  if (present.adopt && operations.length === 0) {
    operations.push(operation(context, { sourceId, targetId, kind: 'link', reason, delta: EMPTY, groups: NO_GROUPS, desired: after, claims }));
  }
  if (changesGroups && noUpdate === undefined) operations.push(...membership(context, { sourceId, targetId, desired, groups, code: reason.code }));
  const skipped = noUpdate ?? noReactivate;
  if (operations.length > 0 || present.link === undefined) return { operations, findings: [], ...(skipped === undefined ? {} : { skipped }) };
  if (skipped !== undefined) return { operations: [], findings: [], skipped };
  return { operations: [], findings: [], link: { ...present.link, hash: after.hash, base: after.base, groups: after.groups, uncertain: false, parkedHash: null, parked: null, updatedRun: context.runId, updatedAt: context.now } };
}

/** A linked person who is no longer wanted. */
export function planLeaver(context: PlanContext, link: Link, cause: LeaveCause, why: string): AccountPlan {
  const action = context.sync.leavers[cause];
  if (action === 'keep') return { operations: [], findings: [], skipped: 'kept' };
  if (action === 'deactivate' && link.state === 'inactive' && !link.uncertain) return { operations: [], findings: [], skipped: 'inactive-already' };
  const refusal = refusedBecause(context.sync, action);
  if (refusal !== undefined) return { operations: [], findings: [], skipped: refusal };
  const code = cause === 'outOfScope' ? 'out-of-scope' : cause;
  const leave = operation(context, {
    sourceId: link.sourceId, targetId: link.targetId, kind: action, reason: { code, detail: why }, delta: EMPTY, groups: NO_GROUPS,
    desired: { hash: '', base: link.base, groups: link.groups }, claims: [],
  });
  return { operations: [leave], findings: [] };
}

/** A group that a mapping names, that the target does not have and that may be created. */
export function planGroup(context: PlanContext, name: string): NewOperation {
  return operation(context, {
    sourceId: `group:${name}`, targetId: null, kind: 'create-group', reason: { code: 'new-group', detail: `the target has no group "${name}"` },
    delta: EMPTY, groups: NO_GROUPS, desired: null, claims: [],
  });
}

/** Why a target account must be left alone; `undefined` for ordinary ones. */
export function protectionOf(sync: Pick<CompiledSync, 'protect'>, account: Pick<IndexedAccount, 'id' | 'attributes' | 'protection'>): string | undefined {
  if (account.protection !== null) return account.protection;
  if (sync.protect.size === 0) return undefined;
  if (sync.protect.has(account.id.toLowerCase())) return 'the configuration says so';
  const named = Object.values(account.attributes).some((value) => typeof value === 'string' && sync.protect.has(value.toLowerCase()));
  return named ? 'the configuration says so' : undefined;
}

/** The values by which an account would be found. */
export function wanted(desired: Desired): Attributes {
  return { ...desired.onCreate, ...desired.ifEmpty, ...desired.always };
}

const EMPTY: Delta = { after: {}, before: {} };

interface Draft {
  readonly sourceId: string;
  readonly targetId: string | null;
  readonly kind: OperationKind;
  readonly reason: Reason;
  readonly delta: Delta;
  readonly groups: NewOperation['groups'];
  readonly desired: NewOperation['desired'];
  readonly claims: readonly string[];
}

function operation({ sync, salt }: PlanContext, { delta, ...draft }: Draft): NewOperation {
  const key = digest(`${salt}${stable([sync.name, draft.sourceId, draft.kind, draft.targetId, delta.after, delta.before, draft.groups.add, draft.groups.remove])}`);
  return { ...draft, key, phase: PHASES[draft.kind], after: delta.after, before: delta.before, status: 'planned' };
}

interface MembershipDraft {
  readonly sourceId: string;
  readonly targetId: string | null;
  readonly desired: Desired;
  readonly groups: NewOperation['groups'];
  readonly code: string;
}

function membership(context: PlanContext, { sourceId, targetId, desired, groups, code }: MembershipDraft): readonly NewOperation[] {
  if (!hasGroups(groups)) return [];
  const detail = [...groups.add.map((id) => `joins ${id}`), ...groups.remove.map((id) => `leaves ${id}`)].join(', ');
  return [operation(context, {
    sourceId, targetId, kind: 'membership', reason: { code, detail }, delta: EMPTY, groups,
    desired: { hash: desired.hash, base: desired.always, groups: desired.groups }, claims: [],
  })];
}

/** Removes only what Rollcall gave; what others gave stays. */
function groupDelta(desired: readonly string[], owned: readonly string[], present: readonly string[]): { add: readonly string[]; remove: readonly string[] } {
  return { add: desired.filter((id) => !present.includes(id)), remove: owned.filter((id) => !desired.includes(id)) };
}

function hasGroups({ add, remove }: NewOperation['groups']): boolean {
  return add.length + remove.length > 0;
}

function refusedBecause(sync: CompiledSync, kind: Operation): string | undefined {
  if (!sync.operations.has(kind)) return `${kind}-not-allowed`;
  return sync.support[kind].supported ? undefined : `${kind}-not-supported`;
}

function conflict(sourceId: string, code: string, message: string, severity: 'warning' | 'error' = 'error'): AccountPlan {
  return { operations: [], findings: [{ sourceId, code, severity, message }], skipped: code };
}

function describe({ after }: Delta): string {
  const names = Object.keys(after);
  return names.length === 0 ? 'its groups changed' : `${names.join(', ')} changed`;
}
