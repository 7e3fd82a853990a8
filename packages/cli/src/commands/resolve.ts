import { ConfigError } from '@rollcall/contract';
import type { Choice, Conflict, RunRecord, Sync } from '@rollcall/engine';
import { carryOut } from '../carry-out.js';
import { type CommonOptions, type Context, withRollcall } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { show } from '../output/plan-text.js';
import { harmless, paint, type Terminal } from '../output/terminal.js';
import { waitingRun } from './waiting.js';

export interface ResolveCommandOptions extends CommonOptions {
  readonly run?: string;
  readonly limit: string;
}

/**
 * `rollcall resolve PERSON VALUE=CONNECTION…`: decides whose values hold where both sides of a two-way sync changed something, one by one.
 * Without a person it shows what there is to decide, and changes nothing.
 */
export async function resolve(
  context: Context,
  person: string | undefined,
  choices: readonly string[],
  options: ResolveCommandOptions,
): Promise<number> {
  const chosen = choicesOf(person, choices);
  return withRollcall(context, options, async (rollcall) => {
    const run = await waitingRun(rollcall, options.run);
    const sync = rollcall.sync(run.sync);
    if (chosen.length === 0) return list(context, { sync, run, person }, options);
    return carryOut(context, sync, options, (watched) => sync.resolve(run.id, chosen, watched));
  });
}

function choicesOf(person: string | undefined, choices: readonly string[]): readonly Choice[] {
  return choices.map((choice) => {
    const at = choice.lastIndexOf('=');
    if (person !== undefined && at > 0 && at < choice.length - 1)
      return { person, value: choice.slice(0, at), take: choice.slice(at + 1) };
    throw new ConfigError({
      code: 'bad-choice',
      doing: 'reading what was decided',
      happened: `"${choice}" does not say whose value holds`,
      hint: 'write the name of the value, "=", and the connection, such as mail=intranet',
    });
  });
}

interface Asked {
  readonly sync: Sync;
  readonly run: RunRecord;
  readonly person: string | undefined;
}

async function list(
  { terminal }: Context,
  { sync, run, person }: Asked,
  options: ResolveCommandOptions,
): Promise<number> {
  const most = Number(options.limit);
  const found: Conflict[] = [];
  for await (const page of sync.conflicts(run.id)) {
    found.push(...page.filter(({ names }) => person === undefined || names.includes(person)));
    if (found.length >= most) break;
  }
  const shown = found.slice(0, most);
  if (options.json === true)
    terminal.out(`${JSON.stringify({ run: run.id, sync: run.sync, conflicts: shown }, null, 2)}\n`);
  else if (shown.length === 0) terminal.out(`Nothing of run ${run.id} waits for a choice.\n`);
  else terminal.out(shown.map((conflict) => conflictText(terminal, conflict, run.id)).join('\n'));
  return shown.length === 0 ? EXIT.ok : EXIT.waiting;
}

function conflictText(terminal: Terminal, { names, values }: Conflict, run: string): string {
  const [first, second] = names.map((name) => name.replace(/:.*/s, ''));
  const lines = values.map(
    ({ name, first: one, second: two }) => `    ${name}: ${first} ${show(one)} | ${second} ${show(two)}\n`,
  );
  const how = values.map(({ name, choices }) => `'${name}=${choices.join('|')}'`).join(' ');
  const who = paint(terminal, 'bold', names.map(harmless).join(' = '));
  return `${who}\n${lines.join('')}    decide: rollcall resolve --run ${run} ${names[0]} ${how}\n`;
}
