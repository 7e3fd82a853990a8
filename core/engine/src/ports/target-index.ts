import type { Attributes } from '@rollcall/contract';

/** An account of the target, as far as a run needs it. What a provider left out is `null`. */
export interface IndexedAccount {
  /** Immutable id in the target. */
  readonly id: string;
  /** Those that the mapping fills or correlation looks at. */
  readonly attributes: Attributes;
  /** Whether it may sign in; `null`: the target does not say. */
  readonly active: boolean | null;
  /** Ids of its groups; `null`: they are not known here, and must be asked for. */
  readonly groups: readonly string[] | null;
  /** ETag, where the target has versions. */
  readonly version: string | null;
  /** Why it is never touched, as a sentence; `null` for ordinary ones. */
  readonly protection: string | null;
}

/** The target's accounts as one run read them, by correlation key. Dropped when the run closes. */
export interface TargetIndex {
  /**
   * Adds accounts of a page that was read, each with the keys that it can be found by; one that is there already stays as it is.
   */
  add(
    runId: string,
    entries: readonly { readonly account: IndexedAccount; readonly keys: readonly string[] }[],
  ): Promise<void>;
  /** Accounts by key; a key that no account has is missing. At most a handful for each key. */
  find(runId: string, keys: readonly string[]): Promise<ReadonlyMap<string, readonly IndexedAccount[]>>;
  /** By id; those that the run has not read are missing. */
  get(runId: string, ids: readonly string[]): Promise<ReadonlyMap<string, IndexedAccount>>;
  /** Accounts by id, after the given one. */
  page(runId: string, after: string | undefined, limit: number): Promise<readonly IndexedAccount[]>;
}
