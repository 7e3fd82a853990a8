import { join } from 'node:path';
import { englishTexts } from '@rollcall/console';
import { MAPPER, PROVIDER, TRIGGER } from '@rollcall/contract';
import directory from '@rollcall/directory';
import drupal from '@rollcall/drupal';
import joomla from '@rollcall/joomla';
import mappers from '@rollcall/mappers';
import { definitionOf, describeConfig, type PluginDefinition } from '@rollcall/plugin';
import scim from '@rollcall/scim';
import triggers from '@rollcall/triggers';
import type { Command } from 'commander';
import { buildProgram } from '../../../packages/cli/src/program.js';
import { root } from '../../support/root.js';
import { apiReport } from './api-report.js';
import { errorsPage } from './errors-page.js';
import { httpPage } from './http-page.js';
import { settingsPage } from './settings-page.js';
import { cell, settingsTable } from './settings-table.js';

const MADE = '<!-- Made by "npm run reference". Do not edit. -->\n\n';

/** The pages below `docs/reference`, by name: what the code itself says. */
export function referencePages(): ReadonlyMap<string, string> {
  made ??= new Map([
    ['plugins.md', pluginsPage()],
    ['settings.md', settingsPage(MADE)],
    ['http.md', httpPage(MADE)],
    ['errors.md', errorsPage(MADE)],
    ['console-texts.md', textsPage()],
    ['cli.md', commandsPage()],
    [
      'contract-api.md',
      `# API of the contract\n\n${MADE}Reviewed whenever it changes: see [what may change](../deprecation.md).\n\n${apiReport(join(root, 'core/contract/src/index.ts'))}`,
    ],
  ]);
  return made;
}

let made: ReadonlyMap<string, string> | undefined;

/** Code spans, so that braces and bars stand as they are. */
function textsPage(): string {
  const rows = [...englishTexts()].map(([place, text]) => `| \`${place}\` | \`${text.replaceAll('|', '\\|')}\` |`);
  return `# Texts of the console\n\n${MADE}How to translate them: [put the console into your language](../guides/translate.md).\n\n| name | text |\n|---|---|\n${rows.join('\n')}\n`;
}

function pluginsPage(): string {
  const all = [drupal, joomla, scim, directory, mappers, triggers].flatMap(({ name, plugins }) =>
    plugins.flatMap((plugin) => {
      const definition = definitionOf(plugin);
      return definition === undefined ? [] : [{ name, definition }];
    }),
  );
  const sections = [PROVIDER, TRIGGER, MAPPER].map((type) => {
    const own = all.filter(({ definition }) => definition.type.id === type.id);
    return `## ${type.label}s\n\n${own.map(({ name, definition }) => pluginSection(name, definition)).join('\n')}`;
  });
  return `# Plugins\n\n${MADE}${sections.join('\n')}`;
}

function pluginSection(extension: string, { id, label, description, config }: PluginDefinition): string {
  const settings = config === undefined ? 'No settings.\n' : settingsTable(describeConfig(config));
  return `### ${id}\n\n${label} (${extension}). ${description ?? ''}\n\n${settings}`;
}

function commandsPage(): string {
  const terminal = { out: () => {}, err: () => {}, color: false, live: false, columns: 100 };
  const context = { terminal, env: {}, folder: '.', stop: new AbortController().signal };
  const program = buildProgram(context, '0.0.0', () => async () => {});
  return `# Commands\n\n${MADE}${leaves(program, []).map(commandSection).join('\n')}`;
}

type Leaf = readonly [path: readonly string[], command: Command];

function leaves(command: Command, path: readonly string[]): readonly Leaf[] {
  return command.commands.flatMap((child): readonly Leaf[] => {
    const own = [...path, child.name()];
    return child.commands.length > 0 ? leaves(child, own) : [[own, child]];
  });
}

function commandSection([path, command]: Leaf): string {
  const values = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? '…' : ''}`;
    return argument.required ? ` <${name}>` : ` [${name}]`;
  });
  const options = command.options.map(({ flags, description, defaultValue, argChoices }) => {
    const choices = argChoices === undefined ? '' : ` (${argChoices.join(', ')})`;
    return `| \`${flags}\` | ${cell(description + choices)} | ${defaultValue === undefined ? '' : `\`${String(defaultValue)}\``} |`;
  });
  return `## rollcall ${path.join(' ')}${values.join('').replaceAll('<', '\\<')}\n\n${command.description()}.\n\n| option | what | default |\n|---|---|---|\n${options.join('\n')}\n`;
}
