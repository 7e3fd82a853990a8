import { ConfigError } from '@rollcall/contract';
import {
  createRollcall,
  type Rollcall,
  type RollcallOptions,
  SERVICE_EVENT_KINDS,
  type ServiceEvent,
  type Sync,
} from '@rollcall/engine';
import { suggestion } from '@rollcall/plugin';
import { Hono } from 'hono';
import { mount } from 'hono/mount';
import { Registry } from 'prom-client';
import { createApp } from '../app.js';
import { type EventLog, logEvent } from '../log-events.js';

/** What a host application gives. */
export interface HostOptions extends RollcallOptions {
  /** Told what happens. A pino logger fits, and so does Fastify's. Default: nothing is logged. */
  readonly logger?: EventLog;
  /** Where the host mounts {@link HostedRollcall.fetch}, such as `/rollcall`, when it hands on the whole path. Default: `/`. */
  readonly basePath?: string;
}

/** An event of a kind. */
export type EventOf<K extends ServiceEvent['kind']> = Extract<ServiceEvent, { readonly kind: K }>;

/** Rollcall inside another application: nothing global, nothing printed, no port of its own; the process is the host's. */
export interface HostedRollcall {
  /** The engine below, for what this has no short way to: approvals, reports, the state. */
  readonly rollcall: Rollcall;
  /** A configured sync: `plan`, `run`, `provision`, `explain` … Throws a `ConfigError` where there is none of that name, and after `stop`. */
  sync(name: string): Sync;
  /** Answers what is sent to `/hooks/SYNC/TRIGGER` and `/health/…`. For any host that has web-standard requests. */
  readonly fetch: (request: Request) => Promise<Response>;
  /**
   * Calls back at each event of a kind, until what it returns is called. Events are about what runs by itself since `start`; a run that the host
   * asks for gives its outcome to the host. Throws a `TypeError` for a kind that does not exist. An error of the listener is logged and harms nobody.
   */
  on<K extends ServiceEvent['kind']>(kind: K, listener: (event: EventOf<K>) => void): () => void;
  /** Starts triggers and workers. Without it, syncs run when they are told to. Once. Throws a `ConfigError` (`stopped`) after `stop`. */
  start(): void;
  /**
   * Lets runs end well, ends triggers, and frees what connections hold. From then on requests are answered 503, so that who sent an event sends it
   * again. The state is the host's to close. May be called twice.
   */
  stop(): Promise<void>;
}

/** Opens Rollcall for a host application. Throws `ConfigError` or `ConfigProblems`, and starts nothing. */
export async function hostRollcall(options: HostOptions): Promise<HostedRollcall> {
  const { logger, basePath = '/' } = options;
  const rollcall = await createRollcall(options);
  const listeners = new Map<string, Set<(event: never) => void>>();
  const failed = (error: unknown, what: string): void =>
    logger?.error({ error: error instanceof Error ? error.message : String(error) }, what);
  const service = rollcall.service((event) => {
    if (logger !== undefined) logEvent(logger, event);
    for (const listener of listeners.get(event.kind) ?? []) {
      try {
        listener(event as never);
      } catch (error) {
        failed(error, `a listener to ${event.kind} failed`);
      }
    }
  });
  const parts = {
    live: () => ({ rollcall, service }),
    metrics: new Registry(),
    onError: (error: Error) => failed(error, 'a request failed'),
  };
  const app = createApp(parts);
  const mounted = basePath === '/' ? app : new Hono().all(`${basePath}/*`, mount(app.fetch));
  let stopping: Promise<void> | undefined;
  const refuseStopped = (doing: string): void => {
    if (stopping === undefined) return;
    const hint = 'open another one with hostRollcall()';
    throw new ConfigError({ code: 'stopped', doing, happened: 'this Rollcall was stopped', hint });
  };
  return {
    rollcall,
    sync: (name) => {
      refuseStopped(`looking for the sync "${name}"`);
      return rollcall.sync(name);
    },
    fetch: async (request) =>
      stopping === undefined ? mounted.fetch(request) : new Response('stopped', { status: 503 }),
    on: (kind, listener) => {
      const kinds: readonly string[] = SERVICE_EVENT_KINDS;
      // In plain JavaScript nobody else would say that it is never called.
      if (!kinds.includes(kind)) throw new TypeError(`There is no event "${kind}". ${suggestion(kind, kinds)}`);
      const own = listeners.get(kind) ?? new Set();
      listeners.set(kind, own.add(listener as (event: never) => void));
      return () => void own.delete(listener as (event: never) => void);
    },
    start: () => {
      refuseStopped('starting');
      service.start();
      // A worker that cannot go on is told of by its host's log; the host lives on.
      service.ended().catch((error: unknown) => failed(error, 'the service ended'));
    },
    stop: () => (stopping ??= service.stop().then(() => rollcall.close())),
  };
}
