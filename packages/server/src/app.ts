import type { Rollcall, Service } from '@rollcall/engine';
import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import type { Registry } from 'prom-client';
import { readiness } from './health.js';

export interface AppParts {
  /** Asked at each request, because another configuration means another one. */
  readonly live: () => { readonly rollcall: Rollcall; readonly service: Pick<Service, 'handle'> };
  readonly metrics: Registry;
  /** The SCIM servers of `gateway:` in the configuration, by their own paths. */
  readonly gateway?: Hono;
  /** Asked for by `/metrics`: a text that must come as bearer token. Without it everybody may read. */
  readonly metricsToken?: string;
  /** Told what an unexpected error was; the answer does not say it. */
  readonly onError: (error: Error) => void;
  /** Answers everything else: the console. */
  readonly console?: (request: Request, environment: unknown) => Response | Promise<Response>;
}

const OWN = ['/health/*', '/metrics', '/hooks/*'];

/**
 * Everything that is reached by HTTP, as one application with a `fetch`: `/hooks/SYNC/TRIGGER` for events, `/health/live` and
 * `/health/ready`, `/metrics`, where the configuration has a gateway its SCIM servers, and the console. Mount it in a host, or serve it
 * alone.
 */
export function createApp({ live, metrics, gateway, metricsToken, onError, console }: AppParts): Hono {
  const app = new Hono();
  for (const path of OWN) app.use(path, secureHeaders());
  app.get('/health/live', (context) => context.text('live\n'));
  app.get('/health/ready', async (context) => {
    const state = await readiness(live().rollcall);
    return context.json(state, state.ready ? 200 : 503);
  });
  app.get('/metrics', async (context) => {
    if (metricsToken !== undefined && !isEqual(context.req.header('authorization'), `Bearer ${metricsToken}`))
      return context.text('the token is missing or wrong\n', 401, { 'www-authenticate': 'Bearer' });
    return context.body(await metrics.metrics(), 200, { 'content-type': metrics.contentType });
  });
  app.all('/hooks/:sync/:trigger', async (context) => {
    const { sync, trigger } = context.req.param();
    return (
      (await live().service.handle(sync, trigger, context.req.raw)) ?? context.text('there is nothing here\n', 404)
    );
  });
  if (gateway !== undefined) app.route('/', gateway);
  if (console !== undefined) app.all('*', (context) => console(context.req.raw, context.env));
  app.notFound((context) => context.text('there is nothing here\n', 404));
  app.onError((error, context) => {
    onError(error);
    return context.text('something went wrong here; the log says what\n', 500);
  });
  return app;
}

/** Compares all characters whatever differs, so that time tells nothing. */
function isEqual(given: string | undefined, wanted: string): boolean {
  let difference = (given ?? '').length ^ wanted.length;
  for (let at = 0; at < wanted.length; at += 1) difference |= (given ?? '').charCodeAt(at) ^ wanted.charCodeAt(at);
  return difference === 0;
}
