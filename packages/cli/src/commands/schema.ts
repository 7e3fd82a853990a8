import { SyncConfig, TwoWaySyncConfig } from '@rollcall/engine';
import { GatewayConfig, TenantConfig } from '@rollcall/gateway';
import { configJsonSchema } from '@rollcall/plugin';
import { ServerConfig } from '@rollcall/server';
import { type CommonOptions, type Context, withRollcall } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { table } from '../output/table.js';

/** `rollcall schema CONNECTION`: the attributes that a mapping can use, asked of the live system. */
export async function attributes(context: Context, name: string, options: CommonOptions): Promise<number> {
  const { terminal } = context;
  return withRollcall(context, options, async (rollcall) => {
    const { provider } = rollcall.connection(name);
    const schema = await provider.schema(context.stop);
    const groups = provider.groups === undefined ? [] : await Array.fromAsync(provider.groups.list(context.stop));
    if (options.json === true) {
      terminal.out(`${JSON.stringify({ ...schema, groups }, null, 2)}\n`);
      return EXIT.ok;
    }
    terminal.out(
      `${table(
        terminal,
        ['attribute', 'type', 'means', 'notes'],
        schema.attributes.map((attribute) => [
          attribute.name,
          `${attribute.type}${attribute.multiValued === true ? '[]' : ''}`,
          attribute.scim ?? '',
          [
            attribute.required === true && 'needed',
            attribute.readOnly === true && 'read only',
            attribute.unique === true && 'unique',
            attribute.label,
            attribute.values?.join(' | '),
          ]
            .filter(Boolean)
            .join(', '),
        ]),
      )}\n`,
    );
    if (groups.length > 0)
      terminal.out(
        `\n${table(
          terminal,
          ['group', 'name', 'notes'],
          groups.map(({ id, name: title, locked, privileged }) => [
            id,
            title,
            locked === true ? 'never mapped' : (privileged ?? ''),
          ]),
        )}\n`,
      );
    return EXIT.ok;
  });
}

/** `rollcall schema`: JSON Schema of `rollcall.yaml` with the plugins that the configuration names, for editors. */
export async function jsonSchema(context: Context, options: CommonOptions): Promise<number> {
  return withRollcall(context, options, async (rollcall) => {
    const providers = rollcall
      .extensions()
      .flatMap(({ plugins }) => plugins.filter(({ type }) => type.id === 'provider'));
    context.terminal.out(
      `${JSON.stringify(fileSchema(providers.map(({ id, label, config }) => ({ id, label, schema: config === undefined ? {} : configJsonSchema(config) }))), null, 2)}\n`,
    );
    return EXIT.ok;
  });
}

interface ProviderSchema {
  readonly id: string;
  readonly label: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

/** The whole file's schema; each provider's settings apply when `provider` names it. */
export function fileSchema(providers: readonly ProviderSchema[]): Readonly<Record<string, unknown>> {
  const text = { type: 'string' };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Rollcall configuration',
    type: 'object',
    additionalProperties: false,
    properties: {
      extensions: {
        type: 'array',
        description: 'Packages and files that bring plugins.',
        items: {
          anyOf: [text, { type: 'object', properties: { use: text, enabled: { type: 'boolean' } }, required: ['use'] }],
        },
      },
      state: {
        type: 'object',
        description: 'Where Rollcall keeps what it knows: links, journal, what waits.',
        additionalProperties: false,
        properties: {
          path: {
            ...text,
            description: 'The file that keeps links and the journal.',
            default: '.rollcall/state.sqlite',
          },
          url: {
            ...text,
            description:
              'In place of "path": a PostgreSQL database that several workers share, postgres://account:password@host:5432/database.',
            examples: ['${env:STATE_URL}'],
          },
          keepDays: { type: 'number', minimum: 1, description: 'Days that ended runs are kept.', default: 365 },
        },
      },
      queue: {
        type: 'object',
        description: 'Where workers agree on who runs which sync. Default: the state.',
        additionalProperties: false,
        properties: {
          url: {
            ...text,
            description:
              'A PostgreSQL database from which workers on many machines take their turns; needs @rollcall/queue-pgboss, and "url" under "state".',
            examples: ['${env:STATE_URL}'],
          },
        },
      },
      server: {
        ...configJsonSchema(ServerConfig),
        description: 'What "rollcall serve" does: address, console, alerts.',
      },
      gateway: gatewaySchema(),
      connections: {
        type: 'object',
        description: 'Systems, by name.',
        additionalProperties: {
          type: 'object',
          required: ['provider'],
          properties: { provider: { enum: providers.map(({ id }) => id) } },
          allOf: providers.map(conditional),
        },
      },
      syncs: {
        type: 'object',
        description: 'Who follows whom: from one connection to another, or between two, by name.',
        additionalProperties: {
          if: { required: ['between'] },
          then: configJsonSchema(TwoWaySyncConfig),
          else: configJsonSchema(SyncConfig),
        },
      },
    },
  };
}

/** The gateway's own settings, and those of each tenant by its name. */
function gatewaySchema(): Readonly<Record<string, unknown>> {
  const { properties, ...schema } = configJsonSchema(GatewayConfig);
  const tenants = {
    type: 'object',
    description: 'SCIM servers, by name: who pushes people, and into which connection.',
    additionalProperties: configJsonSchema(TenantConfig),
  };
  return {
    ...schema,
    description: 'SCIM servers for Okta, Entra ID and others.',
    properties: { ...(properties as Readonly<Record<string, unknown>>), tenants },
  };
}

function conditional({ id, schema }: ProviderSchema): Readonly<Record<string, unknown>> {
  const properties = {
    provider: { const: id },
    ...(schema.properties as Readonly<Record<string, unknown>> | undefined),
  };
  return { if: { properties: { provider: { const: id } } }, then: { ...schema, properties } };
}
