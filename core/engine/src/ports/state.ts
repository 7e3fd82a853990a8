import type { Attributes } from '@rollcall/contract';
import { OPERATIONS } from '@rollcall/contract';

/**
 * What Rollcall remembers between runs. One port, split into small stores over one database.
 * Every method works on a page of rows and is one transaction: it happened wholly or not at all, and when the
 * promise resolves it survives a kill. Times are milliseconds since 1970 (UTC), given by the caller.
 */
export interface State {
  /** Runs, and the leases that keep two runs of one sync apart. */
  readonly runs: RunStore;
  /** Which account of the source is which of the target. */
  readonly links: LinkStore;
  /** What was done to the target, and what was about to be. */
  readonly journal: Journal;
  /** For the length of a run: what was read of the target. */
  readonly target: TargetIndex;
  /** Which accounts are to be looked at, and when. */
  readonly inbox: Inbox;
  /** Which sync is to be run next, by whichever worker asks first. */
  readonly turns: TurnStore;
  /** Small things to be remembered: cursors, freezes, tokens, people of the console. */
  readonly marks: Marks;
  /** A random text made once per state. Fingerprints that leave the state are salted with it, so that nobody can guess values from them. */
  salt(): Promise<string>;
  /** Lets go of files and connections. Who opened the state closes it, after everything that uses it has ended. */
  close(): Promise<void>;
}

export type RunStatus = 'planning' | 'applying' | 'planned' | 'done' | 'waiting' | 'stopped' | 'failed';

export interface NewRun {
  readonly id: string;
  readonly sync: string;
  /** `plan` changes nothing outside and takes no lease; `run` applies. */
  readonly mode: 'plan' | 'run';
  readonly scope: 'full' | 'accounts' | 'role' | 'changes';
  /** Why: `manual`, `schedule`, an event's name. */
  readonly cause: string;
  /** Who: an operating system account, a console user. */
  readonly actor: string;
  readonly startedAt: number;
}

export interface RunRecord extends NewRun {
  readonly status: RunStatus;
  readonly endedAt: number | null;
  /** Hash over the keys of all planned operations, in order. */
  readonly planHash: string | null;
  /** Source accounts read. */
  readonly sourceCount: number;
  /** The read was proven complete. */
  readonly proven: boolean;
  /** Counters for people: accounts by what happened to them. */
  readonly counts: Readonly<Record<string, number>>;
  /** One message when the run failed. Never personal data. */
  readonly error: string | null;
}

export type RunPatch = Partial<
  Pick<RunRecord, 'status' | 'endedAt' | 'planHash' | 'sourceCount' | 'proven' | 'counts' | 'error'>
>;

export interface LeaseRequest {
  /** Unique per process and run. */
  readonly holder: string;
  readonly ttlMs: number;
  readonly now: number;
  /** Take the lease from this holder, who is known to be dead. */
  readonly takeFrom?: string;
}

export interface RunStore {
  /** Records the run. A run of mode `run` takes its sync's lease; resolves to the holding run when another one's lease has not expired. */
  open(
    run: NewRun,
    lease: LeaseRequest,
  ): Promise<
    | { readonly opened: true }
    | { readonly opened: false; readonly heldBy: RunRecord; readonly holder: string; readonly until: number }
  >;
  /** Extends the lease. False when it was lost to somebody else: the run must stop. */
  renew(runId: string, lease: LeaseRequest): Promise<boolean>;
  update(runId: string, patch: RunPatch): Promise<void>;
  /** As `update`, and gives the lease back and drops what only this run needed (seen marks, claims, target index). */
  close(runId: string, patch: RunPatch): Promise<void>;
  get(runId: string): Promise<RunRecord | undefined>;
  /** Newest first. */
  list(query: {
    readonly sync?: string;
    readonly status?: readonly RunStatus[];
    readonly limit: number;
  }): Promise<readonly RunRecord[]>;
  /** The newest ended full run of mode `run` whose read was proven complete. */
  lastProven(sync: string): Promise<RunRecord | undefined>;
}

/**
 * - `none`: no target account, but something is remembered about the source account (why it was refused).
 * - `active`, `inactive`: linked; the target account may, or may not, sign in.
 * - `deleted`: there was a target account and Rollcall deleted it.
 */
export type LinkState = 'none' | 'active' | 'inactive' | 'deleted';

/** The part of a link that decides whether an account needs a closer look. */
export interface LinkHead {
  readonly sourceId: string;
  readonly targetId: string | null;
  readonly state: LinkState;
  /** Hash of the desired values last applied. Empty: look closer. */
  readonly hash: string;
  /** Hash of the desired values that the target refused for good; the account waits until its input changes. */
  readonly parkedHash: string | null;
  /** A write's outcome is unknown: read the target before the next write. */
  readonly uncertain: boolean;
}

export interface Link extends LinkHead {
  /** Values last applied, by target attribute: what both sides agreed on. */
  readonly base: Attributes;
  /** Target group ids whose membership Rollcall gave. */
  readonly groups: readonly string[];
  readonly version: string | null;
  readonly formerTargetIds: readonly string[];
  /** When its leave began; null for who is wanted. Grace days count from here. */
  readonly leftAt: number | null;
  /** Error code and message behind `parkedHash`. Never personal data. */
  readonly parked: { readonly code: string; readonly message: string } | null;
  readonly updatedRun: string;
  readonly updatedAt: number;
}

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
  get(sync: string, sourceIds: readonly string[]): Promise<ReadonlyMap<string, Link>>;
  byTarget(sync: string, targetIds: readonly string[]): Promise<ReadonlyMap<string, Link>>;
  /** Links in state `active` or `inactive` that the run has not seen, by source id, after the given one. */
  unseen(sync: string, runId: string, after: string | undefined, limit: number): Promise<readonly Link[]>;
  page(
    sync: string,
    query: { readonly after?: string; readonly limit: number; readonly state?: LinkState },
  ): Promise<readonly Link[]>;
  count(sync: string): Promise<Readonly<Record<LinkState, number>>>;
  /** Inserts or replaces whole links; for what needs no journal entry (a hash that changed without a difference). */
  put(sync: string, links: readonly Link[]): Promise<void>;
}

/**
 * `link` adopts an existing account without writing to it; `membership` adds to and removes from groups; `create-group` makes a group;
 * `resolve` settles what both sides of a two-way sync changed, once a person has chosen; `make-way` gives a unique value up for a moment,
 * so that accounts can exchange theirs.
 */
export const OPERATION_KINDS = [...OPERATIONS, 'link', 'membership', 'create-group', 'resolve', 'make-way'] as const;
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

export interface Reason {
  /** Kebab-case: `new`, `changed`, `disabled`, `out-of-scope`, `deleted`, `returned`, `adopted`. */
  readonly code: string;
  readonly detail: string;
}

/** What an operation makes of its link. */
export interface DesiredLink {
  readonly hash: string;
  /** Hash of all that is wanted, where `hash` stays empty because other operations bring a part of it. A refusal waits for this to change. */
  readonly wanted?: string;
  readonly base: Attributes;
  readonly groups: readonly string[];
  /** The target must still be read before the next write: a membership that may be there, or not, is not settled yet. */
  readonly uncertain?: boolean;
  /** What people call the account, where the link remembers no values. Goes with the operation when that is forgotten. */
  readonly label?: string;
}

export interface NewOperation {
  /** For `create-group`: the group's name, with `group:` before it. */
  readonly sourceId: string;
  readonly targetId: string | null;
  readonly kind: OperationKind;
  /** Order of application: all of a lower phase come first. */
  readonly phase: number;
  /** Fingerprint of what is done to what, from which state. */
  readonly key: string;
  readonly reason: Reason;
  /** New values. */
  readonly after: Attributes;
  /** What was known of the same attributes. */
  readonly before: Attributes;
  readonly groups: { readonly add: readonly string[]; readonly remove: readonly string[] };
  /** The link as it will be when this operation is done; absent for memberships and groups. */
  readonly desired: DesiredLink | null;
  /** Correlation keys and target ids that this operation lays claim to; two claimants make a conflict. */
  readonly claims: readonly string[];
  readonly status: 'planned' | 'held' | 'skipped';
}

export interface OperationRecord extends Omit<NewOperation, 'status' | 'claims'> {
  readonly run: string;
  readonly sync: string;
  readonly seq: number;
  readonly status: OperationStatus;
  readonly intendedAt: number | null;
  readonly settledAt: number | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly notes: readonly string[];
}

export interface Settlement {
  readonly seq: number;
  readonly status: Exclude<OperationStatus, 'planned' | 'held' | 'intended'>;
  readonly settledAt: number;
  readonly targetId?: string | null;
  readonly error?: { readonly code: string; readonly message: string };
  readonly notes?: readonly string[];
  /** The link as it is from now on, stored in the same transaction. */
  readonly link?: Link;
}

export interface Finding {
  /** Absent for findings about the run as a whole. */
  readonly sourceId?: string;
  readonly code: string;
  readonly severity: 'info' | 'warning' | 'error';
  /** For people. Attribute names and ids, never values. */
  readonly message: string;
}

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
  note(runId: string, findings: readonly Finding[]): Promise<void>;
  findings(
    runId: string,
    query: { readonly after?: number; readonly limit: number },
  ): Promise<readonly (Finding & { readonly seq: number })[]>;
  /** Removes the operations of a run that was only planned; they hold personal data and nobody needs them. */
  forget(runId: string): Promise<void>;
  /** Forgets runs that ended before this time, with their operations and findings. The newest proven run of a sync and whatever is unsettled stay. Number of runs. */
  purge(before: number): Promise<number>;
}

/** Who is to be looked at: one account, everybody, or whoever changed in the source since the last such look. */
export interface InboxKey {
  /** Id in the source; `null` stands for more than one. */
  readonly account: string | null;
  /** With `null`: not everybody, only who changed. */
  readonly onlyChanges?: boolean;
}

/** Somebody says to look: a message from outside, a trigger's request, or a retry. */
export interface InboxEvent extends InboxKey {
  /** For people: `user.update`, `retry`, `schedule 0 2 * * *`. */
  readonly cause: string;
  /** Not to be looked at before. */
  readonly dueAt: number;
}

export interface InboxEntry extends InboxEvent {
  /** Grows with each event about the account; `done` with an older one leaves the entry, for something happened meanwhile. */
  readonly seq: number;
  /** Events that are one entry now. */
  readonly events: number;
  readonly firstAt: number;
  /** How often looking at it has failed. */
  readonly attempts: number;
}

/** An entry as it was when it was taken. */
export type TakenEntry = InboxKey & Pick<InboxEntry, 'seq'>;

/** How much waits in the inbox of one sync. */
export interface Backlog {
  readonly count: number;
  /** When the next entry is due. */
  readonly nextAt: number | null;
  /** When the first event came of the entry that has waited longest. */
  readonly oldestAt: number | null;
  /** Entries that were looked at and failed, and are tried again. */
  readonly failing: number;
}

/** What is to be looked at, durable, one entry an account however many events there are. */
export interface Inbox {
  /** Stores the events of one message unless a message of this id was stored before; true when it was stored. */
  add(sync: string, message: string, events: readonly InboxEvent[], now: number): Promise<boolean>;
  /** Entries that are due, oldest first. */
  due(sync: string, now: number, limit: number): Promise<readonly InboxEntry[]>;
  /** Those of these that wait, due or not. */
  find(sync: string, keys: readonly InboxKey[]): Promise<readonly InboxEntry[]>;
  /** Looked at. */
  done(sync: string, entries: readonly TakenEntry[]): Promise<void>;
  /** Looking at it failed; try again later. */
  postpone(sync: string, entries: readonly TakenEntry[], dueAt: number): Promise<void>;
  waiting(sync: string): Promise<Backlog>;
  /** Forgets the ids of messages from before this time. */
  forgetMessages(before: number): Promise<void>;
}

/** Who has the turn to work on a sync, for the queue that is kept in the state. */
export interface TurnStore {
  /**
   * Gives the turn of the sync, unless another holder has it still. `attempt` counts the turns since one last ended: 1 after an end, one more for each
   * that broke off.
   */
  take(
    sync: string,
    lease: LeaseRequest,
  ): Promise<
    | { readonly taken: true; readonly attempt: number }
    | { readonly taken: false; readonly holder: string; readonly until: number }
  >;
  /** Extends it. False when it was given to somebody else. */
  renew(sync: string, lease: LeaseRequest): Promise<boolean>;
  /** The turn has ended; nothing happens when another holder has it. */
  end(sync: string, holder: string): Promise<void>;
}

/** Small things remembered by name: watermarks, the last start of a schedule, whether runs are frozen. */
export interface Marks {
  get(name: string): Promise<string | undefined>;
  /** `undefined` removes it. */
  set(name: string, value: string | undefined): Promise<void>;
  list(prefix: string): Promise<ReadonlyMap<string, string>>;
}

export interface IndexedAccount {
  readonly id: string;
  readonly attributes: Attributes;
  readonly active: boolean | null;
  readonly groups: readonly string[] | null;
  readonly version: string | null;
  readonly protection: string | null;
}

/** The target's accounts as one run read them, by correlation key. Dropped when the run closes. */
export interface TargetIndex {
  add(
    runId: string,
    entries: readonly { readonly account: IndexedAccount; readonly keys: readonly string[] }[],
  ): Promise<void>;
  /** Accounts by key; a key that no account has is missing. At most a handful for each key. */
  find(runId: string, keys: readonly string[]): Promise<ReadonlyMap<string, readonly IndexedAccount[]>>;
  get(runId: string, ids: readonly string[]): Promise<ReadonlyMap<string, IndexedAccount>>;
  /** Accounts by id, after the given one. */
  page(runId: string, after: string | undefined, limit: number): Promise<readonly IndexedAccount[]>;
}
