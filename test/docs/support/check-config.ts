import { readTranslation } from '@rollcall/console';
import drupal from '@rollcall/drupal';
import joomla from '@rollcall/joomla';
import { configJsonSchema, definitionOf, type PluginDefinition } from '@rollcall/plugin';
import scim from '@rollcall/scim';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { fileSchema } from '../../../packages/cli/src/commands/schema.js';
import type { Block } from './documents.js';

const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
const definitions = [drupal, joomla, scim].flatMap(({ plugins }) =>
  plugins
    .map((plugin) => definitionOf(plugin))
    .filter((definition): definition is PluginDefinition => definition !== undefined),
);
const own = definitions.filter(({ type }) => type.id === 'provider');
const validate = ajv.compile(
  fileSchema(
    own.map(({ id, label, config }) => ({ id, label, schema: config === undefined ? {} : configJsonSchema(config) })),
  ),
);

const TOP = new Set(['extensions', 'connections', 'syncs', 'state', 'queue', 'server', 'gateway']);
const OF_SYNC = new Set([
  'from',
  'to',
  'scope',
  'correlate',
  'mapping',
  'operations',
  'groups',
  'leavers',
  'guard',
  'triggers',
  'mode',
  'adopt',
  'protect',
  'grace',
  'canary',
]);

/**
 * What the JSON Schema of `rollcall.yaml` says about a block. A part of a file is put where it belongs: settings of a sync into a
 * sync. Connections of providers that this repository does not have are left to their own pages.
 */
export function checkConfig({ at, path, text }: Block): readonly string[] {
  let data: unknown;
  try {
    data = parse(text);
  } catch (error) {
    return [`${at}: ${error instanceof Error ? error.message : String(error)}`];
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    return [`${at}: it is no part of a configuration`];
  if ('language' in data) return checkTranslation(at, text);
  const names = Object.keys(data);
  const whole = names.every((name) => TOP.has(name))
    ? data
    : names.every((name) => OF_SYNC.has(name))
      ? { syncs: { staff: { from: 'one', to: 'other', ...data } } }
      : settingsOf(path, data);
  if (whole === undefined) return [`${at}: ${names.join(', ')} are neither parts of rollcall.yaml nor of a sync`];
  const known = withoutStrangers(whole as Readonly<Record<string, unknown>>);
  return validate(known)
    ? []
    : (validate.errors ?? [])
        .filter(({ keyword }) => keyword !== 'if')
        .map(({ instancePath, message = '', params }) => `${at}: ${instancePath} ${message} ${JSON.stringify(params)}`);
}

/** A part on the page of an adapter is one of its connection; what every connection needs stands for itself there. */
function settingsOf(path: string, data: object): object | undefined {
  const [, provider] = /^adapters\/(\w+)\/README/.exec(path) ?? [];
  return provider === undefined
    ? undefined
    : { connections: { it: { provider, baseUrl: 'https://www.example', ...data } } };
}

function withoutStrangers(file: Readonly<Record<string, unknown>>): object {
  const { connections, ...rest } = file;
  if (connections === undefined) return file;
  const ids = new Set(own.map(({ id }) => id));
  const known = Object.entries(connections as Readonly<Record<string, { readonly provider?: string }>>).filter(
    ([, { provider = '' }]) => ids.has(provider),
  );
  return { ...rest, connections: Object.fromEntries(known) };
}

function checkTranslation(at: string, text: string): readonly string[] {
  try {
    readTranslation(text);
    return [];
  } catch (error) {
    return [`${at}: ${error instanceof Error ? error.message : String(error)}`];
  }
}
