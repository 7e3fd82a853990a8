import type { Account } from '@rollcall/contract';
import type { LinkHead } from '../ports/state.js';
import type { CompiledSync, Desired, ScopeDecision } from './compiled-sync.js';

/** Why an account's sign-in ends. */
export type LeaveCause = 'disabled' | 'outOfScope' | 'deleted';

/**
 * What a source account and its link mean together. Everything that follows is decided from this.
 * - `unchanged`: nothing to do, and nothing was asked of anybody.
 * - `skipped`: not in scope and not linked.
 * - `joins`: wanted, and no target account is known.
 * - `stays`: linked, and its values differ or must be looked at.
 * - `leaves`: linked, and no longer wanted.
 */
export type Situation =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'skipped'; readonly code: string; readonly why: string }
  | { readonly kind: 'joins'; readonly desired: Desired }
  | { readonly kind: 'stays'; readonly desired: Desired; readonly returns: boolean }
  | { readonly kind: 'leaves'; readonly cause: LeaveCause; readonly why: string };

/** Pure. Throws the mapping's `RejectedError`. */
export function situationOf(
  sync: Pick<CompiledSync, 'scope' | 'map'>,
  account: Account,
  head: LinkHead | undefined,
): Situation {
  const linked = head !== undefined && (head.state === 'active' || head.state === 'inactive');
  const decision: ScopeDecision = sync.scope(account);
  if (!decision.in) return gone(linked, 'outOfScope', decision.code, decision.why);
  if (account.active === false) return gone(linked, 'disabled', 'disabled', 'it is blocked in the source');
  const desired = sync.map(account);
  if (head?.parkedHash === desired.hash) {
    return { kind: 'skipped', code: 'parked', why: 'the target refused these values; it waits until they change' };
  }
  if (!linked) return { kind: 'joins', desired };
  const same = head.hash === desired.hash && head.state === 'active' && !head.uncertain;
  return same ? { kind: 'unchanged' } : { kind: 'stays', desired, returns: head.state === 'inactive' };
}

function gone(linked: boolean, cause: LeaveCause, code: string, why: string): Situation {
  if (!linked) return { kind: 'skipped', code, why };
  return { kind: 'leaves', cause, why };
}
