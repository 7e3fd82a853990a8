import { MappingRuleConfig, SyncConfig, TwoWayRuleConfig, TwoWaySyncConfig } from '@rollcall/engine';
import { GatewayConfig, TenantConfig } from '@rollcall/gateway';
import { type ConfigClass, describeConfig } from '@rollcall/plugin';
import { ServerConfig } from '@rollcall/server';
import { DataFile } from '../../../core/plugin/src/data-file.js';
import { fileSchema } from '../../../packages/cli/src/commands/schema.js';
import { cell, settingsTable } from './settings-table.js';

/** What can stand in `rollcall.yaml` besides the settings of plugins, part by part. */
const PARTS: readonly (readonly [title: string, text: string, config: ConfigClass])[] = [
  ['Of a sync', 'Under `syncs`, by its name: one connection follows another.', SyncConfig],
  [
    'Of a two-way sync',
    'A sync with `between` instead of `from` and `to`: [two connections keep each other right](../concepts/both-ways.md).',
    TwoWaySyncConfig,
  ],
  [
    'Of a line of a mapping',
    'The long form of a line of `mapping`. The short form, a name alone, is `{ from: name }`.',
    MappingRuleConfig,
  ],
  [
    'Of a line of a two-way mapping',
    'Besides `from`, `through` and `when`; there is no `apply` in both directions.',
    TwoWayRuleConfig,
  ],
  ['Of the server', 'Under `server`, for `rollcall serve`.', ServerConfig],
  ['Of the gateway', 'Under `gateway`: SCIM servers for Okta, Entra ID and others.', GatewayConfig],
  ['Of a tenant of the gateway', 'Under `gateway.tenants`, by its name.', TenantConfig],
  [
    'Of a file that brings plugins',
    'A YAML file that is named under `extensions`: each of its plugins is another one with settings given in advance.',
    DataFile,
  ],
];

export function settingsPage(made: string): string {
  const sections = PARTS.map(
    ([title, text, config]) => `## ${title}\n\n${text}\n\n${settingsTable(describeConfig(config))}`,
  );
  return `# Settings\n\n${made}What can stand in \`rollcall.yaml\`. Settings of connections, mappers and triggers are with their [plugins](plugins.md).\n\n${topSection()}\n${sections.join('\n')}`;
}

interface Property {
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Property>>;
}

/** The parts of the file, and those of `state` and `queue`, which have no class, from the JSON Schema that editors get. */
function topSection(): string {
  const { properties = {} } = fileSchema([]) as Property;
  const parts = Object.entries(properties).map(
    ([name, { description = '' }]) => `| \`${name}\` | ${cell(description)} |`,
  );
  return `## Parts of the file\n\n| part | what |\n|---|---|\n${parts.join('\n')}\n\n## Of the state\n\nUnder \`state\`.\n\n${plainTable(properties.state)}\n## Of the queue\n\nUnder \`queue\`: [several workers](../guides/several-workers.md) need it.\n\n${plainTable(properties.queue)}`;
}

function plainTable(part: Property | undefined): string {
  const rows = Object.entries(part?.properties ?? {}).map(([name, { description = '', default: usual }]) => {
    return `| \`${name}\` | ${cell(description)} | ${usual === undefined ? '' : `\`${JSON.stringify(usual)}\``} |`;
  });
  return `| setting | what | default |\n|---|---|---|\n${rows.join('\n')}\n`;
}
