import { dirname, resolve } from 'node:path';
import { parseGatewayConfig, pathOf } from '@rollcall/gateway';
import { parseConfig } from '@rollcall/plugin';
import { ServerConfig, serve as serveRollcall } from '@rollcall/server';
import { pino } from 'pino';
import { type CommonOptions, type Context, withRollcall } from '../context.js';
import { EXIT } from '../exit-codes.js';

export interface ServeOptions extends CommonOptions {
  readonly host?: string;
  readonly port?: string;
  readonly logLevel?: string;
}

/** `rollcall serve`: runs all syncs by themselves, until it is stopped. Log lines are JSON, on standard error. */
export async function serve(context: Context, options: ServeOptions): Promise<number> {
  return withRollcall(context, options, async (rollcall) => {
    const config = parseConfig(ServerConfig, rollcall.config.server, ['server']);
    if (options.host !== undefined) config.host = options.host;
    if (options.port !== undefined) config.port = Number(options.port);
    const log = pino(
      { level: options.logLevel ?? 'info', base: null },
      { write: (line) => context.terminal.err(line) },
    );
    const serving = await serveRollcall({
      rollcall,
      config,
      log,
      folder: dirname(resolve(context.folder, options.config)),
    });
    context.terminal.out(`${greeting(serving.url, rollcall)}\n`);
    const stopped = new Promise<void>((resolve) => {
      if (context.stop.aborted) resolve();
      context.stop.addEventListener('abort', () => resolve(), { once: true });
    });
    await Promise.race([stopped, serving.ended]);
    await serving.stop();
    return EXIT.ok;
  });
}

function greeting(url: string, rollcall: Parameters<Parameters<typeof withRollcall>[2]>[0]): string {
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
  return [...lines, `  health: ${url}/health/ready   metrics: ${url}/metrics`].join('\n');
}
