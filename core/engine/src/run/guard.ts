import type { GuardLimits } from '../config/sync-config.js';
import type { OperationKind } from '../ports/state.js';

/** A limit that a plan is over. */
export interface GuardDecision {
  /** Operations of this kind all wait, also those that would be under the limit. */
  readonly kind: OperationKind;
  /** How many there are. */
  readonly planned: number;
  /** How many there may be. */
  readonly allowed: number;
  /** For people, with what to do. */
  readonly message: string;
}

export const LIMITED = ['create', 'update', 'deactivate', 'reactivate', 'delete', 'membership'] as const;

export interface GuardInput {
  readonly limits: GuardLimits;
  /** Accounts that per cent refers to. */
  readonly linked: number;
  /** What earlier runs did, by kind, where a limit counts that. */
  readonly before: ReadonlyMap<OperationKind, number>;
}

/**
 * Step `guard`: which kinds of operations are more than the limits allow. All of such a kind wait for approval,
 * and removals wait as well when anything does. Pure.
 */
export function guard(
  { limits, linked, before }: GuardInput,
  planned: ReadonlyMap<OperationKind, number>,
): readonly GuardDecision[] {
  const decisions: GuardDecision[] = [];
  for (const kind of LIMITED) {
    const count = planned.get(kind) ?? 0;
    const limit = limits[kind];
    if (count === 0 || limit === undefined) continue;
    const allowed = Math.max(0, allowedBy(limit, linked) - (before.get(kind) ?? 0));
    if (count > allowed)
      decisions.push({
        kind,
        planned: count,
        allowed,
        message: `${count} × ${kind}, and the guard allows ${allowed} ${limit.perHours === undefined ? 'in one run' : `more within ${limit.perHours} hours`}`,
      });
  }
  if (decisions.length === 0) return decisions;
  const held = new Set(decisions.map(({ kind }) => kind));
  for (const kind of ['deactivate', 'delete'] as const) {
    const count = planned.get(kind) ?? 0;
    if (count > 0 && !held.has(kind))
      decisions.push({
        kind,
        planned: count,
        allowed: count,
        message: `${count} × ${kind} wait as well: no removals while anything is over a limit`,
      });
  }
  return decisions;
}

/** The smaller of count and per cent; the per cent limit leaves `atLeast` alone. */
function allowedBy(
  limit: { readonly count?: number; readonly percent?: number; readonly atLeast?: number },
  linked: number,
): number {
  const byPercent =
    limit.percent === undefined
      ? Number.POSITIVE_INFINITY
      : Math.max(Math.floor((linked * limit.percent) / 100), limit.atLeast ?? 0);
  return Math.min(limit.count ?? Number.POSITIVE_INFINITY, byPercent);
}
