import type { Clock } from '../ports/clock.js';
import type { State } from '../ports/state.js';
import type { CompiledSync } from './compiled-sync.js';

/** What every effectful step of one run needs. */
export interface RunContext {
  readonly sync: CompiledSync;
  readonly state: State;
  readonly clock: Clock;
  readonly runId: string;
  readonly salt: string;
  readonly mode: 'plan' | 'run';
  /** Keys of the operations that a person approved; set for runs that apply nothing else. */
  readonly approved?: ReadonlySet<string>;
  /** Look at the target account of every link, to find what others changed there. */
  readonly verify: boolean;
  /** Stop soon, and well: finish what is in flight. */
  readonly stop: AbortSignal;
  /** Break off calls in flight. */
  readonly abort: AbortSignal;
  /** Counters for people: accounts by what happened, such as `unchanged` or `skipped:role`. */
  readonly counts: Map<string, number>;
  /** Groups that this run has made in the target: their ids, by the placeholders (`new:Name`) that the plan has for them. */
  readonly madeGroups: Map<string, string>;
  /** Called when groups were made, before anybody joins them. */
  readonly onGroupsMade?: () => Promise<void>;
  readonly progress: (event: ProgressEvent) => void;
}

/** What a run tells while it works. Numbers and names of steps only. */
export type ProgressEvent =
  | { readonly step: 'recover'; readonly operations: number }
  | { readonly step: 'read'; readonly accounts: number }
  | { readonly step: 'read-target'; readonly accounts: number }
  | { readonly step: 'plan'; readonly operations: number }
  | { readonly step: 'apply'; readonly done: number; readonly planned: number }
  | { readonly step: 'retry'; readonly accounts: number; readonly afterMs: number };

export function count(context: Pick<RunContext, 'counts'>, name: string, by = 1): void {
  context.counts.set(name, (context.counts.get(name) ?? 0) + by);
}
