import type { Queue, State } from '@rollcall/engine';

/** A queue with several workers at it, on time that the suite lets pass. */
export interface QueueWorld {
  /** Where the inbox is that the queue works through; all workers share it. */
  readonly state: Pick<State, 'inbox'>;
  /** Milliseconds since 1970, for all workers alike. */
  now(): number;
  /** Lets so many milliseconds pass; whoever should have woken meanwhile has done what it had to do when it resolves. */
  pass(ms: number): Promise<void>;
  /** One more worker, as a process of its own would have it. */
  worker(): QueueWorker | Promise<QueueWorker>;
  /** Ends all its workers. */
  dispose(): void | Promise<void>;
}

/** One worker at the queue, with a time of its own that can stand still. */
export interface QueueWorker {
  /** This worker's end of it. */
  readonly queue: Queue;
  /** Waits on this worker's time: for ever while it stands still. */
  sleep(ms: number): Promise<void>;
  /** Stands still, like a process that was killed or a machine that sleeps: nothing of it reaches the others any more. */
  stall(): void;
  /** Goes on, like a machine that wakes up. */
  resume(): void;
}
