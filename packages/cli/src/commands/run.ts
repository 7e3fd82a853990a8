import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ConfigError } from '@rollcall/contract';
import { type Finding, type RunReport, readPlan } from '@rollcall/engine';
import { type CommonOptions, type Context, syncName, withRollcall } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { createProgress } from '../output/progress.js';
import { reportData, reportText } from '../output/report-text.js';
import { waitingRun } from './waiting.js';

export interface RunCommandOptions extends CommonOptions {
  readonly sync?: string;
  readonly plan?: string;
  readonly verify?: boolean;
  readonly account?: readonly string[];
  readonly role?: string;
}

/** `rollcall run`: makes the target right; or, with a plan file, does exactly what that says. */
export async function run(context: Context, options: RunCommandOptions): Promise<number> {
  return withRollcall(context, options, async (rollcall) => {
    const file =
      options.plan === undefined ? undefined : await planFrom(resolve(context.folder, options.plan), options.plan);
    const sync = rollcall.sync(syncName(rollcall, file?.sync ?? options.sync));
    const progress = createProgress(context.terminal);
    const runOptions = {
      signal: context.stop,
      onProgress: progress.show,
      verify: options.verify === true,
      ...(options.account === undefined ? {} : { accounts: options.account }),
      ...(options.role === undefined ? {} : { role: options.role }),
    };
    const report = await (file === undefined ? sync.run(runOptions) : sync.runPlan(file, runOptions));
    progress.end();
    const findings = await sync.findings(report.run.id);
    context.terminal.out(
      options.json === true
        ? `${JSON.stringify(reportData(report, findings), null, 2)}\n`
        : reportText(context.terminal, report, findings),
    );
    return codeOf(report, findings);
  });
}

export interface ApproveOptions extends CommonOptions {
  readonly account?: readonly string[];
  readonly take?: string;
}

/** `rollcall approve RUN`: applies what a run left waiting, each operation exactly as it was planned. */
export async function approve(context: Context, runId: string | undefined, options: ApproveOptions): Promise<number> {
  return withRollcall(context, options, async (rollcall) => {
    const waiting = await waitingRun(rollcall, runId);
    const sync = rollcall.sync(waiting.sync);
    const progress = createProgress(context.terminal);
    const report = await sync.approve(waiting.id, {
      signal: context.stop,
      onProgress: progress.show,
      ...(options.account === undefined ? {} : { accounts: options.account }),
      ...(options.take === undefined ? {} : { take: options.take }),
    });
    progress.end();
    const findings = await sync.findings(report.run.id);
    context.terminal.out(
      options.json === true
        ? `${JSON.stringify(reportData(report, findings), null, 2)}\n`
        : reportText(context.terminal, report, findings),
    );
    return codeOf(report, findings);
  });
}

async function planFrom(path: string, name: string): Promise<ReturnType<typeof readPlan>> {
  const wrong = (happened: string, cause: unknown): ConfigError =>
    new ConfigError({
      code: 'bad-plan',
      doing: `reading the plan ${name}`,
      happened,
      hint: 'make one with "rollcall plan --out FILE"',
      cause,
    });
  const text = await readFile(path, 'utf8').catch((error: unknown) =>
    Promise.reject(wrong('the file cannot be read', error)),
  );
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw wrong('it is not JSON', error);
  }
  return readPlan(data, name);
}

/** A person who could not be done makes it a failure: the target refused, nobody could say what to send, or nobody is called that. */
export function codeOf(report: RunReport, findings: readonly Finding[]): number {
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
