import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Account, ConfigError } from '@rollcall/contract';
import { matchPerson, type Sync } from '@rollcall/engine';
import { type CommonOptions, type Context, syncName, withRollcall } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { outcomeCode } from '../outcome-code.js';
import { explanationText, nextText } from '../output/explanation-text.js';
import { nameIn } from '../output/labels.js';
import { reportData } from '../output/report-text.js';
import { table } from '../output/table.js';
import { harmless, paint, type Style, type Terminal } from '../output/terminal.js';

export interface PersonOptions extends CommonOptions {
  readonly sync?: string;
}

export interface ProvisionOptions extends PersonOptions {
  readonly yes?: boolean;
  /** A list of people. */
  readonly file?: string;
}

/** `rollcall provision PERSON…`: does it for these people now, and shows each step. Asks first, where somebody can answer. */
export async function provision(
  context: Context,
  people: readonly string[],
  options: ProvisionOptions,
): Promise<number> {
  const { terminal } = context;
  return withRollcall(context, options, async (rollcall) => {
    const sync = rollcall.sync(syncName(rollcall, options.sync));
    const named = [...people, ...(await listed(context, options.file))];
    if (named.length === 0)
      throw new ConfigError({
        code: 'no-person',
        doing: 'provisioning by hand',
        happened: 'nobody is named',
        hint: 'name people by user name, mail address or id, or give a list with --file',
      });
    const ids = new Set<string>();
    for (const person of named) ids.add(await findPerson(context, sync, person));
    let changes = 0;
    for (const id of ids) {
      const before = await sync.explain(id, context.stop);
      changes += before.next.operations.length;
      if (options.json === true) continue;
      for (const line of stepsOf(terminal, before)) terminal.out(`${line}\n`);
      if (isAsked(terminal, options)) terminal.out(`  To do:\n${nextText(terminal, sync, before)}\n`);
    }
    if (changes > 0 && isAsked(terminal, options) && !(await isConfirmed(terminal, ids.size))) {
      terminal.out('Nothing was done.\n');
      return EXIT.ok;
    }
    const report = await sync.run({ accounts: [...ids], cause: 'on demand', signal: context.stop });
    const findings = await sync.findings(report.run.id);
    if (options.json === true) terminal.out(`${JSON.stringify(reportData(report, findings), null, 2)}\n`);
    else for (const line of await outcomeOf(terminal, sync, report.run.id, report)) terminal.out(`${line}\n`);
    if (report.error !== undefined) throw report.error;
    return outcomeCode(report, findings);
  });
}

function isAsked(terminal: Terminal, { yes, json }: ProvisionOptions): boolean {
  return terminal.ask !== undefined && yes !== true && json !== true;
}

async function isConfirmed(terminal: Terminal, people: number): Promise<boolean> {
  const answer = await terminal.ask?.(people === 1 ? 'Do it? [y/N] ' : `Do it for these ${people}? [y/N] `);
  return /^y(es)?$/i.test(answer?.trim() ?? '');
}

/** People of a file, one a line; empty lines and what follows a # do not count. */
async function listed(context: Context, file: string | undefined): Promise<readonly string[]> {
  if (file === undefined) return [];
  const text = await readFile(resolve(context.folder, file), 'utf8').catch((cause: unknown) =>
    Promise.reject(
      new ConfigError({
        code: 'bad-list',
        doing: `reading the people in ${harmless(file)}`,
        happened: 'the file cannot be read',
        hint: 'give a text file with one user name, mail address or id a line',
        cause,
      }),
    ),
  );
  return text
    .split(/\r?\n/)
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '');
}

/** `rollcall explain PERSON`: why an account is as it is; changes nothing. */
export async function explain(context: Context, person: string, options: PersonOptions): Promise<number> {
  return withRollcall(context, options, async (rollcall) => {
    const sync = rollcall.sync(syncName(rollcall, options.sync));
    const explanation = await sync.explain(await findPerson(context, sync, person), context.stop);
    context.terminal.out(
      options.json === true
        ? `${JSON.stringify(explanation, null, 2)}\n`
        : explanationText(context.terminal, sync, explanation),
    );
    return EXIT.ok;
  });
}

/** The one source account that is meant. An id of somebody gone counts while a link remembers it. */
async function findPerson(context: Context, sync: Sync, person: string): Promise<string> {
  const match = await matchPerson(sync, person, context.stop);
  if (match.kind === 'one') return match.id;
  if (match.kind === 'none') {
    throw new ConfigError({
      code: 'unknown-person',
      doing: `looking for "${harmless(person)}" in ${sync.config.from}`,
      happened: 'nobody fits',
      hint: 'try the user name, the mail address or the id',
    });
  }
  throw new ConfigError({
    code: 'several-people',
    doing: `looking for "${harmless(person)}" in ${sync.config.from}`,
    happened: `${match.accounts.length} people fit:\n${table(context.terminal, ['id', 'name', 'mail'], match.accounts.map(rowOf))}\n`,
    hint: 'name one by id',
  });
}

function rowOf({ id, attributes }: Account): readonly string[] {
  return [id, nameIn(attributes) ?? '', String(attributes.mail ?? attributes.email ?? '')];
}

type Explanation = Awaited<ReturnType<Sync['explain']>>;

/** found → in scope → matched → mapped: what is known before anything is done. */
function stepsOf(
  terminal: Terminal,
  { account, sourceId, situation, match, link, attributes }: Explanation,
): readonly string[] {
  const ok = (text: string): string => `${paint(terminal, 'green', '✓')} ${text}`;
  const no = (text: string, style: Style = 'yellow'): string => `${paint(terminal, style, '·')} ${text}`;
  const lines = [
    account === undefined
      ? no(`Found: no, the source has no account ${sourceId}`)
      : ok(`Found: ${harmless(nameIn(account.attributes) ?? '')} ${paint(terminal, 'dim', account.id)}`),
  ];
  if (situation.kind === 'invalid') return [...lines, no(`Mapped: no, ${situation.why}`, 'red')];
  const wanted = situation.kind === 'joins' || situation.kind === 'stays' || situation.kind === 'unchanged';
  lines.push(
    wanted
      ? ok('In scope: yes')
      : no(`In scope: no, ${'why' in situation ? situation.why : 'nothing is known about it'}`),
  );
  if (link?.targetId != null) lines.push(ok(`Matched: linked to account ${link.targetId}`));
  else if (match?.kind === 'one')
    lines.push(ok(`Matched: account ${match.account.id}, by ${match.rule.attributes.join(' + ')}`));
  else if (match?.kind === 'ambiguous')
    lines.push(no(`Matched: ${match.ids.length} accounts fit by ${match.rule.attributes.join(' + ')}`, 'red'));
  else if (wanted) lines.push(ok('Matched: nobody, so an account is made'));
  if (wanted) lines.push(ok(`Mapped: ${attributes.filter(({ value }) => value !== undefined).length} attributes`));
  return lines;
}

async function outcomeOf(
  terminal: Terminal,
  sync: Sync,
  runId: string,
  report: { readonly held: readonly { readonly message: string }[] },
): Promise<readonly string[]> {
  const operations = (await Array.fromAsync(sync.operations(runId))).flat();
  const findings = await sync.findings(runId);
  const lines = operations.map(({ kind, status, targetId, error }) =>
    status === 'done'
      ? `${paint(terminal, 'green', '✓')} Done: ${kind}${targetId === null ? '' : ` (account ${targetId})`}`
      : `${paint(terminal, 'red', '✗')} ${kind}: ${status}${error === null ? '' : `, ${error.message}`}`,
  );
  lines.push(
    ...findings.map(
      ({ message, severity }) =>
        `${paint(terminal, severity === 'error' ? 'red' : 'yellow', severity === 'error' ? '✗' : '!')} ${harmless(message)}`,
    ),
  );
  lines.push(
    ...report.held.map(
      ({ message }) => `${paint(terminal, 'yellow', '!')} ${message}; "rollcall approve ${runId}" lets them through`,
    ),
  );
  return lines.length === 0 ? [`${paint(terminal, 'green', '✓')} Done: nothing to do`] : lines;
}
