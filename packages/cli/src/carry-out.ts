import type { RunOptions, RunReport, Sync } from '@rollcall/engine';
import type { CommonOptions, Context } from './context.js';
import { outcomeCode } from './outcome-code.js';
import { createProgress } from './output/progress.js';
import { reportData, reportText } from './output/report-text.js';

/** Does one run of a sync, shows how far it is, and tells what came of it. Gives the exit code. */
export async function carryOut(
  { terminal, stop }: Context,
  sync: Sync,
  options: CommonOptions,
  work: (watched: Pick<RunOptions, 'signal' | 'onProgress'>) => Promise<RunReport>,
): Promise<number> {
  const progress = createProgress(terminal);
  const report = await work({ signal: stop, onProgress: progress.show });
  progress.end();
  const findings = await sync.findings(report.run.id);
  terminal.out(
    options.json === true
      ? `${JSON.stringify(reportData(report, findings), null, 2)}\n`
      : reportText(terminal, report, findings),
  );
  return outcomeCode(report, findings);
}
