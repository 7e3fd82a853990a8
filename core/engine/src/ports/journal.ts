import type { Attributes } from '@rollcall/contract';
import { OPERATIONS } from '@rollcall/contract';
import type { Link } from './link-store.js';

/**
 * `link` adopts an existing account without writing to it; `membership` adds to and removes from groups; `create-group` makes a group;
 * `resolve` settles what both sides of a two-way sync changed, once a person has chosen; `make-way` gives a unique value up for a moment,
 * so that accounts can exchange theirs.
 */
export const OPERATION_KINDS = [...OPERATIONS, 'link', 'membership', 'create-group', 'resolve', 'make-way'] as const;
/** One of {@link OPERATION_KINDS}. */
export type OperationKind = (typeof OPERATION_KINDS)[number];

/**
 * planned → intended → done | failed | rejected | unknown. `held`: over a guard's limit, waits for approval.
 * What waited becomes `approved` (the run that its note names did it), `refused` by a person, or `superseded`: a later run planned it anew.
 * `skipped`: never sent, because what it needs is not there.
 * `failed` may be tried again; `rejected` waits for new input; `unknown` is looked up before anything is sent again.
 */
export type OperationStatus =
  | 'planned'
  | 'held'
  | 'approved'
  | 'refused'
  | 'superseded'
  | 'skipped'
  | 'intended'
  | 'done'
  | 'failed'
  | 'rejected'
  | 'unknown';

/** Why an operation is there. */
export interface Reason {
  /** Kebab-case: `new`, `changed`, `disabled`, `out-of-scope`, `deleted`, `returned`, `adopted`. */
  readonly code: string;
  /** One sentence for people. Names of attributes and groups, never values. */
  readonly detail: string;
}

/** What an operation makes of its link. */
export interface DesiredLink {
  /** Over all that is wanted. Empty: look closer the next time, for a part is brought by another operation. */
  readonly hash: string;
  /** Hash of all that is wanted, where `hash` stays empty because other operations bring a part of it. A refusal waits for this to change. */
  readonly wanted?: string;
  /** Values that both sides agree on from then on. */
  readonly base: Attributes;
  /** Target ids of groups that Rollcall gave, from then on. */
  readonly groups: readonly string[];
  /** The target must still be read before the next write: a membership that may be there, or not, is not settled yet. */
  readonly uncertain?: boolean;
  /** What people call the account, where the link remembers no values. Goes with the operation when that is forgotten. */
  readonly label?: string;
}

/** One operation as the plan has it, before anything is sent. */
export interface NewOperation {
  /** For `create-group`: the group's name, with `group:` before it. */
  readonly sourceId: string;
  /** `null` where the account is yet to be made. */
  readonly targetId: string | null;
  /** What is to be done. */
  readonly kind: OperationKind;
  /** Order of application: all of a lower phase come first. */
  readonly phase: number;
  /** Fingerprint of what is done to what, from which state. */
  readonly key: string;
  /** Why. */
  readonly reason: Reason;
  /** New values. */
  readonly after: Attributes;
  /** What was known of the same attributes. */
  readonly before: Attributes;
  /** Target ids to come into and to be taken out of; `new:NAME` stands for a group that the same run makes. */
  readonly groups: { readonly add: readonly string[]; readonly remove: readonly string[] };
  /** The link as it will be when this operation is done; absent for memberships and groups. */
  readonly desired: DesiredLink | null;
  /** Correlation keys and target ids that this operation lays claim to; two claimants make a conflict. */
  readonly claims: readonly string[];
  /** `held`: over a limit from the beginning. `skipped`: never sent, because what it needs is not there. */
  readonly status: 'planned' | 'held' | 'skipped';
}

/** One operation with what came of it. */
export interface OperationRecord extends Omit<NewOperation, 'status' | 'claims'> {
  /** Id of the run that planned it. */
  readonly run: string;
  /** Name of the sync, as it was then. */
  readonly sync: string;
  /** Its number within the run, in the order of planning. */
  readonly seq: number;
  /** How far it has come. */
  readonly status: OperationStatus;
  /** When it was about to be sent; `null`: not yet. */
  readonly intendedAt: number | null;
  /** When what came of it was known; `null`: not yet. With `intendedAt` and without this, nobody knows. */
  readonly settledAt: number | null;
  /** Code and message of what went wrong. Never personal data. */
  readonly error: { readonly code: string; readonly message: string } | null;
  /** Further sentences for people: who approved it, which run did it. */
  readonly notes: readonly string[];
}

/** What came of one operation that was sent. */
export interface Settlement {
  /** Of the operation. */
  readonly seq: number;
  /** Its end, or `unknown`: then it is looked up before anything is sent again. */
  readonly status: Exclude<OperationStatus, 'planned' | 'held' | 'intended'>;
  /** When it was known. */
  readonly settledAt: number;
  /** Of the account that was made; left out, the operation's own stays. */
  readonly targetId?: string | null;
  /** Code and message of what went wrong. Never personal data. */
  readonly error?: { readonly code: string; readonly message: string };
  /** Added to those that are there. */
  readonly notes?: readonly string[];
  /** The link as it is from now on, stored in the same transaction. */
  readonly link?: Link;
}

/** Something that a run noticed and that is no operation. */
export interface Finding {
  /** Absent for findings about the run as a whole. */
  readonly sourceId?: string;
  /** Kebab-case; stable. */
  readonly code: string;
  /** `error`: something that was wanted was not done. */
  readonly severity: 'info' | 'warning' | 'error';
  /** For people. Attribute names and ids, never values. */
  readonly message: string;
}

/** What was planned, sent and answered. Append-only but for plans that nobody needs any more. */
export interface Journal {
  /** Adds operations to the run's plan. An account cannot have two of one kind: those are not added but returned. */
  plan(runId: string, sync: string, operations: readonly NewOperation[]): Promise<readonly NewOperation[]>;
  /** Source ids whose claims meet those of another source id in this run, with the claim, by source id. */
  contested(runId: string): Promise<readonly { readonly sourceId: string; readonly claim: string }[]>;
  /** Takes planned operations of these accounts out of the plan, with their claims. */
  withdraw(runId: string, sourceIds: readonly string[]): Promise<void>;
  /** Planned operations of these kinds wait for approval from now on. */
  hold(runId: string, kinds: readonly OperationKind[]): Promise<void>;
  /** Planned operations of these accounts wait for approval from now on. */
  holdAccounts(runId: string, sourceIds: readonly string[]): Promise<void>;
  /** Operations of the sync done at or after `since`, by kind, whatever the run. */
  doneSince(sync: string, since: number): Promise<ReadonlyMap<OperationKind, number>>;
  /** Ordered by phase, then source id, then kind; `after` is the last one of the page before. */
  page(
    runId: string,
    query: {
      readonly status?: readonly OperationStatus[];
      readonly kinds?: readonly OperationKind[];
      readonly phase?: number;
      readonly sourceIds?: readonly string[];
      readonly after?: OperationRecord;
      readonly limit: number;
    },
  ): Promise<readonly OperationRecord[]>;
  /** Operations by kind and status. */
  counts(
    runId: string,
  ): Promise<readonly { readonly kind: OperationKind; readonly status: OperationStatus; readonly count: number }[]>;
  /** Writes down that these are about to be sent. Nothing is sent before this resolves. */
  intend(runId: string, seqs: readonly number[], at: number): Promise<void>;
  /** Writes down what came of them, with the links that follow. */
  settle(runId: string, settlements: readonly Settlement[]): Promise<void>;
  /** Operations of the sync, of any run, whose outcome nobody wrote down (`intended`) or knew (`unknown`), oldest first. */
  unsettled(sync: string, limit: number): Promise<readonly OperationRecord[]>;
  /** Newest first. */
  history(sync: string, sourceId: string, limit: number): Promise<readonly OperationRecord[]>;
  /** Adds what a run noticed. */
  note(runId: string, findings: readonly Finding[]): Promise<void>;
  /** In the order in which they were noted; `after` is the last `seq` of the page before. */
  findings(
    runId: string,
    query: { readonly after?: number; readonly limit: number },
  ): Promise<readonly (Finding & { readonly seq: number })[]>;
  /** Removes the operations of a run that was only planned; they hold personal data and nobody needs them. */
  forget(runId: string): Promise<void>;
  /** Forgets runs that ended before this time, with their operations and findings. The newest proven run of a sync and whatever is unsettled stay. Number of runs. */
  purge(before: number): Promise<number>;
}
