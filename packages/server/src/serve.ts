import type { AddressInfo } from 'node:net';
import { serve as listen } from '@hono/node-server';
import { ConfigError } from '@rollcall/contract';
import type { Rollcall, ServiceEvent } from '@rollcall/engine';
import type { Logger } from 'pino';
import { createAlerting } from './alerts/alerting.js';
import { mailAlert } from './alerts/mail-alert.js';
import { webhookAlert } from './alerts/webhook-alert.js';
import { createApp } from './app.js';
import { logEvent } from './log-events.js';
import { createMetrics } from './metrics.js';
import { openGateway } from './open-gateway.js';
import type { ServerConfig } from './server-config.js';

export interface ServeParts {
  readonly rollcall: Rollcall;
  readonly config: ServerConfig;
  readonly log: Logger;
  /** Folder that paths of the configuration start from. Default: the working folder. */
  readonly folder?: string;
  /** Told each event besides log, metrics and alerts. */
  readonly onEvent?: (event: ServiceEvent) => void;
}

export interface Serving {
  /** Where it listens. */
  readonly url: string;
  /** Rejects when the service cannot go on; resolves after `stop`. */
  readonly ended: Promise<void>;
  /** Takes no more requests, lets runs end well, then resolves. Safe to call twice. */
  stop(): Promise<void>;
}

/** Runs all syncs by themselves, with webhooks, health and metrics over HTTP. Rejects when the address is in use. */
export async function serve({ rollcall, config, log, folder, onEvent }: ServeParts): Promise<Serving> {
  const metrics = createMetrics(rollcall);
  const alerting = createAlerting(
    [
      ...config.alertWebhooks.map(webhookAlert),
      ...(config.alertMail === undefined ? [] : [mailAlert(config.alertMail)]),
    ],
    (error) =>
      log.error({ error: error instanceof Error ? error.message : String(error) }, 'an alert could not be sent'),
  );
  const service = rollcall.service((event) => {
    logEvent(log, event);
    metrics.count(event);
    if (event.kind === 'alert') alerting.send(event);
    onEvent?.(event);
  });
  const gateway = await openGateway({ rollcall, log, folder: folder ?? process.cwd() });
  const app = createApp({
    rollcall,
    service,
    metrics: metrics.registry,
    ...(gateway === undefined ? {} : { gateway: gateway.app }),
    ...(config.metricsToken === undefined ? {} : { metricsToken: config.metricsToken.reveal() }),
    onError: (error) => log.error({ error: error.message }, 'a request failed'),
  });
  const { server, url } = await open(app.fetch, config).catch(async (error: unknown) => {
    await gateway?.close();
    throw error;
  });
  service.start();
  log.info({ url, syncs: rollcall.syncNames() }, 'Rollcall serves');
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    log.info('stopping');
    // First the address: nothing new comes in, and what was answered with 202 is stored.
    await new Promise<void>((resolve) => server.close(() => resolve()));
    await service.stop();
    await alerting.settled();
    await gateway?.close();
  };
  return {
    url,
    ended: service.ended().catch(rethrowUnlessStopping(() => stopping !== undefined)),
    stop: () => (stopping ??= stop()),
  };
}

function rethrowUnlessStopping(isStopping: () => boolean): (error: unknown) => void {
  return (error) => {
    if (!isStopping()) throw error;
  };
}

function open(
  fetch: (request: Request) => Response | Promise<Response>,
  { host, port }: ServerConfig,
): Promise<{ readonly server: ReturnType<typeof listen>; readonly url: string }> {
  return new Promise((resolve, reject) => {
    const server = listen({ fetch, hostname: host, port }, (address: AddressInfo) => {
      resolve({
        server,
        url: `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`,
      });
    });
    server.once('error', (error: NodeJS.ErrnoException) => {
      const happened = error.code === 'EADDRINUSE' ? 'another program listens there' : error.message;
      reject(
        new ConfigError({
          code: 'cannot-listen',
          doing: `listening at ${host}:${port}`,
          happened,
          hint: 'set another server.port, or end that program',
          cause: error,
        }),
      );
    });
  });
}
