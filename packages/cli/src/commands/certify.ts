import { writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ConfigError, TRIGGER } from '@rollcall/contract';
import type { Rollcall } from '@rollcall/engine';
import { type PluginDefinition, PluginManager, suggestion } from '@rollcall/plugin';
import { Container } from 'inversify';
import { connectionWorld } from '../certify/connection-world.js';
import { type ClauseOutcome, loadSuites, type Suites } from '../certify/suites.js';
import { type CommonOptions, type Context, withRollcall } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { paint, type Style } from '../output/terminal.js';

export interface CertifyOptions extends CommonOptions {
  readonly settings?: string;
  readonly out?: string;
}

/** `rollcall certify NAME`: runs the contract suite against a connection (reading only), a mapper or a trigger, and prints the report. */
export async function certify(context: Context, name: string, options: CertifyOptions): Promise<number> {
  const { terminal } = context;
  return withRollcall(context, options, async (rollcall) => {
    const suites = await loadSuites(dirname(resolve(context.folder, options.config)));
    const outcomes = await outcomesOf(suites, rollcall, name, options, context.stop);
    if (options.out !== undefined)
      await writeFile(resolve(context.folder, options.out), `${suites.clauseTable(outcomes)}\n`);
    if (options.json === true) terminal.out(`${JSON.stringify(outcomes, null, 2)}\n`);
    else for (const outcome of outcomes) terminal.out(`${lineOf(context, outcome)}\n`);
    const broken = outcomes.filter(({ status }) => status === 'broken').length;
    if (options.json !== true) terminal.out(`\n${summaryOf(name, outcomes)}\n`);
    return broken === 0 ? EXIT.ok : EXIT.failed;
  });
}

async function outcomesOf(
  suites: Suites,
  rollcall: Rollcall,
  name: string,
  options: CertifyOptions,
  signal: AbortSignal,
): Promise<readonly ClauseOutcome[]> {
  if (rollcall.connectionNames().includes(name)) {
    const world = await connectionWorld(name, rollcall.connection(name).provider, signal);
    return suites.checkProvider({ make: () => ({ subject: world }) });
  }
  const definitions = rollcall.extensions().flatMap(({ plugins }) => plugins);
  const definition = definitions.find(({ id, type }) => id === name && type.id !== 'provider');
  if (definition?.type.id === 'mapper') return suites.checkMapper(definition);
  if (definition?.type.id === 'trigger') {
    // Once before, so that settings that are wrong are no broken clauses.
    triggerOf(definition, options);
    return suites.checkTrigger({ make: () => triggerOf(definition, options) });
  }
  const known = [
    ...rollcall.connectionNames(),
    ...definitions.flatMap(({ id, type }) => (type.id === 'provider' ? [] : [id])),
  ];
  throw new ConfigError({
    code: 'unknown-plugin',
    doing: `certifying "${name}"`,
    happened: 'it is neither a connection, nor a mapper, nor a trigger',
    hint: `a provider is certified by the name of a connection that uses it. ${suggestion(name, known)}`,
  });
}

function triggerOf(definition: PluginDefinition, { settings = '{}' }: CertifyOptions): unknown {
  let parsed: unknown;
  try {
    parsed = JSON.parse(settings);
  } catch (cause) {
    const hint = `give it as --settings '{"seconds": 60}'`;
    throw new ConfigError({
      code: 'bad-settings',
      doing: 'reading --settings',
      happened: 'it is no JSON',
      hint,
      cause,
    });
  }
  return new PluginManager(TRIGGER, [definition]).create(definition.id, parsed, { parent: new Container() });
}

const MARKS: Readonly<Record<ClauseOutcome['status'], readonly [string, Style]>> = {
  kept: ['✓', 'green'],
  broken: ['✗', 'red'],
  waived: ['!', 'yellow'],
  announced: ['!', 'yellow'],
  'left-out': ['·', 'dim'],
};

function summaryOf(name: string, outcomes: readonly ClauseOutcome[]): string {
  const count = (wanted: ClauseOutcome['status']): number => outcomes.filter(({ status }) => status === wanted).length;
  const from = [...new Set(outcomes.flatMap(({ binding }) => (binding === undefined ? [] : [binding])))];
  const [announced, left] = [count('announced'), count('left-out') + count('waived')];
  const soon = announced === 0 ? '' : `, ${announced} that will be asked for from ${from.join(' and ')} on`;
  return `${name}: ${count('kept')} clauses kept, ${count('broken')} broken${soon}, ${left} about what it does not have`;
}

function lineOf({ terminal }: Context, { clause, status, detail, binding }: ClauseOutcome): string {
  const [mark, style] = MARKS[status];
  const what = binding === undefined ? detail : `will fail from ${binding} on: ${detail}`;
  const why = what === undefined ? '' : paint(terminal, 'dim', ` (${what})`);
  return `${paint(terminal, style, mark)} ${clause}${status === 'kept' ? '' : why}`;
}
