import type {
  Account,
  Attributes,
  Group,
  Operation,
  OperationSupport,
  Provider,
  Scalar,
  WriteResult,
} from '@rollcall/contract';
import type { Adoption, FirstCredential, GuardLimits, Leavers } from '../config/sync-config.js';
import type { OperationRecord } from '../ports/state.js';

/** A provider that a configuration names. */
export interface Connection {
  /** The key under `connections`. */
  readonly name: string;
  /** Made once for this connection; it holds address and credential. */
  readonly provider: Provider;
}

/** A sync made ready for one run: names resolved against the live schemas, mappers built into plain functions. */
export interface CompiledSync {
  readonly name: string;
  readonly from: Connection;
  readonly to: Connection;
  readonly scope: Scope;
  readonly map: Mapping;
  readonly correlate: readonly CorrelationRule[];
  readonly adopt: Adoption;
  /** Memberships that are no longer wanted are taken away. */
  readonly takesAway: boolean;
  readonly operations: ReadonlySet<Operation>;
  readonly support: OperationSupport;
  /** How people get into a new account. */
  readonly credential: FirstCredential;
  readonly groups: GroupMapping | undefined;
  readonly leavers: Leavers;
  readonly guard: GuardLimits;
  /** Lower-case names and ids that are never touched in the target. */
  readonly protect: ReadonlySet<string>;
  /** Source attributes that scope and mapping look at. */
  readonly sourceAttributes: readonly string[];
  /** Target attributes that the mapping fills or correlation looks at. */
  readonly targetAttributes: readonly string[];
  /** Attributes that the mapping fills, and of which no two accounts of the target may have one value. */
  readonly unique: readonly UniqueAttribute[];
  readonly concurrency: number;
  /** Set for one direction of a two-way sync. */
  readonly paired?: Paired;
}

export interface UniqueAttribute {
  readonly name: string;
  readonly caseExact: boolean;
}

/** How operations of a two-way sync change what both sides agree on: each only what it is about, for the other side's turn is another operation. */
export interface Paired {
  /** The link's base after an operation that worked. `result` is what the system says of the account now. */
  base(before: Attributes, operation: OperationRecord, result: Partial<WriteResult> | undefined): Attributes;
  /**
   * As much of the operation as shows in the account that it was sent to: our own write must not be taken for somebody's change because
   * nobody wrote down that it was done. The link's base after that much.
   */
  landed(before: Attributes, operation: OperationRecord, account: Account): Attributes;
  /**
   * What is remembered while an account has these values, which no person gave it: the other side's are to be taken, whenever that is.
   * `undefined` where the other side has no word for them.
   */
  forTheMoment(values: Attributes): Attributes | undefined;
}

export type ScopeDecision =
  | { readonly in: true; readonly why: string }
  | { readonly in: false; readonly code: string; readonly why: string };
export type Scope = (account: Account) => ScopeDecision;

/** What an account in the target shall be. */
export interface Desired {
  /** Rules that apply always. */
  readonly always: Attributes;
  /** Rules that apply only when an account is created. */
  readonly onCreate: Attributes;
  /** Rules that apply where the target has no value yet. */
  readonly ifEmpty: Attributes;
  /** Values to try in order, by attribute; for creates. */
  readonly candidates: Readonly<Record<string, readonly Scalar[]>>;
  /** Target group ids (or `new:Name` for one that will be created). */
  readonly groups: readonly string[];
  readonly hash: string;
}

/** Maps the whole source account. Throws a `RejectedError` that names rule and mapper. */
export type Mapping = (account: Account) => Desired;

export interface CorrelationRule {
  /** Target attributes that must all be equal. */
  readonly attributes: readonly string[];
  readonly caseExact: readonly boolean[];
  /** Weak: a person approves who is found by it. */
  readonly confirm?: boolean;
}

export interface GroupMapping {
  /** Target group ids that a member of these source groups shall have. */
  readonly desired: (sourceGroups: readonly string[]) => readonly string[];
  /** Groups to create before accounts, by their placeholder id `new:Name`. */
  readonly missing: readonly string[];
  /**
   * For groups that the table may have made: by id, the placeholder that stood for them while they were not there. Whoever approves that
   * somebody joins `new:Choir` has approved it also when the group has got its id meanwhile.
   */
  readonly placeholders: ReadonlyMap<string, string>;
  readonly targets: readonly Group[];
  readonly membership: 'account' | 'group';
}
