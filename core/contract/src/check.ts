import type { Said } from '@rollcall/plugin';
import type { OperationSupport } from './operation-support.js';

/** The stages of a connection check, in this order: an early failure makes the later ones `skipped`. */
export type CheckStageName = 'reach' | 'tls' | 'credential' | 'read' | 'write' | 'advice';

/** One thing that a check looked at, and what to do where it is not well. */
export interface CheckStage {
  /** Which stage it belongs to. */
  readonly stage: CheckStageName;
  /** What was looked at, in plain words: `List users`. */
  readonly label: string;
  /** `warning`: it works, and a person should know something. */
  readonly status: 'passed' | 'warning' | 'failed' | 'skipped';
  /** What came back. Never a secret. */
  readonly detail: string;
  /** What to do about it and where (the page, menu or setting). For `failed` and `warning`. */
  readonly remedy?: string;
  /** The same by their names, where they have one, so that they can be said in another language; `checkStage` fills it. */
  readonly said?: SaidOfStage;
}

/** Texts of a stage by their names. */
export interface SaidOfStage {
  /** What was looked at. */
  readonly label?: Said;
  /** What came back. */
  readonly detail?: Said;
  /** What to do about it; only where there is something. */
  readonly remedy?: Said;
}

/** Answer of `Provider.check`: what works, what does not, and what to change. */
export interface CheckReport {
  /** In the order in which they were looked at. */
  readonly stages: readonly CheckStage[];
  /** For targets: what will work, and why not the rest. */
  readonly operations?: OperationSupport;
}

/** True when nothing failed; warnings do not count. */
export function checkPassed(report: CheckReport): boolean {
  return report.stages.every((stage) => stage.status !== 'failed');
}
