import type { Link } from '../ports/state.js';

/** A link of which nothing is open: nothing is to be sent, and what is wanted counts as applied from now on. */
export function settledLink(
  { runId, now }: { readonly runId: string; readonly now: number },
  link: Link,
  known: Partial<Link> & Pick<Link, 'hash' | 'base'>,
): Link {
  return {
    ...link,
    ...known,
    uncertain: false,
    leftAt: null,
    parkedHash: null,
    parked: null,
    updatedRun: runId,
    updatedAt: now,
  };
}
