import type { Inbox } from './inbox.js';
import type { Journal } from './journal.js';
import type { LinkStore } from './link-store.js';
import type { Marks } from './marks.js';
import type { RunStore } from './run-store.js';
import type { TargetIndex } from './target-index.js';
import type { TurnStore } from './turn-store.js';

export type { Backlog, Inbox, InboxEntry, InboxEvent, InboxKey, TakenEntry } from './inbox.js';
export type {
  DesiredLink,
  Finding,
  Journal,
  NewOperation,
  OperationKind,
  OperationRecord,
  OperationStatus,
  Reason,
  Settlement,
} from './journal.js';
export { OPERATION_KINDS } from './journal.js';
export type { Link, LinkHead, LinkState, LinkStore } from './link-store.js';
export type { Marks } from './marks.js';
export type { LeaseRequest, NewRun, RunPatch, RunRecord, RunStatus, RunStore } from './run-store.js';
export type { IndexedAccount, TargetIndex } from './target-index.js';
export type { TurnStore } from './turn-store.js';

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
