import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie } from 'hono/cookie';
import { secureHeaders } from 'hono/secure-headers';
import { ApiError, missing } from '../api/api-error.js';
import { tokenName } from '../auth/console-tokens.js';
import { mayAs } from '../auth/roles.js';
import type { Session } from '../auth/sessions.js';
import type { Services } from '../services.js';
import { inLanguage } from '../texts/language.js';
import { TEXTS } from '../texts/texts.js';
import type { Asked, Route } from './route.js';

const R = TEXTS.refusals;

const LONGEST_BODY = 256 * 1024;
const NOBODY: Session['user'] = { name: '', role: 'viewer', since: 0 };

export interface MountParts {
  readonly services: Services;
  readonly routes: readonly Route[];
  /** How a page tells an error. */
  readonly errorPage: (asked: Asked, error: ApiError) => Response | Promise<Response>;
}

/** The name of the session's cookie; over https one that no other path or host can set. */
export function cookieName({ publicUrl }: Services): string {
  return isSecure(publicUrl) ? '__Host-rollcall_session' : 'rollcall_session';
}

export function isSecure(publicUrl: string | undefined): boolean {
  return publicUrl?.startsWith('https:') === true;
}

/** All routes as an application, each behind the guard that its row in the table says. */
export function mount({ services, routes, errorPage }: MountParts): Hono {
  const app = new Hono();
  app.use((context, next) => inLanguage(services.languageFor(context.req.header('accept-language')), next));
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
      xFrameOptions: 'DENY',
      referrerPolicy: 'same-origin',
      crossOriginResourcePolicy: 'same-origin',
      crossOriginOpenerPolicy: 'same-origin',
    }),
  );
  app.use(
    bodyLimit({
      maxSize: LONGEST_BODY,
      onError: () => {
        throw new ApiError(413, 'too-large', R.tooLarge);
      },
    }),
  );
  app.use(async (context, next) => {
    await next();
    // Pages show people; nothing on the way may keep them. What never changes says so itself.
    if (!context.res.headers.has('cache-control')) context.header('cache-control', 'no-store');
  });
  for (const route of routes)
    app.on(route.method, route.path, async (context) => {
      const asked = await guard(services, route, context);
      try {
        return await route.handle(asked);
      } catch (error) {
        return answerError(services, asked, route, error, errorPage);
      }
    });
  app.notFound(async (context) => {
    const asked = await who(services, context);
    const isApi = context.req.path.startsWith('/api/');
    const error = missing('page');
    return isApi ? errorJson(context, error) : errorPage(asked, error);
  });
  app.onError(async (error, context) => {
    const isApi = context.req.path.startsWith('/api/');
    const told = ApiError.from(error);
    if (told.status === 500) services.onError(error);
    if (isApi) return errorJson(context, told);
    const { pathname, search } = new URL(context.req.url);
    const signIn = `/sign-in?next=${encodeURIComponent(pathname + (context.req.method === 'GET' ? search : ''))}`;
    return told.status === 401 ? context.redirect(signIn, 303) : errorPage(await who(services, context), told);
  });
  return app;
}

/** Lets only people go on who may, and changes only from our own pages. */
async function guard(services: Services, route: Route, context: Context): Promise<Asked> {
  const asked = await who(services, context);
  const changes = route.method !== 'GET';
  const isProgram = bearerOf(context) !== undefined;
  if (changes && !isProgram) refuseOtherSites(services, context);
  if (route.role === 'public') return asked;
  if (asked.caller === NOBODY) {
    if (!isProgram) throw new ApiError(401, 'sign-in', R.signIn);
    context.header('www-authenticate', 'Bearer error="invalid_token"');
    throw new ApiError(401, 'token', R.token);
  }
  if (!mayAs(asked.caller.role, route.role))
    throw new ApiError(403, 'role', R.role(TEXTS.names.roles[route.role], TEXTS.names.roles[asked.caller.role]));
  if (isProgram && route.peopleOnly === true) throw new ApiError(403, 'people-only', R.peopleOnly);
  // A browser sends a cookie along wherever a form comes from; it never sends a token by itself.
  if (asked.session !== undefined && changes && (await formTokenOf(context)) !== asked.session.formToken)
    throw new ApiError(403, 'form-token', R.oldPage);
  if (route.edits === true && (await services.setup.draft.view()).readOnly)
    throw new ApiError(409, 'config-read-only', TEXTS.setup.changes.readOnly);
  return asked;
}

async function who(services: Services, context: Context): Promise<Asked> {
  const bearer = bearerOf(context);
  if (bearer !== undefined) {
    // Whoever sends a token is that token, right or wrong; a cookie beside it counts for nothing.
    const token = context.req.path.startsWith('/api/') ? await services.tokens.verify(bearer) : undefined;
    const caller = token === undefined ? NOBODY : { name: tokenName(token), role: token.role, since: token.createdAt };
    return { context, services, session: undefined, caller };
  }
  const session = await services.sessions.find(getCookie(context, cookieName(services)));
  return { context, services, session, caller: session?.user ?? NOBODY };
}

function bearerOf(context: Context): string | undefined {
  const [whole, token] = /^Bearer(?: +(.*))?$/i.exec(context.req.header('authorization') ?? '') ?? [];
  return whole === undefined ? undefined : (token ?? '');
}

/** Browsers say where a form comes from; programs that say nothing have no cookie that somebody could misuse. */
function refuseOtherSites({ publicUrl }: Services, context: Context): void {
  const site = context.req.header('sec-fetch-site');
  const origin = context.req.header('origin');
  const own = [new URL(context.req.url).host, ...(publicUrl === undefined ? [] : [new URL(publicUrl).host])];
  const foreign = origin !== undefined && (!URL.canParse(origin) || !own.includes(new URL(origin).host));
  if (foreign || site === 'cross-site' || site === 'same-site') throw new ApiError(403, 'other-site', R.otherSite);
}

async function formTokenOf(context: Context): Promise<unknown> {
  const header = context.req.header('x-rollcall-token');
  if (header !== undefined) return header;
  const type = context.req.header('content-type') ?? '';
  const isForm = type.startsWith('application/x-www-form-urlencoded') || type.startsWith('multipart/form-data');
  return isForm ? (await context.req.formData()).get('_token') : undefined;
}

function answerError(
  services: Services,
  asked: Asked,
  route: Route,
  error: unknown,
  errorPage: MountParts['errorPage'],
): Response | Promise<Response> {
  const told = ApiError.from(error);
  if (told.status === 500) services.onError(error instanceof Error ? error : new Error(String(error)));
  return route.kind === 'api' ? errorJson(asked.context, told) : errorPage(asked, told);
}

function errorJson(context: Context, { status, code, message, problems }: ApiError): Response {
  return context.json({ code, message, ...(problems.length === 0 ? {} : { problems }) }, status);
}
