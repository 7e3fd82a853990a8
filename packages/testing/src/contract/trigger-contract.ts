import { type ClauseResult, type ClauseRun, describeClauses, runClauses, type Waivers } from './clause.js';
import { TRIGGER_CLAUSES, type TriggerSubject } from './trigger-clauses.js';

/** What of the suite need not hold. */
export interface TriggerContractOptions extends TriggerSubject {
  /** Clauses that need not hold, each with the reason. One that holds all the same fails. */
  readonly waive?: Waivers;
}

/** What every trigger must do, as mocha tests. Time jumps: a schedule of a week takes no longer than one of a minute. */
export function triggerContract(name: string, options: TriggerContractOptions): void {
  describeClauses(`the trigger "${name}" keeps the trigger contract`, runOf(options));
}

/** {@link triggerContract} without mocha: what became of each clause. */
export function checkTrigger(options: TriggerContractOptions): Promise<readonly ClauseResult[]> {
  return runClauses(runOf(options));
}

function runOf({ waive = {}, ...subject }: TriggerContractOptions): ClauseRun<TriggerSubject> {
  return { clauses: TRIGGER_CLAUSES, waive, make: () => ({ subject }) };
}
