/**
 * `planned` and `done` ended well; `waiting` ended with something over a limit; `stopped` was told to end; `failed`
 * has an error.
 */
export type RunStatus = 'planning' | 'applying' | 'planned' | 'done' | 'waiting' | 'stopped' | 'failed';

/** A run as it begins. */
export interface NewRun {
  /** Sorts by time: `20261124T153904-7a963c57`. */
  readonly id: string;
  /** Its name in the configuration. */
  readonly sync: string;
  /** `plan` changes nothing outside and takes no lease; `run` applies. */
  readonly mode: 'plan' | 'run';
  /** Whom it looks at: everybody, named accounts, those with a role, or who changed. */
  readonly scope: 'full' | 'accounts' | 'role' | 'changes';
  /** Why: `manual`, `schedule`, an event's name. */
  readonly cause: string;
  /** Who: an operating system account, a console user. */
  readonly actor: string;
  /** When it was opened. */
  readonly startedAt: number;
}

/** A run as it is remembered. */
export interface RunRecord extends NewRun {
  /** How far it has come, or how it ended. */
  readonly status: RunStatus;
  /** `null` while it is under way, and for one that was killed until the next run closes it. */
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

/** What changes of a run after it was opened; what is left out stays. */
export type RunPatch = Partial<
  Pick<RunRecord, 'status' | 'endedAt' | 'planHash' | 'sourceCount' | 'proven' | 'counts' | 'error'>
>;

/** Who wants to be the only one, and for how long. */
export interface LeaseRequest {
  /** Unique per process and run. */
  readonly holder: string;
  /** So long it holds without being renewed. */
  readonly ttlMs: number;
  /** By the caller's clock: workers should not be further apart than seconds. */
  readonly now: number;
  /** Take the lease from this holder, who is known to be dead. */
  readonly takeFrom?: string;
}

/** The runs of all syncs, and for each sync a lease that one run holds. */
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
  /** Changes parts of a run that is under way. */
  update(runId: string, patch: RunPatch): Promise<void>;
  /** As `update`, and gives the lease back and drops what only this run needed (seen marks, claims, target index). */
  close(runId: string, patch: RunPatch): Promise<void>;
  /** `undefined`: there is none of this id, or it was purged. */
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
