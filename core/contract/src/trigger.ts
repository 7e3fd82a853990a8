/** Which accounts a run is about. */
export type RunScope = { readonly kind: 'full' } | { readonly kind: 'accounts'; readonly ids: readonly string[] };

export interface RunRequest {
  readonly scope: RunScope;
  /** Why it runs, for the journal: `manual`, `schedule 0 2 * * *`, `user.update`. */
  readonly cause: string;
}

/** What a trigger may ask of the engine for the one sync it belongs to. */
export interface RunRequests {
  readonly sync: string;
  /** Resolves when the run has ended; rejects only when it could not start. */
  run(request: RunRequest): Promise<RunOutcome>;
}

export interface RunOutcome {
  readonly runId: string;
  readonly status: 'done' | 'waiting' | 'stopped' | 'failed';
}

/** Decides when a sync runs, and for whom. */
export interface Trigger {
  /** Runs until the signal aborts. */
  start(requests: RunRequests, signal: AbortSignal): Promise<void>;
  /** For triggers that are called from outside, such as a webhook. */
  handle?(request: Request): Promise<Response>;
}
