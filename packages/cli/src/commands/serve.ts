import { resolve } from 'node:path';
import { ConfigError } from '@rollcall/contract';
import { type Rollcall, Setup, systemClock } from '@rollcall/engine';
import { parseGatewayConfig, pathOf } from '@rollcall/gateway';
import { parseConfig } from '@rollcall/plugin';
import { inviteUser, ROLES, ServerConfig, type Serving, serve as serveRollcall } from '@rollcall/server';
import { pino } from 'pino';
import { type CommonOptions, type Context, withRollcall } from '../context.js';
import { EXIT } from '../exit-codes.js';

export interface ServeOptions extends CommonOptions {
  readonly host?: string;
  readonly port?: string;
  readonly logLevel?: string;
}

/**
 * `rollcall serve`: runs all syncs by themselves, with the console, until it is stopped. Without a configuration it begins empty, and
 * the console leads on. Log lines are JSON, on standard error.
 */
export async function serve(context: Context, options: ServeOptions): Promise<number> {
  return withRollcall(
    context,
    options,
    async (rollcall, reopen) => {
      const config = parseConfig(ServerConfig, rollcall.config.server, ['server']);
      if (options.host !== undefined) config.host = options.host;
      if (options.port !== undefined) config.port = Number(options.port);
      const log = pino(
        { level: options.logLevel ?? 'info', base: null },
        { write: (line) => context.terminal.err(line) },
      );
      const setup = new Setup({
        path: resolve(context.folder, options.config),
        marks: rollcall.state.marks,
        env: context.env,
        readOnly: config.console.readOnly,
        open: reopen,
        now: () => systemClock.now(),
        hosted: { server: ServerConfig },
      });
      const serving = await serveRollcall({ rollcall, config, log, folder: setup.folder, setup, reopen });
      context.terminal.out(`${await greeting(serving, rollcall, config)}\n`);
      const stopped = new Promise<void>((done) => {
        if (context.stop.aborted) done();
        context.stop.addEventListener('abort', () => done(), { once: true });
      });
      await Promise.race([stopped, serving.ended]);
      await serving.stop();
      setup.forget();
      return EXIT.ok;
    },
    true,
  );
}

async function greeting({ url, console }: Serving, rollcall: Rollcall, config: ServerConfig): Promise<string> {
  const lines = [`Rollcall serves at ${url}`];
  for (const sync of rollcall.syncNames()) {
    const triggers = rollcall.triggers(sync);
    lines.push(
      `  ${sync}: ${triggers.length === 0 ? 'started by hand only' : triggers.map(({ name }) => name).join(', ')}`,
    );
    for (const { name, takesRequests } of triggers)
      if (takesRequests) lines.push(`    events for ${name} go to ${url}/hooks/${sync}/${name}`);
  }
  const gateway = parseGatewayConfig(rollcall.config.gateway, rollcall.connectionNames());
  for (const [name, tenant] of gateway.tenants)
    lines.push(`  SCIM for ${name}: ${gateway.config.publicUrl ?? url}${pathOf(name, tenant)} → ${tenant.connection}`);
  if (rollcall.config.queue.url !== undefined) lines.push(`  turns: from ${rollcall.queue.place}`);
  lines.push(`  health: ${url}/health/ready   metrics: ${url}/metrics`);
  if (console === undefined) return lines.join('\n');
  const origin = config.console.publicUrl?.replace(/\/$/, '') ?? url;
  if (!(await console.isNew())) return [...lines, `  console: ${origin}`].join('\n');
  return [
    ...lines,
    '',
    'Open this link to set up Rollcall in a browser. It works once, for an hour, and makes you the administrator:',
    `  ${origin}${await console.invite('administrator')}`,
  ].join('\n');
}

/** `rollcall invite`: a link that lets an administrator into the console, for whoever lost all others. */
export async function invite(context: Context, options: CommonOptions & { readonly role?: string }): Promise<number> {
  return withRollcall(
    context,
    options,
    async (rollcall) => {
      const role = ROLES.find((one) => one === (options.role ?? 'administrator'));
      if (role === undefined)
        throw new ConfigError({
          code: 'unknown-role',
          doing: `inviting a ${options.role}`,
          happened: 'there is no such role',
          hint: `choose one of ${ROLES.join(', ')}`,
        });
      const { console: settings, host, port } = parseConfig(ServerConfig, rollcall.config.server, ['server']);
      const path = await inviteUser(rollcall.state.marks, role, systemClock.now());
      context.terminal.out(`${settings.publicUrl?.replace(/\/$/, '') ?? `http://${host}:${port}`}${path}\n`);
      return EXIT.ok;
    },
    true,
  );
}
