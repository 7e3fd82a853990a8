/**
 * Says which worker works on which sync, and when. Workers are processes, on one machine or on many.
 *
 * What there is to do is not in the queue but in the inbox of the state, where it is durable before anybody is answered; each turn looks it up.
 * So a turn is a hint as well: one too many does no harm, and one that is lost is made up. What a queue promises is
 * - **at least once**: what the inbox holds gets a turn, whatever becomes of workers in between;
 * - **one at a time**: never do two workers have the turn of one sync, so that no account is in two hands;
 * - **soon**: a call brings a turn within seconds, and the turn of a worker that died goes to another within two minutes.
 *
 * Every implementation keeps `queueContract` of `@rollcall/testing`. The embedded one is {@link StateQueue}.
 */
export interface Queue {
  /** Where it is, for people; without a password. */
  readonly place: string;
  /**
   * The sync has something to do from this moment on (milliseconds since 1970, by the caller's clock). Whoever stores something in the inbox calls after
   * that. Of several calls the earliest counts; to repeat one is safe. When it resolves, another worker may take the turn although this one is killed.
   */
  call(sync: string, dueAt: number): Promise<void>;
  /**
   * Performs the turns of this sync that this worker gets, one after the other, until the signal aborts; resolves when the one under way has ended.
   * `perform` resolves to when the next turn should be (milliseconds since 1970), or to undefined when nothing waits. When it throws an
   * `UnavailableError`, the sync soon gets another turn; what else it throws, this rejects with, and other workers go on. Called once for each sync.
   */
  work(sync: string, perform: (turn: Turn) => Promise<number | undefined>, signal: AbortSignal): Promise<void>;
  /** Frees what it holds. Called when nobody works any more. */
  close(): Promise<void>;
}

/** Leave to work on a sync, for one worker alone. */
export interface Turn {
  /** How often a turn has begun since one last ended: 1 for the first. More than a few mean that the work ends its workers. */
  readonly attempt: number;
  /** Aborts when the worker is to stop, and when the turn was given to another, because this worker was not heard of for too long. */
  readonly signal: AbortSignal;
}
