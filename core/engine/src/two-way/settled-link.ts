import type { Account } from '@rollcall/contract';
import type { Link } from '../ports/state.js';
import type { BasePatch } from './fact.js';
import { asPatch, withPatch } from './pair-base.js';

/** The link of a pair for which nothing is sent: both sides agree on this much. */
export function settledLink(
  { runId, now }: { readonly runId: string; readonly now: number },
  link: Link,
  agreed: ReadonlyMap<string, BasePatch>,
  hash: string,
  first: Account,
  second: Account,
): Link {
  return {
    ...link,
    hash,
    base: withPatch(link.base, asPatch(agreed)),
    state: first.active === false || second.active === false ? 'inactive' : 'active',
    uncertain: false,
    leftAt: null,
    parkedHash: null,
    parked: null,
    updatedRun: runId,
    updatedAt: now,
  };
}
