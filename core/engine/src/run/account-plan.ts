import type { Operation } from '@rollcall/contract';
import type { Finding, Link, NewOperation } from '../ports/state.js';
import type { CompiledSync } from './compiled-sync.js';

/** What a run intends for one account. */
export interface AccountPlan {
  readonly operations: readonly NewOperation[];
  readonly findings: readonly Finding[];
  /** A link to store at once: nothing is sent for it. */
  readonly link?: Link;
  /** Why nothing is done, as a code to count by. */
  readonly skipped?: string;
}

export interface PlanContext {
  readonly sync: CompiledSync;
  readonly salt: string;
  readonly runId: string;
  readonly now: number;
  /** Keys of operations that a person approved; without it nothing was. */
  readonly approved?: ReadonlySet<string>;
}

/** A plan to do nothing, and to tell a person why. */
export function conflict(
  sourceId: string,
  code: string,
  message: string,
  severity: 'warning' | 'error' = 'error',
): AccountPlan {
  return { operations: [], findings: [{ sourceId, code, severity, message }], skipped: code };
}

/** Why the configuration or the target does not let this operation happen, as a code; undefined where it may. */
export function refusedBecause(sync: CompiledSync, kind: Operation): string | undefined {
  if (!sync.operations.has(kind)) return `${kind}-not-allowed`;
  return sync.support[kind].supported ? undefined : `${kind}-not-supported`;
}
