import type { Explanation, Sync } from '@rollcall/engine';
import { nameIn } from './labels.js';
import { changeText, show } from './plan-text.js';
import { table } from './table.js';
import { harmless, paint, type Terminal } from './terminal.js';

/** All that is known about one person in one sync, for people. */
export function explanationText(terminal: Terminal, sync: Sync, explanation: Explanation): string {
  const { account, sourceId, link, attributes, groups, history } = explanation;
  const bold = (text: string): string => paint(terminal, 'bold', text);
  const lines = [
    `${bold(harmless(nameIn(account?.attributes ?? link?.base ?? {}) ?? sourceId))} in sync ${bold(sync.name)} (${sync.config.from} ${explanation.pair === undefined ? '→' : '↔'} ${sync.config.to})`,
    explanation.pair === undefined ? `  source id  ${sourceId}` : `  account    ${sourceId}`,
  ];
  lines.push(`  now        ${situationText(explanation)}`);
  if (link !== undefined) {
    lines.push(
      `  link       ${link.targetId === null ? 'no target account' : `target account ${link.targetId}`}, ${link.state}${link.uncertain ? ', to be looked at before the next write' : ''}`,
    );
    if (link.parked !== null) lines.push(`  refused    ${link.parked.message}`);
  }
  if (explanation.match?.kind === 'one')
    lines.push(
      `  match      target account ${explanation.match.account.id}, by ${explanation.match.rule.attributes.join(' + ')}`,
    );
  if (account !== undefined && (account.groups?.length ?? 0) > 0)
    lines.push(
      `  roles      ${account.groups?.join(', ')}${groups.length === 0 ? '' : ` → groups ${groups.join(', ')}`}`,
    );
  if (attributes.length > 0) lines.push('', ...originLines(terminal, attributes));
  if (explanation.pair !== undefined) lines.push('', ...pairLines(terminal, explanation.pair));
  lines.push('', bold('A run now would'), nextText(terminal, sync, explanation));
  if (history.length > 0) {
    lines.push('', bold('Last operations'));
    lines.push(
      table(
        terminal,
        ['when', 'what', 'outcome', 'why'],
        history.map(({ settledAt, intendedAt, kind, status, reason, error, notes }) => [
          new Date(settledAt ?? intendedAt ?? 0).toISOString().replace('T', ' ').slice(0, 19),
          kind,
          status,
          [reason.detail, error?.message, ...notes].filter((text) => text !== undefined).join('; '),
        ]),
      ),
    );
  }
  return `${lines.join('\n')}\n`;
}

function situationText({ situation }: Explanation): string {
  switch (situation.kind) {
    case 'unchanged':
      return 'in scope, and as it should be';
    case 'skipped':
      return `left out: ${situation.why}`;
    case 'joins':
      return 'in scope, and not in the target as far as Rollcall knows';
    case 'stays':
      return situation.returns ? 'in scope again' : 'in scope, and its values changed';
    case 'leaves':
      return `to leave: ${situation.why}`;
    case 'unknown':
      return 'unknown to the source and to Rollcall';
    case 'invalid':
      return `cannot be mapped: ${situation.why}`;
  }
}

function originLines(terminal: Terminal, attributes: Explanation['attributes']): readonly string[] {
  const rows = attributes.map(({ target, from, inputs, mappers, value, problem, apply }) => {
    const source = from.length === 0 ? '' : from.map((name, index) => `${name} = ${show(inputs[index])}`).join(', ');
    const through = [source, ...mappers].filter((text) => text !== '').join(' → ');
    return [
      target,
      problem ?? show(value),
      `${through}${apply === 'always' ? '' : ` (${apply === 'create' ? 'when created' : 'while empty'})`}`,
    ];
  });
  return table(terminal, ['attribute', 'value', 'comes from'], rows).split('\n');
}

/** Both sides beside each other, and who won what, and why. */
function pairLines(terminal: Terminal, { connections, facts }: NonNullable<Explanation['pair']>): readonly string[] {
  if (facts.length === 0) return [];
  const rows = facts.map(({ name, first, second, outcome }) => [harmless(name), show(first), show(second), outcome]);
  return table(terminal, ['what', ...connections, 'outcome'], rows).split('\n');
}

/** What a run would do now for this person. */
export function nextText(terminal: Terminal, sync: Sync, { next, situation, sourceId }: Explanation): string {
  const lines = next.findings.map(
    ({ message, severity }) => `  ${paint(terminal, severity === 'error' ? 'red' : 'yellow', severity)}: ${message}`,
  );
  for (const operation of next.operations) {
    const record = {
      ...operation,
      run: '',
      sync: '',
      seq: 0,
      intendedAt: null,
      settledAt: null,
      error: null,
      notes: [],
    };
    lines.push(
      changeText(terminal, record, new Map([[sourceId, nameIn(operation.after) ?? sourceId]]), (id) =>
        sync.groupName(id),
      ).replace(/^/gm, '  '),
    );
  }
  if (lines.length > 0) return lines.join('\n');
  return next.skipped === undefined && situation.kind !== 'skipped'
    ? '  do nothing'
    : `  do nothing (${next.skipped ?? (situation.kind === 'skipped' ? situation.why : '')})`;
}
