import type { Finding, RunReport } from '@rollcall/engine';
import { failureText } from './failure.js';
import { findingLines } from './findings-text.js';
import { paint, type Style, type Terminal } from './terminal.js';

const STATUS: Readonly<Record<string, readonly [string, Style]>> = {
  done: ['Done', 'green'],
  waiting: ['Waiting for approval', 'yellow'],
  stopped: ['Stopped; run again to go on', 'yellow'],
  failed: ['Failed', 'red'],
};

/** What a run did, for a person. */
export function reportText(terminal: Terminal, report: RunReport, findings: readonly Finding[]): string {
  const { run, read, held } = report;
  const [title, style] = STATUS[report.status] ?? [report.status, 'dim'];
  const seconds = ((run.endedAt ?? run.startedAt) - run.startedAt) / 1000;
  const lines = [`${paint(terminal, style, title)} in ${seconds.toFixed(1)} s (run ${run.id}).`];
  const applied = Object.entries(run.counts).filter(
    ([name, count]) =>
      count > 0 && /^[a-z-]+:(done|failed|rejected|unknown|skipped)$/.test(name) && !name.startsWith('skipped:'),
  );
  lines.push(
    `  Written: ${applied.length === 0 ? 'nothing' : applied.map(([name, count]) => `${count} × ${name.replace(/:done$/, '').replace(':', ' ')}`).join(', ')}; unchanged: ${run.counts.unchanged ?? 0}.`,
  );
  const mended = run.counts.mended ?? 0;
  if (mended > 0) lines.push(`  ${mended} of what failed was made good in the same run.`);
  const skipped = Object.entries(run.counts)
    .filter(([name]) => name.startsWith('skipped:'))
    .map(([name, count]) => `${count} ${name.slice('skipped:'.length)}`);
  if (skipped.length > 0) lines.push(`  Skipped: ${skipped.join(', ')}.`);
  lines.push(
    `  Source: ${read.accounts} accounts, ${read.proof.complete ? 'proven complete' : `not proven complete (${read.proof.reason}); nothing was removed`}.`,
  );
  for (const { message } of held)
    lines.push(
      `  ${paint(terminal, 'yellow', 'Guard:')} ${message}. Look at them with "rollcall plan"; let them through with "rollcall approve ${run.id}".`,
    );
  const more = `; "rollcall runs ${run.id}" lists them`;
  lines.push(...findingLines(terminal, findings, more).map((line) => `  ${line}`));
  if (report.error !== undefined) lines.push(failureText(terminal, report.error));
  return `${lines.join('\n')}\n`;
}

export function reportData(report: RunReport, findings: readonly Finding[]): Readonly<Record<string, unknown>> {
  return { run: report.run, source: report.read, held: report.held, findings };
}
