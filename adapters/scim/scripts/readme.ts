import { readFileSync, writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { describeConfig, type SettingDescription } from '@rollcall/plugin';
import { type ClauseResult, checkProvider } from '@rollcall/testing';
import { stringify } from 'yaml';
import { readDialects, ScimConfig } from '../src/index.js';
import { WAIVERS, WORLDS } from '../test/support/scim-worlds.js';

const README = new URL('../README.md', import.meta.url);

export function readReadme(): string {
  return readFileSync(README, 'utf8');
}

/** The page with its tables of dialects and of settings as they should be. */
export function withDescriptions(page: string): string {
  return within(within(page, 'dialects', dialects()), 'settings', settings());
}

/** The page with its table of what is kept of the contract. */
export async function withSupport(page: string): Promise<string> {
  return within(page, 'support', await support(Object.keys(WORLDS)));
}

/** What each dialect keeps of the contract, clause by clause, as a Markdown table. */
export async function support(names: readonly string[]): Promise<string> {
  const columns: (readonly ClauseResult[])[] = [];
  for (const name of names) {
    const make = WORLDS[name];
    if (make !== undefined) columns.push(await checkProvider({ make, waive: WAIVERS[name] ?? {} }));
  }
  const [first = []] = columns;
  return table([
    ['clause', ...names],
    ...first.map(({ clause }, at) => [clause, ...columns.map((column) => MARKS[column[at]?.status ?? 'broken'])]),
  ]);
}

const MARKS: Readonly<Record<ClauseResult['status'], string>> = {
  kept: 'yes',
  broken: '**no**',
  waived: '-',
  announced: 'not yet',
  'left-out': '-',
};

function dialects(): string {
  return readDialects()
    .map(({ id, label, description, settings: own }) => {
      const rows = Object.entries(own).map(([name, { value, because }]) => [`\`${name}: ${flow(value)}\``, because]);
      return `### \`scim:${id}\`: ${label}\n\n${description}\n\n${table([['setting', 'because'], ...rows])}`;
    })
    .join('\n\n');
}

function settings(): string {
  const rows = describeConfig(ScimConfig).flatMap((one) => [
    one,
    ...(one.settings ?? []).map((inner) => ({ ...inner, name: `${one.name}.${inner.name}` })),
  ]);
  return table([['setting', 'default', 'what it says'], ...rows.map(rowOf)]);
}

function rowOf({ name, required, defaultValue: usual, description }: SettingDescription): readonly string[] {
  const shown = required ? 'needed' : usual === undefined ? '' : `\`${flow(usual)}\``;
  return [`\`${name}\``, shown, description];
}

function flow(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim();
}

function table([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replace(/\s+/g, ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function within(page: string, name: string, content: string): string {
  const [begin, end] = [`<!-- begin: ${name} -->`, `<!-- end: ${name} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from === -1 || to < from)
    throw new Error(`writing the table of ${name}: README.md has no "${begin}" before "${end}"; put both back`);
  return `${page.slice(0, from + begin.length)}\n${content}\n${page.slice(to)}`;
}

if (argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(README, await withSupport(withDescriptions(readReadme())));
