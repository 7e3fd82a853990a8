import { type ClauseResult, type ClauseRun, describeClauses, runClauses, type Waivers } from './clause.js';
import { QUEUE_CLAUSES } from './queue-clauses.js';
import type { QueueWorld } from './queue-world.js';

/** How the suite gets a queue. */
export interface QueueContractOptions {
  /** Clauses that it does not keep, each with the reason. */
  readonly waive?: Waivers;
}

/** What every `Queue` must do, as mocha tests. `make` gives a fresh, empty queue each time; for one that is kept in a state, `stateQueueWorld` makes it. */
export function queueContract(
  name: string,
  make: () => QueueWorld | Promise<QueueWorld>,
  options: QueueContractOptions = {},
): void {
  describeClauses(`${name} keeps the queue contract`, runOf(make, options));
}

/** What a queue keeps of its contract, without mocha: for reports. */
export function checkQueue(
  make: () => QueueWorld | Promise<QueueWorld>,
  options: QueueContractOptions = {},
): Promise<readonly ClauseResult[]> {
  return runClauses(runOf(make, options));
}

function runOf(
  make: () => QueueWorld | Promise<QueueWorld>,
  { waive = {} }: QueueContractOptions,
): ClauseRun<QueueWorld> {
  return {
    clauses: QUEUE_CLAUSES,
    make: async () => {
      const subject = await make();
      return { subject, dispose: () => subject.dispose() };
    },
    waive,
  };
}
