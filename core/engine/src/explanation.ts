import type { Account, AttributeValue } from '@rollcall/contract';
import type { Link, OperationRecord } from './ports/state.js';
import type { AccountPlan } from './run/account-plan.js';
import type { Match } from './run/correlate.js';
import type { Situation } from './run/situation.js';

/** All that Rollcall knows about one person in one sync. */
export interface Explanation {
  /** Immutable id in the source; it need not be there (any more). */
  readonly sourceId: string;
  /** `undefined`: the source has no such account. */
  readonly account: Account | undefined;
  /** Where the person stands: wanted, out of scope, disabled, gone, or not to be judged. */
  readonly situation: Situation | { readonly kind: 'unknown' } | { readonly kind: 'invalid'; readonly why: string };
  /** What correlation finds in the target now; `undefined` for who is linked, and for who is not wanted. */
  readonly match: Match | undefined;
  /** What Rollcall remembers of an earlier run; `undefined`: nothing. */
  readonly link: Link | undefined;
  /** One for each rule of the mapping; empty where the source has no such account. */
  readonly attributes: readonly AttributeOrigin[];
  /** Names of the target's groups that the person shall have. */
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
  /** Attribute of the target that the rule fills. */
  readonly target: string;
  /** Attributes of the source that it reads; empty for one that needs none. */
  readonly from: readonly string[];
  /** Source values, in the order of `from`; `undefined` where absent. */
  readonly inputs: readonly (AttributeValue | undefined)[];
  /** Ids of the mappers that the values go through, in order. */
  readonly mappers: readonly string[];
  /** When it is written: always, only to new accounts, or only where the target has nothing. */
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
  /** Their names, as `between` has them. */
  readonly connections: readonly [first: string, second: string];
  /** `undefined`: not there. */
  readonly first: Account | undefined;
  /** `undefined`: not there. */
  readonly second: Account | undefined;
  /** One for each value, for sign-in and for each group. */
  readonly facts: readonly ExplainedFact[];
}

/** One thing that both sides say about a person, and what comes of it. */
export interface ExplainedFact {
  /** Attribute of the second connection, `sign-in`, or a group's name. */
  readonly name: string;
  /** In the words of the second side. */
  readonly first: AttributeOrigin['value'];
  /** What the second side has. */
  readonly second: AttributeOrigin['value'];
  /** Who won, and why, in words. */
  readonly outcome: string;
}
