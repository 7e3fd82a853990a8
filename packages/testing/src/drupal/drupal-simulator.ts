import type { Simulator } from '../simulator/simulator.js';
import { answer, htmlPage, jsonApiRefusal, plainJson, plainRefusal, plainText } from './answer.js';
import { Authentication, type Identity } from './authentication.js';
import type { Exchange } from './exchange.js';
import { routeJsonApi } from './json-api-routes.js';
import {
  checkCsrfToken,
  dropDeadCookie,
  login,
  loginStatus,
  logout,
  requestPassword,
  sessionToken,
} from './login-routes.js';
import { AnonymousPageCache } from './page-cache.js';
import { DrupalProblem } from './problem.js';
import { parseQuery } from './query-string.js';
import { deleteRestUser, getRestUser, patchRestUser, postRestUser } from './rest-user.js';
import { sessionCookie, sessionCookieName } from './sessions.js';
import { DrupalSite, type DrupalSiteOptions } from './site.js';

/** What is served, and by which clock and chance. */
export interface DrupalSimulatorOptions extends DrupalSiteOptions {
  /** The site to serve; without one a fresh site is made of the other options. */
  readonly site?: DrupalSite;
}

/** A Drupal site that answers requests. */
export interface DrupalSimulator extends Simulator {
  /** What it serves; changes show in the next answer. */
  readonly site: DrupalSite;
  /** Forgets failed logins, as emptying the table `flood` does. */
  clearFlood(): void;
}

/**
 * Makes a simulator of Drupal 10 and 11: JSON:API for users and roles, the REST resource of users, login by cookie.
 *
 * It answers as a live site was recorded to answer, also where that is odd; `docs/drupal-coverage.md` lists what
 * was compared.
 */
export function createDrupalSimulator(options: DrupalSimulatorOptions = {}): DrupalSimulator {
  const site = options.site ?? new DrupalSite(options);
  const authentication = new Authentication(site);
  const pages = new AnonymousPageCache(site);
  return {
    site,
    clearFlood: () => authentication.clearFlood(),
    fetch: async (request) => {
      const { exchange, identity } = await open(site, authentication, request);
      const response = await pages.through(exchange, () => handle(exchange, identity, authentication));
      recordAccess(exchange);
      if (request.method !== 'HEAD') return response;
      return new Response(null, { status: response.status, headers: response.headers });
    },
  };
}

async function open(
  site: DrupalSite,
  authentication: Authentication,
  request: Request,
): Promise<{ exchange: Exchange; identity: Identity }> {
  const url = new URL(request.url);
  const origin = site.settings.linkOrigin ?? url.origin;
  const body = request.method === 'GET' || request.method === 'HEAD' ? '' : await request.text();
  const identity = authentication.identify(request.headers, sessionCookieName(origin));
  const { session } = identity;
  const exchange: Exchange = {
    site,
    method: request.method,
    path: url.pathname,
    query: parseQuery(url.search.slice(1)),
    headers: request.headers,
    body,
    origin,
    viewer: identity.viewer,
    hasCredentials: identity.hasCredentials,
    csrfTokens: session === undefined ? undefined : [session.csrfToken, session.sessionToken],
    extraHeaders: [],
  };
  return { exchange, identity };
}

async function handle(exchange: Exchange, identity: Identity, authentication: Authentication): Promise<Response> {
  const { site, path } = exchange;
  const isTrusted = site.settings.trustedHosts.length === 0 || isTrustedHost(exchange);
  if (!isTrusted) {
    return answer(exchange, 400, 'The provided host name is not valid for this server.', {
      'content-type': 'text/html; charset=UTF-8',
    });
  }
  dropDeadCookie(exchange, identity.session);
  const isJsonApi = path === '/jsonapi' || path.startsWith('/jsonapi/');
  if (site.settings.maintenance) {
    if (!site.may(exchange.viewer, 'access site in maintenance mode')) return closed(exchange, isJsonApi);
    openNoticeSession(exchange);
  }
  try {
    const answered = isJsonApi ? await routeJsonApi(exchange) : await routeOthers(exchange, identity, authentication);
    return answered ?? htmlPage(exchange, 404, 'Page not found');
  } catch (error) {
    if (isJsonApi) return jsonApiRefusal(exchange, error);
    return plainRefusal(exchange, error, !COOKIE_ONLY.has(path));
  }
}

/** Routes that take no Basic credentials. */
const COOKIE_ONLY = new Set(['/user/login', '/user/password', '/user/logout', '/user/login_status', '/session/token']);

/** Seconds between two updates of a user's `access`. */
const ACCESS_INTERVAL = 180;

/** Notes that the viewer was here, by raw SQL after the answer: cached answers keep the old time. */
function recordAccess({ site, viewer }: Exchange): void {
  const user = viewer === undefined ? undefined : site.users.find(viewer.uid);
  if (user === undefined || site.seconds() - user.access <= ACCESS_INTERVAL) return;
  site.writeBehindCaches(user.uid, { access: site.seconds() });
}

/** Whoever passes maintenance mode gets a notice, and the notice a session. */
function openNoticeSession(exchange: Exchange): void {
  if (exchange.csrfTokens !== undefined) return;
  exchange.extraHeaders.push(['set-cookie', sessionCookie(exchange, exchange.site.uuid().replaceAll('-', ''))]);
}

async function routeOthers(
  exchange: Exchange,
  { session }: Identity,
  authentication: Authentication,
): Promise<Response | undefined> {
  const { method, path, query, site } = exchange;
  const isJson = query.get('_format') === 'json';
  if (path === '/session/token' && method === 'GET') return sessionToken(exchange, session);
  if (path === '/user/login' && method === 'POST' && isJson) return login(exchange, authentication);
  if (path === '/user/logout' && method === 'POST' && isJson) return logout(exchange, authentication, session);
  if (path === '/user/password' && method === 'POST' && isJson) return requestPassword(exchange);
  if (path === '/user/login_status' && method === 'GET' && isJson) return loginStatus(exchange);
  if (path === '/user/register' && method === 'POST' && isJson) {
    const message = 'A route that returns a rendered array as its response only supports the HTML format.';
    return plainJson(exchange, 406, { message });
  }
  if (path === '/') return htmlPage(exchange, 200, 'Welcome');
  if (path === '/entity/user' && method === 'POST' && site.settings.rest) {
    checkRestWrite(exchange);
    return postRestUser(exchange);
  }
  const uid = /^\/user\/(\d+)$/.exec(path)?.[1];
  if (uid === undefined) return undefined;
  return isJson && site.settings.rest ? routeRestUser(exchange, Number(uid)) : userPage(exchange, Number(uid));
}

function routeRestUser(exchange: Exchange, uid: number): Response | Promise<Response> {
  const { method, site } = exchange;
  const handler = { GET: getRestUser, HEAD: getRestUser, PATCH: patchRestUser, DELETE: deleteRestUser }[method];
  if (handler === undefined) {
    const allow = 'GET, HEAD, PATCH, DELETE';
    const detail = `No route found for "${method} ${exchange.origin}${exchange.path}": Method Not Allowed (Allow: ${allow})`;
    throw new DrupalProblem(405, detail, { headers: { allow } });
  }
  const user = site.users.find(uid);
  if (user === undefined) {
    const route = method === 'HEAD' ? 'GET' : method;
    throw new DrupalProblem(
      404,
      `The "user" parameter was not converted for the path "/user/{user}" (route name: "rest.entity.user.${route}")`,
    );
  }
  if (method !== 'GET' && method !== 'HEAD') checkRestWrite(exchange);
  return handler(exchange, user);
}

/** The profile page takes no Basic credentials, so only a session can see it. */
function userPage(exchange: Exchange, uid: number): Response {
  const user = exchange.site.users.find(uid);
  if (user === undefined) return htmlPage(exchange, 404, 'Page not found');
  return exchange.csrfTokens === undefined
    ? htmlPage(exchange, 403, 'Access denied')
    : htmlPage(exchange, 200, user.name);
}

function checkRestWrite(exchange: Exchange): void {
  checkCsrfToken(exchange);
  if (exchange.method === 'DELETE') return;
  const type = exchange.headers.get('content-type');
  if (type === null) throw new DrupalProblem(415, 'No "Content-Type" request header specified');
  if (type.split(';')[0]?.trim() !== 'application/json') {
    throw new DrupalProblem(415, `No route found that matches "Content-Type: ${type}"`);
  }
}

/** Maintenance mode: JSON:API keeps its shape, everything else loses it. */
function closed(exchange: Exchange, isJsonApi: boolean): Response {
  const { site, query } = exchange;
  const message = `${site.settings.siteName} is currently under maintenance. We should be back shortly. Thank you for your patience.`;
  if (isJsonApi) {
    const retryAfter = String(5 + Math.floor(site.chance() * 6));
    return jsonApiRefusal(exchange, new DrupalProblem(503, message, { headers: { 'retry-after': retryAfter } }));
  }
  return query.get('_format') === 'json'
    ? plainText(exchange, 503, message)
    : htmlPage(exchange, 503, 'Site under maintenance');
}

function isTrustedHost(exchange: Exchange): boolean {
  const host = exchange.headers.get('host') ?? new URL(exchange.origin).host;
  return exchange.site.settings.trustedHosts.some((pattern) => pattern.test(host.replace(/:\d+$/, '')));
}
