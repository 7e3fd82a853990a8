import type { OperationKind, RunRecord } from './ports/state.js';
import type { RunResult } from './run/run.js';
import type { ProgressEvent } from './run/run-context.js';

/** Whom a run is about, and who is told. */
export interface RunOptions {
  /** Source ids. Default: everybody. */
  readonly accounts?: readonly string[];
  /** Only people who have this role of the source now, by name or id. */
  readonly role?: string;
  /**
   * Only who changed in the source since the last run of this kind. Everybody instead, when that is not known: the first time,
   * after a change of the configuration, and for a source that cannot tell.
   */
  readonly changes?: boolean;
  /** Why it runs, for the journal. Default `manual`. */
  readonly cause?: string;
  /** Read the target as well, and repair what others changed there. */
  readonly verify?: boolean;
  /** Stops the run soon, and well. */
  readonly signal?: AbortSignal;
  /** Told the id of the run as soon as it is written down. */
  readonly onStart?: (runId: string) => void;
  /** Told what is being done, many times a second; must return at once. */
  readonly onProgress?: (event: ProgressEvent) => void;
}

/** How a run ended. Counts and findings; who was changed is in the journal. */
export interface RunReport extends RunResult {
  /** As the state has it now. */
  readonly run: RunRecord;
}

/** Which of the operations that wait are meant. Default: all of them. */
export interface HeldChoice {
  /** Only those of these accounts of the source. */
  readonly accounts?: readonly string[];
  /** Only those of these kinds. */
  readonly kinds?: readonly OperationKind[];
}

/** How held operations are done, and which. */
export interface ApproveOptions extends Omit<RunOptions, 'accounts' | 'role' | 'changes'>, HeldChoice {
  /** In a two-way sync: the connection whose values are taken where both sides changed something. Default: the first one. */
  readonly take?: string;
}
