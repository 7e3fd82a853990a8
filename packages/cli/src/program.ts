import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import {
  approve,
  attributes,
  certify,
  check,
  copyState,
  createToken,
  dev,
  disableExtension,
  doctor,
  enableExtension,
  explain,
  freeze,
  init,
  invite,
  jsonSchema,
  links,
  listExtensions,
  listTokens,
  plan,
  plugins,
  provision,
  refuse,
  report,
  resolve,
  revokeToken,
  rotateToken,
  run,
  runs,
  serve,
  status,
  unfreeze,
  waiting,
} from './commands.js';
import type { Context } from './context.js';
import { EXIT } from './exit-codes.js';
import { helpExamples } from './help-examples.js';
import { failureCode, failureText } from './output/failure.js';

/** Runs one command line. Resolves to the exit code; never exits the process. */
export async function runProgram(context: Context, args: readonly string[], version: string): Promise<number> {
  let code: number = EXIT.ok;
  const action =
    <A extends readonly unknown[]>(work: (...values: A) => Promise<number>) =>
    async (...values: unknown[]): Promise<void> => {
      code = await work(...(values.slice(0, -1) as unknown as A));
    };
  try {
    await buildProgram(context, version, action).parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (context.stop.aborted) {
      context.terminal.err('Stopped.\n');
      return EXIT.stopped;
    }
    context.terminal.err(`${failureText(context.terminal, error)}\n`);
    return failureCode(error);
  }
}

type Action = <A extends readonly unknown[]>(
  work: (...values: A) => Promise<number>,
) => (...values: unknown[]) => Promise<void>;
type Options = Parameters<typeof check>[2] &
  Parameters<typeof plan>[1] &
  Parameters<typeof links>[1] &
  Parameters<typeof report>[2] &
  Parameters<typeof serve>[1] &
  Parameters<typeof freeze>[1] &
  Parameters<typeof waiting>[2] &
  Parameters<typeof resolve>[3] &
  Parameters<typeof copyState>[1] &
  Parameters<typeof dev>[2] &
  Parameters<typeof certify>[2] &
  Parameters<typeof createToken>[2];

/** The command line with its commands and options; `action` wraps what each does. For documentation, too, which runs none of it. */
export function buildProgram(context: Context, version: string, action: Action): Command {
  const program = new Command('rollcall')
    .description('Keeps accounts and groups in step between systems.')
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: context.terminal.out, writeErr: context.terminal.err })
    .showHelpAfterError('"rollcall --help" lists the commands.')
    .showSuggestionAfterError()
    .addHelpText(
      'after',
      `
Examples:
  rollcall init                       write a rollcall.yaml
  rollcall check                      see whether both sides work
  rollcall plan --out plan.json       see what would be done, and keep it
  rollcall run --plan plan.json       do exactly that
  rollcall provision ada              do it for one person, step by step

Exit codes: 0 all right · 1 something failed · 2 wrong command or configuration · 3 waits for approval · 4 the plan has changes (plan --exit-code) · 130 stopped`,
    );
  const command = (name: string, description: string, parent = program): Command =>
    common(parent.command(name).description(description), context);
  const sync = ['-s, --sync <name>', 'the sync, where there are several'] as const;
  command('init', 'Write a commented rollcall.yaml')
    .option('--force', 'overwrite a file that is there')
    .addOption(new Option('--target <kind>', 'what the target is').choices(['joomla', 'scim']))
    .option('--source-url <url>', 'address of the Drupal site')
    .option('--target-url <url>', 'address of the target')
    .action(action((options: Options) => init(context, options)));
  command('check', 'See whether connections and syncs work, and what to change')
    .argument('[connection...]')
    .action(action((names: readonly string[], options: Options) => check(context, names, options)));
  command('plan', 'Show what a run would do; changes nothing')
    .option(...sync)
    .option('-o, --out <file>', 'write the plan, to be applied with "run --plan"')
    .option('--values', 'with values in the file, which are personal data')
    .option('-n, --limit <number>', 'show so many operations', count, '50')
    .option('--verify', 'read the target as well, and plan repairs')
    .option('--exit-code', 'exit with 4 when there are changes')
    .option('-a, --account <id...>', 'only these accounts of the source')
    .option('-r, --role <name>', 'only people who have this role of the source')
    .action(action((options: Options) => plan(context, options)));
  command('run', 'Make the target right')
    .option(...sync)
    .option('-p, --plan <file>', 'do exactly what this plan says')
    .option('--verify', 'read the target as well, and repair what others changed')
    .option('-a, --account <id...>', 'only these accounts of the source')
    .option('-r, --role <name>', 'only people who have this role of the source')
    .action(action((options: Options & { readonly plan?: string }) => run(context, options)));
  command('approve', 'Let through what a run left waiting')
    .argument('[run]', 'default: the last one that waits')
    .option('-a, --account <id...>', 'only what is about these accounts of the source')
    .option('-t, --take <connection>', 'of a two-way sync: whose values hold where both sides changed something')
    .action(
      action((id: string | undefined, options: Options & { readonly take?: string }) => approve(context, id, options)),
    );
  command('refuse', 'Decide against what a run left waiting')
    .argument('[run]', 'default: the last one that waits')
    .option('-a, --account <id...>', 'only what is about these accounts of the source')
    .action(action((id: string | undefined, options: Options) => refuse(context, id, options)));
  command('resolve', 'Decide whose values hold where both sides of a two-way sync changed something, value by value')
    .argument(
      '[person]',
      'an account of the person, with its connection: intranet:4; default: show what there is to decide',
    )
    .argument('[choice...]', 'name of a value, "=", and the connection whose value holds')
    .option('--run <run>', 'the run that waits; default: the last one')
    .option('-n, --limit <number>', 'show so many', count, '50')
    .action(
      action((person: string | undefined, choices: readonly string[], options: Options) =>
        resolve(context, person, choices, options),
      ),
    );
  command('waiting', 'Show what waits for approval, one by one; changes nothing')
    .argument('[run]', 'default: the last one that waits')
    .option('-n, --limit <number>', 'show so many', count, '50')
    .action(action((id: string | undefined, options: Options) => waiting(context, id, options)));
  command('provision', 'Do it for some people now, showing each step; asks before it changes anything')
    .argument('[person...]', 'user name, mail address or id in the source')
    .option(...sync)
    .option('-f, --file <file>', 'people from this file, one a line')
    .option('-y, --yes', 'do not ask')
    .action(action((people: readonly string[], options: Options) => provision(context, people, options)));
  command('explain', 'Show why an account is as it is; changes nothing')
    .argument('<person>', 'user name, mail address or id in the source')
    .option(...sync)
    .action(action((person: string, options: Options) => explain(context, person, options)));
  command('status', 'Show each sync at a glance').action(action((options: Options) => status(context, options)));
  command('runs', 'List runs, or show one')
    .argument('[run]')
    .option('-n, --limit <number>', 'show so many', count, '20')
    .action(action((id: string | undefined, options: Options) => runs(context, id, options)));
  command('links', 'Show who is linked to which account')
    .option(...sync)
    .addOption(
      new Option('--state <state>', 'only links in this state').choices(['none', 'active', 'inactive', 'deleted']),
    )
    .option('-n, --limit <number>', 'show so many', count, '50')
    .option('--after <id>', 'start after this source id')
    .action(action((options: Options) => links(context, options)));
  command('report', 'Print every account of a run with its reason; names of attributes, never values')
    .argument('[run]', 'default: the last one')
    .addOption(new Option('-f, --format <format>', 'how').choices(['csv', 'json']).default('csv'))
    .option('-o, --out <file>', 'write it to a file')
    .action(action((id: string | undefined, options: Options) => report(context, id, options)));
  command('serve', 'Run all syncs by themselves, with the console; begins empty where there is no configuration')
    .option('--host <address>', 'listen there instead of at server.host')
    .option('--port <number>', 'listen there instead of at server.port', count)
    .addOption(
      new Option('--log-level <level>', 'how much to log').choices(['debug', 'info', 'warn', 'error']).default('info'),
    )
    .action(action((options: Options) => serve(context, options)));
  command('invite', 'Print a link that lets somebody into the console, once')
    .addOption(
      new Option('--role <role>', 'what the person may do')
        .choices(['viewer', 'operator', 'administrator'])
        .default('administrator'),
    )
    .action(action((options: Options) => invite(context, options)));
  command('freeze', 'Stop all runs at once, and let none start')
    .option('-s, --sync <name>', 'only this sync')
    .option('-r, --reason <text>', 'why; shown to whoever wants to run it')
    .action(action((options: Options) => freeze(context, options)));
  command('unfreeze', 'Take a freeze back')
    .option('-s, --sync <name>', 'only this sync')
    .action(action((options: Options) => unfreeze(context, options)));
  const tokens = program
    .command('token')
    .description('Make, list, rotate and revoke tokens of the SCIM gateway and of the console')
    .configureOutput({ writeOut: context.terminal.out, writeErr: context.terminal.err });
  command('create', 'Make a token for a client of the gateway, or of the console; it is shown once', tokens)
    .argument('[tenant]', 'name under "gateway.tenants"')
    .option('--console', 'for a program that uses the API of the console')
    .addOption(
      new Option('--role <role>', 'what such a program may do')
        .choices(['viewer', 'operator', 'administrator'])
        .default('viewer'),
    )
    .option('--name <text>', 'which client it is for')
    .option('--scope <scope...>', 'users:read, users:write, groups:read, groups:write; default: all')
    .option('--expires-days <number>', 'days that it is good for', countOf(1, MOST_DAYS), '365')
    .option('--never-expires', 'good until it is revoked')
    .option('--account <id>', 'id of the User that /Me is')
    .action(action((tenant: string | undefined, options: Options) => createToken(context, tenant, options)));
  command('list', 'Show the tokens, without what they are', tokens)
    .argument('[tenant]')
    .option('--console', 'only those of the console')
    .action(action((tenant: string | undefined, options: Options) => listTokens(context, tenant, options)));
  command('rotate', 'Make another token with the same rights; the old one works on for a while', tokens)
    .argument('<id>')
    .option('--overlap-hours <number>', 'hours that the old one works on', countOf(0, MOST_HOURS), '24')
    .action(action((id: string, options: Options) => rotateToken(context, id, options)));
  command('revoke', 'Make a token open nothing any more, at once', tokens)
    .argument('<id>')
    .action(action((id: string, options: Options) => revokeToken(context, id, options)));
  const states = program
    .command('state')
    .description('Carry what Rollcall remembers to another place')
    .configureOutput({ writeOut: context.terminal.out, writeErr: context.terminal.err });
  command(
    'copy',
    'Copy the state from a file into PostgreSQL, or back, wholly or not at all; freezes the old one',
    states,
  )
    .option('--to <place>', 'from the state of the configuration to this one: a file, or postgres://…')
    .option('--from <place>', 'from this one to the state of the configuration')
    .action(action((options: Options) => copyState(context, options)));
  command('plugins', 'List extensions and what they bring').action(
    action((options: Options) => plugins(context, options)),
  );
  const extension = program.command('extension').description('List, enable and disable extensions');
  const part = (name: string, description: string): Command =>
    common(extension.command(name).description(description), context);
  part('list', 'List the extensions that are configured, and those that are installed').action(
    action((options: Options) => listExtensions(context, options)),
  );
  part('enable', 'Write an extension into the configuration, when it works there')
    .argument('<name>', 'package or file')
    .action(action((name: string, options: Options) => enableExtension(context, name, options)));
  part('disable', 'Switch an extension off in the configuration')
    .argument('<name>', 'package or file')
    .action(action((name: string, options: Options) => disableExtension(context, name, options)));
  command('doctor', 'See whether this installation is well: versions, copies, state, permissions, clock').action(
    action((options: Options) => doctor(context, options)),
  );
  command('dev', 'Show what the mapping makes of real people, again at each save of a local plugin; changes nothing')
    .argument('[person...]', 'user name, mail address or id in the source')
    .option(...sync)
    .option('--once', 'show it once, and end')
    .action(action((people: readonly string[], options: Options) => dev(context, people, options)));
  command('certify', 'Run the contract suite against a connection (reading only), a mapper or a trigger')
    .argument('<name>', 'a connection, or the id of a mapper or trigger')
    .option('--settings <json>', 'settings of the trigger')
    .option('-o, --out <file>', 'write the table for a README')
    .action(action((name: string, options: Options) => certify(context, name, options)));
  command('schema', 'Print the JSON Schema of rollcall.yaml, or the attributes of a connection')
    .argument('[connection]')
    .action(
      action((name: string | undefined, options: Options) =>
        name === undefined ? jsonSchema(context, options) : attributes(context, name, options),
      ),
    );
  return program;
}

/** What every command has. */
function common(command: Command, { terminal, env }: Context): Command {
  return command
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .option('-c, --config <file>', 'the configuration', env.ROLLCALL_CONFIG ?? 'rollcall.yaml')
    .option('--json', 'print data instead of text')
    .addHelpText('after', () => helpExamples(wholeName(command)));
}

/** `token create`, without the program's own name. */
function wholeName(command: Command): string {
  const above = command.parent;
  return above === null || above.parent === null ? command.name() : `${wholeName(above)} ${command.name()}`;
}

/** A hundred years: whoever wants more says "--never-expires". */
const MOST_DAYS = 36_500;
/** Both tokens for longer than a year would be no change of tokens. */
const MOST_HOURS = 8_760;

function countOf(least: number, most: number): (text: string) => string {
  return (text) => {
    if (Number(count(text)) < least || Number(text) > most)
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    return text;
  };
}

function count(text: string): string {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return text;
}
