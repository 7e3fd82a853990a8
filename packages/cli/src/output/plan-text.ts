import type { AttributeValue } from '@rollcall/contract';
import type { OperationKind, OperationRecord, PlanFile } from '@rollcall/engine';
import { findingLines } from './findings-text.js';
import { harmless, paint, type Style, type Terminal } from './terminal.js';

const SIGNS: Readonly<Record<OperationKind, readonly [string, Style]>> = {
  create: ['+ create', 'green'],
  update: ['~ update', 'yellow'],
  link: ['= link', 'cyan'],
  membership: ['~ groups', 'yellow'],
  'create-group': ['+ group', 'green'],
  resolve: ['? choose', 'cyan'],
  'make-way': ['~ make way', 'yellow'],
  reactivate: ['^ reactivate', 'green'],
  deactivate: ['v deactivate', 'red'],
  delete: ['- delete', 'red'],
};

/** One planned operation with its differences and its reason. */
export function changeText(
  terminal: Terminal,
  operation: OperationRecord,
  labels: ReadonlyMap<string, string>,
  groupName: (id: string) => string,
): string {
  const { kind, sourceId, targetId, reason, after, before, groups, status } = operation;
  const [sign, style] = SIGNS[kind];
  // In a two-way sync it begins with the connection that the group comes from.
  const group = kind === 'create-group' ? sourceId.replace(/^(?:[^:]+:)?group:/, '') : undefined;
  const who = harmless(group ?? labels.get(sourceId) ?? sourceId);
  const held = status === 'held' ? paint(terminal, 'yellow', ' [waits for approval]') : '';
  const where = targetId === null ? '' : paint(terminal, 'dim', ` (target ${targetId})`);
  const lines = [
    `${paint(terminal, style, sign)} ${paint(terminal, 'bold', who)}${where}${held} ${paint(terminal, 'dim', `— ${harmless(reason.detail)}`)}`,
  ];
  for (const [name, value] of Object.entries(after)) {
    lines.push(
      `    ${name}: ${kind === 'create' ? '' : `${paint(terminal, 'dim', show(before[name]))} → `}${show(value)}`,
    );
  }
  for (const id of groups.add) lines.push(`    ${paint(terminal, 'green', `+ group ${harmless(groupName(id))}`)}`);
  for (const id of groups.remove) lines.push(`    ${paint(terminal, 'red', `- group ${harmless(groupName(id))}`)}`);
  return lines.join('\n');
}

/** What the plan comes to. */
export function planSummary(terminal: Terminal, file: PlanFile): string {
  const changes = Object.entries(file.summary).filter(([name]) => !name.startsWith('skipped:') && name !== 'unchanged');
  const skipped = Object.entries(file.summary)
    .filter(([name]) => name.startsWith('skipped:'))
    .map(([name, count]) => `${count} ${name.slice('skipped:'.length)}`);
  const lines = [''];
  lines.push(
    `${paint(terminal, 'bold', 'Plan:')} ${changes.length === 0 ? 'nothing to do' : changes.map(([name, count]) => `${count} × ${name}`).join(', ')}; ${file.summary.unchanged ?? 0} unchanged${skipped.length === 0 ? '' : `; skipped: ${skipped.join(', ')}`}.`,
  );
  lines.push(
    `Source: ${file.source.accounts} accounts, ${file.source.complete ? 'proven complete' : `not proven complete: ${file.source.why}; no removals`}.`,
  );
  lines.push(...peopleLines(terminal, file.people ?? []));
  for (const held of file.held)
    lines.push(`${paint(terminal, 'yellow', 'Guard:')} ${held}; they wait for "rollcall approve".`);
  lines.push(...findingLines(terminal, file.findings, ' findings'));
  // A plan without operations has none.
  if (file.hash !== '') lines.push(paint(terminal, 'dim', `hash ${file.hash}`));
  return `${lines.join('\n')}\n`;
}

const EXAMPLES = 3;

/** Of a two-way sync: how many people, what comes of them, and who some of them are. */
function peopleLines(terminal: Terminal, groups: NonNullable<PlanFile['people']>): readonly string[] {
  if (groups.length === 0) return [];
  const width = Math.max(...groups.map(({ people }) => String(people.length).length));
  const lines = groups.map(({ kind, text, people }) => {
    const rest = people.length - EXAMPLES;
    const examples = `${people.slice(0, EXAMPLES).map(harmless).join(', ')}${rest > 0 ? `, … and ${rest} more` : ''}`;
    const count = paint(terminal, 'bold', String(people.length).padStart(width));
    return `  ${count} ${kind}: ${harmless(text)}\n      ${paint(terminal, 'dim', examples)}`;
  });
  return [paint(terminal, 'bold', 'People:'), ...lines];
}

export function show(value: AttributeValue | undefined): string {
  if (value === undefined) return '(unknown)';
  if (value === null) return '(none)';
  return harmless(typeof value === 'string' ? (value === '' ? '""' : value) : JSON.stringify(value));
}
