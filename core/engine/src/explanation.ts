import type { Account, AttributeValue } from '@rollcall/contract';
import type { Link, OperationRecord } from './ports/state.js';
import type { AccountPlan } from './run/account-plan.js';
import type { Match } from './run/correlate.js';
import type { Situation } from './run/situation.js';

/** All that Rollcall knows about one person in one sync. */
export interface Explanation {
  readonly sourceId: string;
  /** `undefined`: the source has no such account. */
  readonly account: Account | undefined;
  readonly situation: Situation | { readonly kind: 'unknown' } | { readonly kind: 'invalid'; readonly why: string };
  readonly match: Match | undefined;
  readonly link: Link | undefined;
  readonly attributes: readonly AttributeOrigin[];
  readonly groups: readonly string[];
  /** What a run would do now. */
  readonly next: AccountPlan;
  /** Newest first. */
  readonly history: readonly OperationRecord[];
  /** In a two-way sync: both sides, and who won what, and why. */
  readonly pair?: ExplainedPair;
}

/** Where a target attribute's value comes from. */
export interface AttributeOrigin {
  readonly target: string;
  readonly from: readonly string[];
  /** Source values, in the order of `from`; `undefined` where absent. */
  readonly inputs: readonly (AttributeValue | undefined)[];
  readonly mappers: readonly string[];
  readonly apply: 'always' | 'create' | 'ifEmpty';
  /** What the rule gives; `undefined`: it leaves the attribute alone. */
  readonly value: AttributeValue | undefined;
  /** Why it gives nothing, when a mapper refused. */
  readonly problem?: string;
  /** What the mapper threw, for its author, with the place in its file. May hold values. */
  readonly fault?: string;
  /** The value last applied, if any. */
  readonly applied?: AttributeValue;
}

/** What `explain` says besides in a two-way sync. */
export interface ExplainedPair {
  readonly connections: readonly [first: string, second: string];
  readonly first: Account | undefined;
  readonly second: Account | undefined;
  readonly facts: readonly ExplainedFact[];
}

/** One thing that both sides say about a person, and what comes of it. */
export interface ExplainedFact {
  readonly name: string;
  /** In the words of the second side. */
  readonly first: AttributeOrigin['value'];
  readonly second: AttributeOrigin['value'];
  /** Who won, and why, in words. */
  readonly outcome: string;
}
