import type { Finding } from '@rollcall/engine';
import { harmless, paint, type Style, type Terminal } from './terminal.js';

const STYLES: Readonly<Record<Finding['severity'], Style>> = { error: 'red', warning: 'yellow', info: 'dim' };
const MOST = 20;
const EXAMPLES = 3;

/**
 * What a plan or a run has to say about people, a line each. What is said of many in the same words is one line: a mapper that fails for
 * everybody is one thing to mend, not a thousand. `more` says where the lines are that are too many.
 */
export function findingLines(terminal: Terminal, findings: readonly Finding[], more: string): readonly string[] {
  const groups = [...Map.groupBy(findings, ({ severity, message }) => `${severity} ${message}`).values()];
  const lines = groups.slice(0, MOST).map((group) => lineOf(terminal, group));
  const left = groups.slice(MOST).flat().length;
  return left === 0 ? lines : [...lines, `… and ${left} more${more}`];
}

function lineOf(terminal: Terminal, group: readonly Finding[]): string {
  const [{ severity, message } = { severity: 'error', message: '' } as const] = group;
  const ids = group.flatMap(({ sourceId }) => (sourceId === undefined ? [] : [harmless(sourceId)]));
  const title = `${paint(terminal, STYLES[severity], severity)}: `;
  if (ids.length === 0) return title + harmless(message);
  if (ids.length === 1) return `${title}${ids[0]}: ${harmless(message)}`;
  const rest = ids.length - EXAMPLES;
  const who = `${ids.slice(0, EXAMPLES).join(', ')}${rest > 0 ? `, … and ${rest} more` : ''}`;
  return `${title}${ids.length} accounts: ${harmless(message)} ${paint(terminal, 'dim', `(${who})`)}`;
}
