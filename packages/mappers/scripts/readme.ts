import { readFileSync, writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { definitionOf, describeConfig, type PluginDefinition } from '@rollcall/plugin';
import { stringify } from 'yaml';
import mappers, { type MapperExample } from '../src/index.js';

const README = new URL('../README.md', import.meta.url);
const BEGIN = '<!-- begin: written by scripts/readme.ts -->';
const END = '<!-- end -->';

/** The page with the table of mappers as it should be. */
export function withMappers(page: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin === -1 || end < begin)
    throw new Error(`writing the table of mappers: README.md has no "${BEGIN}" before "${END}"; put both back`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n${table()}\n${page.slice(end)}`;
}

export function readReadme(): string {
  return readFileSync(README, 'utf8');
}

function table(): string {
  const rows = mappers.plugins.map((plugin) => rowOf(definitionOf(plugin) as PluginDefinition));
  return ['| Mapper | What it does | Settings | Example |', '|---|---|---|---|', ...rows, ''].join('\n');
}

function rowOf({ id, description = '', config, examples = [] }: PluginDefinition): string {
  const settings = config === undefined ? [] : describeConfig(config);
  const names = settings.map(({ name, required }) => `\`${name}\`${required ? '*' : ''}`).join(', ');
  return `| \`${id}\` | ${cell(description)} | ${names} | ${exampleOf(id, examples[0] as MapperExample)} |`;
}

function exampleOf(id: string, { config, from, input, output, candidates }: MapperExample): string {
  const rule = { ...(from === undefined ? {} : { from }), through: [config === undefined ? id : { [id]: config }] };
  return `${code(rule)}<br>${code(input)} → ${code(candidates ?? output ?? null)}`;
}

function code(value: unknown): string {
  const text = stringify(value, {
    collectionStyle: 'flow',
    lineWidth: 0,
    defaultStringType: 'PLAIN',
    defaultKeyType: 'PLAIN',
  }).trim();
  const fence = text.includes('`') ? '``' : '`';
  return cell(`${fence}${text}${fence}`);
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

if (argv[1] === fileURLToPath(import.meta.url)) writeFileSync(README, withMappers(readReadme()));
