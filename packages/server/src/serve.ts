import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { type Console, createConsole } from '@rollcall/console';
import { ConfigError } from '@rollcall/contract';
import type { Rollcall, ServiceEvent, Setup } from '@rollcall/engine';
import type { GatewayHandler } from '@rollcall/gateway';
import { parseConfig, type Translation } from '@rollcall/plugin';
import type { Hono } from 'hono';
import type { Logger } from 'pino';
import { createAlerting } from './alerts/alerting.js';
import { mailAlert } from './alerts/mail-alert.js';
import { webhookAlert } from './alerts/webhook-alert.js';
import { createApp } from './app.js';
import { gatewayFirst } from './gateway-first.js';
import { LiveService } from './live-service.js';
import { loadTranslations } from './load-translations.js';
import { logEvent } from './log-events.js';
import { createMetrics } from './metrics.js';
import { openGateway } from './open-gateway.js';
import { type ConsoleConfig, ServerConfig } from './server-config.js';

/** What `rollcall serve` hands over. */
export interface ServeParts {
  /** Of the configuration at the start; the console may replace it through `reopen`. */
  readonly rollcall: Rollcall;
  /** The part `server` of the configuration. */
  readonly config: ServerConfig;
  /** A pino logger; lines name syncs and connections, never people. */
  readonly log: Logger;
  /** Folder that paths of the configuration start from. Default: the working folder. */
  readonly folder?: string;
  /** Told each event besides log, metrics and alerts. */
  readonly onEvent?: (event: ServiceEvent) => void;
  /** What the console sets up with. Without it there is no console. */
  readonly setup?: Setup;
  /** Makes a Rollcall of the configuration as it is on disk now, after the console saved it. */
  readonly reopen?: () => Promise<Rollcall>;
}

/** A running service. */
export interface Serving {
  /** Where it listens. */
  readonly url: string;
  /** For `invite`: how the first administrator gets in. Undefined where there is no console. */
  readonly console: Console | undefined;
  /** Rejects when the service cannot go on; resolves after `stop`. */
  readonly ended: Promise<void>;
  /** Takes no more requests, lets runs end well, then resolves. Safe to call twice. */
  stop(): Promise<void>;
}

/** Runs all syncs by themselves, with webhooks, health, metrics and the console over HTTP. Rejects when the address is in use. */
export async function serve({ rollcall, config, log, folder, onEvent, setup, reopen }: ServeParts): Promise<Serving> {
  const alerting = createAlerting(
    [
      ...config.alertWebhooks.map(webhookAlert),
      ...(config.alertMail === undefined ? [] : [mailAlert(config.alertMail)]),
    ],
    (error) =>
      log.error({ error: error instanceof Error ? error.message : String(error) }, 'an alert could not be sent'),
  );
  const live = new LiveService(rollcall, (event) => {
    logEvent(log, event);
    metrics.count(event);
    if (event.kind === 'alert') alerting.send(event);
    onEvent?.(event);
  });
  const metrics = createMetrics({ syncNames: () => live.rollcall.syncNames(), state: rollcall.state });
  const onError = (error: Error): void => log.error({ error: error.message, stack: error.stack }, 'a request failed');
  const frontOf = async (served: Rollcall): Promise<Front> => {
    const gateway = await openGateway({ rollcall: served, log, folder: folder ?? process.cwd() });
    const app = createApp({
      live: () => live,
      metrics: metrics.registry,
      ...(gateway === undefined ? {} : { gateway: gateway.app }),
      ...(config.metricsToken === undefined ? {} : { metricsToken: config.metricsToken.reveal() }),
      onError,
      ...(console === undefined
        ? {}
        : { console: (request, environment) => console.app.fetch(request, environment as object) }),
    });
    return { app, gateway: gateway?.handler, close: async () => gateway?.close() };
  };
  /** Puts the configuration as it is on disk to work. What is wrong with it shows before anything of the old one ends. */
  const reload = async (): Promise<void> => {
    if (reopen === undefined) return;
    const next = await reopen();
    const saved = await withTranslations(parseConfig(ServerConfig, next.config.server, ['server']).console, folder);
    const old = front;
    front = await frontOf(next);
    await live.replace(next);
    settings = saved;
    await old.close();
  };
  let settings = await withTranslations(config.console, folder);
  const console =
    setup === undefined || !config.console.enabled
      ? undefined
      : consoleOf({ live, setup, config, reload, onError, settings: () => settings });
  let front = await frontOf(rollcall);
  const { server, url } = await open(() => front, config).catch(async (error: unknown) => {
    await front.close();
    throw error;
  });
  live.start();
  log.info({ url, syncs: rollcall.syncNames() }, 'Rollcall serves');
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    log.info('stopping');
    console?.close();
    // First the address: nothing new comes in, and what was answered with 202 is stored.
    await new Promise<void>((resolve) => server.close(() => resolve()));
    await live.stop();
    await alerting.settled();
    await front.close();
  };
  return { url, console, ended: live.ended, stop: () => (stopping ??= stop()) };
}

/** What answers requests; another one when the configuration is another. */
interface Front {
  readonly app: Hono;
  /** Absent where the configuration has no gateway. */
  readonly gateway: GatewayHandler | undefined;
  close(): Promise<void>;
}

type ConsoleSettings = ConsoleConfig & { readonly loaded: readonly Translation[] };

async function withTranslations(settings: ConsoleConfig, folder = process.cwd()): Promise<ConsoleSettings> {
  return Object.assign(settings, { loaded: await loadTranslations(settings.translations, folder) });
}

interface ConsoleWiring {
  readonly live: LiveService;
  readonly setup: Setup;
  readonly config: ServerConfig;
  readonly reload: () => Promise<void>;
  readonly onError: (error: Error) => void;
  /** As they are saved now. */
  readonly settings: () => ConsoleSettings;
}

function consoleOf({ live, setup, config, reload, onError, settings }: ConsoleWiring): Console {
  return createConsole({
    rollcall: () => live.rollcall,
    setup,
    reload,
    publicUrl: () => settings().publicUrl,
    trustedProxies: config.trustedProxies,
    oidc: () => settings().oidc,
    translations: () => settings().loaded,
    language: () => settings().language,
    auditEntries: () => settings().auditEntries,
    onError,
  });
}

/** Bytes: more than the longest address that the gateway takes, so that the gateway itself says that one is too long. */
const MOST_HEADERS = 32_768;

function open(
  front: () => Front,
  { host, port }: ServerConfig,
): Promise<{ readonly server: Server; readonly url: string }> {
  return new Promise((resolve, reject) => {
    const rest = getRequestListener((request, environment) => front().app.fetch(request, environment), {
      hostname: host,
      overrideGlobalObjects: false,
    });
    const server = createServer(
      { maxHeaderSize: MOST_HEADERS },
      gatewayFirst(
        () => front().gateway,
        (...pair) => void rest(...pair),
      ),
    );
    server.listen(port, host, () => {
      const address = server.address() as AddressInfo;
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
