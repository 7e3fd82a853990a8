import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ConfigError } from '@rollcall/contract';
import { createRollcall, MemoryState, type StateSettings } from '@rollcall/engine';
import { copyState, openState } from '@rollcall/state-sql';
import { BUILT_IN } from '../built-in.js';
import type { CommonOptions, Context } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { table } from '../output/table.js';

export interface CopyStateCommandOptions extends CommonOptions {
  readonly from?: string;
  readonly to?: string;
}

/** What the tables hold, for people; those that nobody asks for are left out. */
const TITLES: Readonly<Record<string, string>> = {
  run: 'runs',
  link: 'links',
  operation: 'operations of the journal',
  finding: 'findings',
  inbox: 'events that wait',
  mark: 'marks: what the console, tokens, freezes and triggers remember',
};

/**
 * `rollcall state copy`: carries everything that Rollcall remembers from the state of the configuration to another place, or from another
 * place to it, and freezes the old one, so that nobody goes on with both.
 */
export async function copy(context: Context, options: CopyStateCommandOptions): Promise<number> {
  const { terminal } = context;
  const { from, to } = await endsOf(context, options);
  const folder = dirname(resolve(context.folder, options.config));
  const now = Date.now();
  const copied = await copyState({ from, to, folder, now, signal: context.stop });
  await freezeOld(from, folder, `its state was carried to ${copied.to}`);
  if (options.json === true) terminal.out(`${JSON.stringify(copied, null, 2)}\n`);
  else {
    const rows = Object.entries(TITLES).map(([name, title]) => [String(copied.rows[name] ?? 0), title]);
    terminal.out(`Carried from ${copied.from}\n  to ${copied.to}, and compared row by row:\n\n`);
    terminal.out(`${table(terminal, ['rows', 'what'], rows)}\n\n`);
    terminal.out('The old one is frozen: what still uses it starts no run any more.\n');
    if (options.to !== undefined)
      terminal.out(
        to.url === undefined
          ? `Next, in the configuration: state: { path: ${copied.to} }\n`
          : "Next, in the configuration: state: { url: '${env:STATE_URL}' }, with the address in the environment.\n",
      );
    else terminal.out('Next: "rollcall status", and start "rollcall serve" again.\n');
  }
  return EXIT.ok;
}

/** The state of the configuration is one end; the other is named. */
async function endsOf(
  context: Context,
  { config, from, to }: CopyStateCommandOptions,
): Promise<{ readonly from: StateSettings; readonly to: StateSettings }> {
  const doing = 'carrying the state over';
  if ((from === undefined) === (to === undefined))
    throw new ConfigError({
      code: 'bad-settings',
      doing,
      happened: from === undefined ? 'nothing says where from or where to' : '--from and --to are both given',
      hint: 'one end is the state of the configuration; name the other with --to or --from: a file, or postgres://…',
    });
  const own = await settingsOf(context, resolve(context.folder, config));
  const other = await otherEnd(context, from ?? to ?? '');
  const ends = from === undefined ? { from: own, to: other } : { from: other, to: own };
  const { url, path } = ends.from;
  const file = resolve(dirname(resolve(context.folder, config)), path);
  if (url === undefined && !existsSync(file))
    throw new ConfigError({ code: 'state-unusable', doing, happened: `there is no file ${file}` });
  return ends;
}

/** As the configuration would say it, so that references work and mistakes are told alike. */
function otherEnd(context: Context, text: string): Promise<StateSettings> {
  const isAddress = /^(postgres(ql)?:|\$\{)/.test(text);
  const state = isAddress ? { url: text } : { path: resolve(context.folder, text) };
  return settingsOf(context, {
    path: resolve(context.folder, 'rollcall.yaml'),
    data: { state },
    locate: () => undefined,
  });
}

async function settingsOf(
  { env }: Context,
  config: Parameters<typeof createRollcall>[0]['config'],
): Promise<StateSettings> {
  const rollcall = await createRollcall({ config, env, extensions: BUILT_IN, state: new MemoryState({ salt: '' }) });
  try {
    return rollcall.config.state;
  } finally {
    await rollcall.close();
  }
}

async function freezeOld(settings: StateSettings, folder: string, reason: string): Promise<void> {
  const state = openState(settings, folder);
  try {
    const config = { path: folder, data: {}, locate: () => undefined };
    const rollcall = await createRollcall({ config, extensions: BUILT_IN, state });
    await rollcall.freeze(reason);
    await rollcall.close();
  } finally {
    await state.close();
  }
}
