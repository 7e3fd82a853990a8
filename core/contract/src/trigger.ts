/** Which accounts a run is about. `changes`: who changed in the source since the last run about changes. */
export type RunScope =
  | { readonly kind: 'full' }
  | { readonly kind: 'changes' }
  | { readonly kind: 'accounts'; readonly ids: readonly string[] };

/** What a trigger asks for: a run, for whom, and why. */
export interface RunRequest {
  /** For whom. */
  readonly scope: RunScope;
  /** Why it runs, for the journal: `manual`, `schedule 0 2 * * *`, `user.update`. */
  readonly cause: string;
  /**
   * Names the occasion: where several workers run the same triggers, those that ask with the same id mean one run, which happens once.
   * Default: an occasion of its own.
   */
  readonly id?: string;
}

/** What a message from outside says: look at this account again. A hint, never the truth. */
export interface AccountEvent {
  /** Id in the source; `null` means: look at everybody. */
  readonly account: string | null;
  /** For people: `user.update`. */
  readonly cause: string;
}

/** What a trigger may ask of the engine for the one sync it belongs to. */
export interface RunRequests {
  /** Name of the sync that the trigger belongs to. */
  readonly sync: string;
  /**
   * Asks for a run and resolves when it has ended, on whichever worker; it waits for a run of the sync that is under way. Requests that wait
   * and ask for the same become one. A run that failed because a system could not be used is tried again by itself, at growing distances;
   * it has ended when one of them went well. Rejects when the engine stops before that; the request is stored, and done after the next start.
   */
  run(request: RunRequest): Promise<RunOutcome>;
  /**
   * Stores that these accounts are to be looked at, and soon looks: many events about one account become one look. When it
   * resolves, nothing is lost by a kill. `repeated`: a message of this id was stored before. `full`: too much waits already, and
   * nothing was stored; the sender should come again later.
   */
  look(messageId: string, events: readonly AccountEvent[]): Promise<'stored' | 'repeated' | 'full'>;
  /** What the trigger keeps between starts, by name; of no other trigger or sync. */
  recall(name: string): Promise<string | undefined>;
  /** Keeps a text for `recall`; it is stored when this resolves. */
  keep(name: string, value: string): Promise<void>;
  /** Milliseconds since 1970. A trigger has no other clock. */
  now(): number;
  /** Resolves after so many milliseconds; rejects with the signal's reason. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Tells that something was refused, for counters and logs: a kebab-case reason, and never what was sent. */
  refused(reason: string): void;
}

/** How a run ended. `waiting`: something in it needs approval. */
export interface RunOutcome {
  /** Id of the run, as `rollcall runs` shows it. */
  readonly runId: string;
  /** `stopped`: by a signal, in good order. `failed`: a system could not be used. */
  readonly status: 'done' | 'waiting' | 'stopped' | 'failed';
}

/** Decides when a sync runs, and for whom. One instance belongs to one sync. */
export interface Trigger {
  /** Runs until the signal aborts, and then resolves. Called once. */
  start(requests: RunRequests, signal: AbortSignal): Promise<void>;
  /** For triggers that are called from outside, such as a webhook. Called only between start and stop. */
  handle?(request: Request): Promise<Response>;
  /** For triggers that know: when they next start something after this moment, for people to see. Milliseconds since 1970. */
  nextAfter?(moment: number): number | undefined;
}
