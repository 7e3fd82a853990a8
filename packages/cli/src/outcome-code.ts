import type { Finding, RunReport } from '@rollcall/engine';
import { EXIT } from './exit-codes.js';

/** A person who could not be done makes it a failure: the target refused, nobody could say what to send, or nobody is called that. */
export function outcomeCode(report: RunReport, findings: readonly Finding[]): number {
  const { status, run } = report;
  if (status === 'failed') return EXIT.failed;
  if (status === 'stopped') return EXIT.stopped;
  if (status === 'waiting') return EXIT.waiting;
  return isSomebodyUndone(run, findings) ? EXIT.failed : EXIT.ok;
}

/** Is there somebody who could not be done, or, in a plan, could not be? */
export function isSomebodyUndone(run: RunReport['run'], findings: readonly Finding[]): boolean {
  const bad = sum(run, (name) => name === 'skipped:unknown' || /:(failed|rejected|unknown)$/.test(name));
  // Tries that a later one in the same run made good.
  return bad > (run.counts.mended ?? 0) || findings.some(({ severity }) => severity === 'error');
}

function sum({ counts }: RunReport['run'], wanted: (name: string) => boolean): number {
  return Object.entries(counts).reduce((total, [name, count]) => (wanted(name) ? total + count : total), 0);
}
