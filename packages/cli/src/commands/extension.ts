import { dirname, resolve } from 'node:path';
import { CONTRACT_VERSION, ConfigError } from '@rollcall/contract';
import { type CatalogueEntry, ExtensionCatalogue, type ExtensionSpec, findInstalledExtensions } from '@rollcall/plugin';
import { BUILT_IN } from '../built-in.js';
import type { CommonOptions, Context } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { ExtensionList } from '../extension/extension-list.js';
import { table } from '../output/table.js';
import { paint } from '../output/terminal.js';

/** `rollcall extension list`: those that the configuration names, and those that are installed besides. */
export async function listExtensions(context: Context, options: CommonOptions): Promise<number> {
  const { terminal } = context;
  const path = resolve(context.folder, options.config);
  const folder = dirname(path);
  const { entries } = await catalogueOf((await ExtensionList.open(path)).specs(), folder);
  const installed = await findInstalledExtensions(folder);
  const versions = new Map(installed.map(({ name, version }) => [name, version]));
  const named = entries.map((entry) => ({
    name: entry.name,
    version: versions.get(entry.name) ?? '',
    state: stateOf(entry),
    brings: entry.plugins.map(({ type, id }) => `${type.id} ${id}`),
    problem: entry.problem,
  }));
  const known = new Set(named.map(({ name }) => name));
  const others = installed
    .filter(({ name }) => !known.has(name))
    .map(({ name, version = '' }) => ({ name, version, state: 'installed', brings: [], problem: undefined }));
  const rows = [...named, ...others];
  if (options.json === true) terminal.out(`${JSON.stringify(rows, null, 2)}\n`);
  else {
    terminal.out(
      `${table(
        terminal,
        ['extension', 'version', 'state', 'brings'],
        rows.map(({ name, version, state, brings }) => [name, version, state, shortened(brings)]),
      )}\n`,
    );
    for (const { problem } of rows)
      if (problem !== undefined) terminal.out(`${paint(terminal, 'red', '✗')} ${problem}\n`);
    if (others.length > 0) terminal.out('"rollcall extension enable NAME" adds one that is installed.\n');
  }
  return rows.some(({ problem }) => problem !== undefined) ? EXIT.failed : EXIT.ok;
}

/** `rollcall extension enable NAME`: writes it into the configuration, when it works with the others there. */
export async function enableExtension(context: Context, name: string, options: CommonOptions): Promise<number> {
  const path = resolve(context.folder, options.config);
  const list = await ExtensionList.open(path);
  if (!list.enable(name)) return said(context, `${name} is enabled already.`);
  const { entries } = await catalogueOf(list.specs(), dirname(path));
  const entry = entryOf(entries, list.specs(), name);
  if (entry?.problem !== undefined) throw refused(`enabling ${name}`, entry.problem);
  const before = new Set((await catalogueOf((await ExtensionList.open(path)).specs(), dirname(path))).problems());
  const broken = entries.filter(({ problem }) => problem !== undefined && !before.has(problem));
  if (broken.length > 0) throw refused(`enabling ${name}`, broken.map(({ problem }) => problem).join(' '));
  await list.save();
  const brings = (entry?.plugins ?? []).map(({ type, id }) => `${type.id} ${id}`);
  return said(context, `${name} is enabled${brings.length === 0 ? '' : `: ${shortened(brings)}`}.`);
}

/** `rollcall extension disable NAME`: switches it off, unless an enabled one needs it. Its entry stays. */
export async function disableExtension(context: Context, name: string, options: CommonOptions): Promise<number> {
  const path = resolve(context.folder, options.config);
  const list = await ExtensionList.open(path);
  const before = (await catalogueOf(list.specs(), dirname(path))).entries;
  if (entryOf(before, list.specs(), name) === undefined)
    throw new ConfigError({
      code: 'unknown-extension',
      doing: `disabling ${name}`,
      happened: 'there is no such extension',
      hint: '"rollcall extension list" shows them',
    });
  if (!list.disable(name)) return said(context, `${name} is disabled already.`);
  const worked = new Set(before.flatMap((entry) => (entry.problem === undefined ? [entry.name] : [])));
  const { entries } = await catalogueOf(list.specs(), dirname(path));
  const broken = entries.filter((entry) => entry.problem !== undefined && worked.has(entry.name));
  if (broken.length > 0) throw refused(`disabling ${name}`, broken.map(({ problem }) => problem).join(' '));
  await list.save();
  return said(context, `${name} is disabled; "rollcall check" shows what used it.`);
}

function catalogueOf(specs: readonly ExtensionSpec[], folder: string): Promise<ExtensionCatalogue> {
  return ExtensionCatalogue.load([...BUILT_IN, ...specs], { folder, contractVersion: CONTRACT_VERSION });
}

/** By the name of the extension, or by what the configuration calls it. */
function entryOf(
  entries: readonly CatalogueEntry[],
  specs: readonly ExtensionSpec[],
  name: string,
): CatalogueEntry | undefined {
  const index = specs.findIndex((spec) => (typeof spec === 'object' && 'use' in spec ? spec.use : spec) === name);
  return entries.find((entry) => entry.name === name) ?? (index === -1 ? undefined : entries[BUILT_IN.length + index]);
}

function stateOf({ enabled, problem }: CatalogueEntry): string {
  if (!enabled) return 'disabled';
  return problem === undefined ? 'enabled' : 'broken';
}

function shortened(brings: readonly string[]): string {
  return brings.length > 6 ? `${brings.slice(0, 6).join(', ')} and ${brings.length - 6} more` : brings.join(', ');
}

function refused(doing: string, happened: string): ConfigError {
  return new ConfigError({ code: 'extension-refused', doing, happened, hint: 'nothing was changed' });
}

function said({ terminal }: Context, text: string): number {
  terminal.out(`${text}\n`);
  return EXIT.ok;
}
