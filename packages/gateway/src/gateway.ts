import { buildError, ScimError } from '@rollcall/scim-protocol';
import { Hono } from 'hono';
import { Audit } from './audit.js';
import { errorAnswer, Gate } from './gate.js';
import type { GatewayHandler } from './gateway-call.js';
import { GatewayMemory } from './gateway-memory.js';
import type { GatewayOptions } from './gateway-options.js';
import { HonoCall } from './hono-call.js';
import { headOf } from './request/head-of.js';
import { Lanes } from './request/lanes.js';
import { RouteTable } from './route-table.js';
import { type Route, type RouteMethod, ScimService } from './scim-service.js';
import { Tenant } from './tenant.js';

/**
 * SCIM 2.0 servers, one a tenant, as one Hono application: `app.fetch` serves it, `host.route('/', app)` mounts it. Every request is
 * authorised anew by its token; nothing that it says of itself by other headers is believed.
 */
export function createGateway(options: GatewayOptions): Hono {
  return gatewayApp(
    createGatewayHandler(options),
    options.tenants.map(({ path }) => path),
  );
}

/** The same as `createGateway`, for a host that is no Hono application. */
export function createGatewayHandler(options: GatewayOptions): GatewayHandler {
  const gate = new Gate(options);
  const mounted = openTenants(options).map((tenant) => ({
    tenant,
    path: tenant.options.path,
    routes: new RouteTable(new ScimService(tenant, (error) => options.onError(error, 'bulk')).routes()),
  }));
  return (call) => {
    for (const { tenant, path, routes } of mounted) {
      if (!isBelow(call.path, path)) continue;
      const { route, id } = routes.find(call.path.slice(path.length));
      const answer = gate.answer(call, tenant, methodOf(route, call.method) ?? refusal(route), id);
      return call.method === 'HEAD' ? answer.then(headOf) : answer;
    }
    return undefined;
  };
}

/**
 * A handler as a Hono application; `paths` are those of its tenants. `owned`: a path below which there is nothing else, so that a client with a
 * slip in its address there gets an answer that it understands.
 */
export function gatewayApp(
  handler: GatewayHandler,
  paths: readonly string[],
  { owned }: { readonly owned?: string } = {},
): Hono {
  const app = new Hono();
  // One pattern for all of a tenant: a router that knows each path costs more than the look-up in the handler.
  for (const path of paths.flatMap((own) => [own, `${own}/*`]))
    app.all(path, async (context, next) => {
      const answer = await handler(new HonoCall(context.req));
      if (answer === undefined) return next();
      return new Response(answer.body ?? null, { status: answer.status, headers: answer.headers });
    });
  if (owned !== undefined) app.all(`${owned}/*`, () => Response.json(NO_TENANT, { status: 404, headers: SCIM_TYPE }));
  return app;
}

const NO_TENANT = buildError(
  new ScimError(404, 'no SCIM server is at this address; the right one was told when the token was made'),
);
const SCIM_TYPE = { 'content-type': 'application/scim+json', 'cache-control': 'no-store' };

function openTenants(options: GatewayOptions): readonly Tenant[] {
  const lanes = new Map<string, Lanes>();
  const now = (): number => options.clock.now();
  return options.tenants.map(({ provider, connection, ...own }) => {
    const shared = lanes.get(connection ?? own.name) ?? new Lanes();
    lanes.set(connection ?? own.name, shared);
    return new Tenant({
      options: own,
      provider,
      memory: new GatewayMemory(options.marks, own.name),
      audit: new Audit(own.name, options.audit, now),
      lanes: shared,
      now,
    });
  });
}

function isBelow(path: string, top: string): boolean {
  return path.startsWith(top) && (path.length === top.length || path.charCodeAt(top.length) === SLASH);
}

const SLASH = 47;

/** A HEAD is a GET whose body stays here, with the same rights and the same work. */
function methodOf(route: Route['methods'] | undefined, method: string): RouteMethod | undefined {
  const name = method === 'HEAD' ? 'GET' : method;
  return route !== undefined && Object.hasOwn(route, name) ? route[name as keyof typeof route] : undefined;
}

function refusal(route: Route['methods'] | undefined): RouteMethod {
  return route === undefined ? NOTHING_HERE : notAllowed(Object.keys(route).join(', ').replace('GET', 'GET, HEAD'));
}

const NOTHING_HERE: RouteMethod = {
  handle: () => Promise.reject(new ScimError(404, 'there is nothing at this address')),
};

function notAllowed(allow: string): RouteMethod {
  return {
    handle: async () => ({ ...errorAnswer(new ScimError(405, `only ${allow} is possible there`)), headers: { allow } }),
  };
}
