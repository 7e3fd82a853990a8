import type { Attributes } from '@rollcall/contract';

/**
 * - `none`: no target account, but something is remembered about the source account (why it was refused).
 * - `active`, `inactive`: linked; the target account may, or may not, sign in.
 * - `deleted`: there was a target account and Rollcall deleted it.
 */
export type LinkState = 'none' | 'active' | 'inactive' | 'deleted';

/** The part of a link that decides whether an account needs a closer look. */
export interface LinkHead {
  /** Immutable id in the source. */
  readonly sourceId: string;
  /** Immutable id in the target; `null` where there is no account there. */
  readonly targetId: string | null;
  /** Whether there is a target account, and whether it may sign in. */
  readonly state: LinkState;
  /** Hash of the desired values last applied. Empty: look closer. */
  readonly hash: string;
  /** Hash of the desired values that the target refused for good; the account waits until its input changes. */
  readonly parkedHash: string | null;
  /** A write's outcome is unknown: read the target before the next write. */
  readonly uncertain: boolean;
}

/** All that is remembered of one source account and its target account. */
export interface Link extends LinkHead {
  /** Values last applied, by target attribute: what both sides agreed on. */
  readonly base: Attributes;
  /** Target group ids whose membership Rollcall gave. */
  readonly groups: readonly string[];
  /** ETag of the target account after the last write, where the target has versions. */
  readonly version: string | null;
  /** Accounts that it was linked to before, newest last: they are ours, and are not taken for strangers. */
  readonly formerTargetIds: readonly string[];
  /** When its leave began; null for who is wanted. Grace days count from here. */
  readonly leftAt: number | null;
  /** Error code and message behind `parkedHash`. Never personal data. */
  readonly parked: { readonly code: string; readonly message: string } | null;
  /** Run that wrote it last. */
  readonly updatedRun: string;
  /** When that was. */
  readonly updatedAt: number;
}

/** The links of all syncs. Only `put` and the journal's `settle` write them. */
export interface LinkStore {
  /**
   * Heads of the links of these source accounts; marks all of them as seen in the run when one is given.
   * `repeated` are linked ids that the run had seen before: the source gave an account twice.
   */
  heads(
    sync: string,
    sourceIds: readonly string[],
    seenIn?: string,
  ): Promise<{ readonly heads: ReadonlyMap<string, LinkHead>; readonly repeated: readonly string[] }>;
  /** Whole links by source id; who has none is missing. */
  get(sync: string, sourceIds: readonly string[]): Promise<ReadonlyMap<string, Link>>;
  /** Whole links by target id; former ids are not looked at. */
  byTarget(sync: string, targetIds: readonly string[]): Promise<ReadonlyMap<string, Link>>;
  /** Links in state `active` or `inactive` that the run has not seen, by source id, after the given one. */
  unseen(sync: string, runId: string, after: string | undefined, limit: number): Promise<readonly Link[]>;
  /** By source id, after the given one. */
  page(
    sync: string,
    query: { readonly after?: string; readonly limit: number; readonly state?: LinkState },
  ): Promise<readonly Link[]>;
  /** For the guard's per cent, and for people. */
  count(sync: string): Promise<Readonly<Record<LinkState, number>>>;
  /** Inserts or replaces whole links; for what needs no journal entry (a hash that changed without a difference). */
  put(sync: string, links: readonly Link[]): Promise<void>;
}
