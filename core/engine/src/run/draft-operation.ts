import type { NewOperation, OperationKind, Reason } from '../ports/state.js';
import { digest, stable } from '../values/stable.js';
import type { PlanContext } from './account-plan.js';
import type { Desired } from './compiled-sync.js';
import type { Delta } from './diff.js';

/** Phases of application: groups first, so that accounts can join them; removals last. */
export const PHASES: Readonly<Record<OperationKind, number>> = {
  'create-group': 0,
  'make-way': 0,
  link: 1,
  create: 1,
  reactivate: 1,
  update: 1,
  resolve: 1,
  membership: 2,
  deactivate: 3,
  delete: 4,
};

/** No attribute changes. */
export const EMPTY: Delta = { after: {}, before: {} };
export const NO_GROUPS = { add: [], remove: [] } as const;

/** An operation before it has its key and its place in the order. */
export interface Draft {
  readonly sourceId: string;
  readonly targetId: string | null;
  readonly kind: OperationKind;
  readonly reason: Reason;
  readonly delta: Delta;
  readonly groups: NewOperation['groups'];
  readonly desired: NewOperation['desired'];
  readonly claims: readonly string[];
  /** A person must approve it, whatever the limits. */
  readonly confirm?: boolean;
}

/** The operation as the journal holds it, with the fingerprint of what it does. Pure. */
export function operation({ sync, salt, approved }: PlanContext, { delta, confirm, ...draft }: Draft): NewOperation {
  const named = (ids: readonly string[]): readonly string[] =>
    ids.map((id) => sync.groups?.placeholders.get(id) ?? id).sort();
  const { sourceId, kind, targetId, groups } = draft;
  const key = digest(
    `${salt}${stable([sync.name, sync.to.name, sourceId, kind, targetId, delta.after, delta.before, named(groups.add), named(groups.remove)])}`,
  );
  const status = confirm === true && approved?.has(key) !== true ? 'held' : 'planned';
  return { ...draft, key, phase: PHASES[draft.kind], after: delta.after, before: delta.before, status };
}

interface MembershipDraft {
  readonly sourceId: string;
  readonly targetId: string | null;
  readonly desired: Desired;
  readonly groups: NewOperation['groups'];
  readonly code: string;
  readonly confirm?: boolean;
}

/** Joining and leaving of groups where membership is written with the group; none where nothing changes. */
export function membership(
  context: PlanContext,
  { sourceId, targetId, desired, groups, code, confirm = false }: MembershipDraft,
): readonly NewOperation[] {
  if (!hasGroups(groups)) return [];
  const detail = [
    ...groups.add.map((id) => `joins ${id.replace(/^new:/, '')}`),
    ...groups.remove.map((id) => `leaves ${id}`),
  ].join(', ');
  return [
    operation(context, {
      sourceId,
      targetId,
      kind: 'membership',
      reason: { code, detail },
      delta: EMPTY,
      groups,
      desired: { hash: desired.hash, base: desired.always, groups: desired.groups },
      claims: [],
      confirm,
    }),
  ];
}

/** Removes only what Rollcall gave; what others gave stays. */
export function groupDelta(
  desired: readonly string[],
  owned: readonly string[],
  present: readonly string[],
  takesAway: boolean,
): { add: readonly string[]; remove: readonly string[] } {
  return {
    add: desired.filter((id) => !present.includes(id)),
    remove: takesAway ? owned.filter((id) => !desired.includes(id)) : [],
  };
}

export function hasGroups({ add, remove }: NewOperation['groups']): boolean {
  return add.length + remove.length > 0;
}
