import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { text } from '../forms/read-form.js';
import { SignInPage, SpentPage, WelcomePage } from '../pages/sign.js';
import { TEXTS } from '../texts/texts.js';
import { cookieName, isSecure } from './mount.js';
import { type Answer, frameOf, pageRoute, query } from './page-route.js';
import type { Asked, Route } from './route.js';

const SESSION_SECONDS = 12 * 3_600;

/** How people come in and go out. */
export const SIGN_ROUTES: readonly Route[] = [
  pageRoute({
    method: 'GET',
    path: '/sign-in',
    role: 'public',
    show: async (asked) => {
      const next = safePath(query(asked, 'next'));
      if (asked.session !== undefined) return { to: next };
      return { page: <SignInPage frame={await frameOf(asked)} name="" next={next} problem={undefined} /> };
    },
  }),
  pageRoute({
    method: 'POST',
    path: '/sign-in',
    role: 'public',
    show: async (asked, form) => {
      const { services } = asked;
      const name = text(form.name);
      const next = safePath(text(form.next));
      const wait = services.attempts.waitFor(name);
      const again = async (problem: string, status: 403 | 429): Promise<Answer> => ({
        page: (
          <SignInPage
            frame={{ ...(await frameOf(asked)), session: undefined }}
            name={name}
            next={next}
            problem={problem}
          />
        ),
        status,
      });
      if (wait > 0) return again(TEXTS.sign.wait(Math.ceil(wait / 1_000)), 429);
      // Counted before it is known: tries at the same time must not slip through together.
      services.attempts.failed(name);
      const user = await services.users.verify(name, typeof form.password === 'string' ? form.password : '');
      if (user === undefined) {
        await services.audit.note(name.slice(0, 80), 'sign-in-failed');
        return again(TEXTS.sign.wrong, 403);
      }
      services.attempts.succeeded(name);
      await begin(asked, user.name);
      return { to: next };
    },
  }),
  pageRoute({
    method: 'GET',
    path: '/welcome',
    role: 'public',
    show: async (asked) => welcome(asked, query(asked, 'token') ?? '', '', undefined),
  }),
  pageRoute({
    method: 'POST',
    path: '/welcome',
    role: 'public',
    show: async (asked, form) => {
      const [token, name] = [text(form.token), text(form.name)];
      const password = typeof form.password === 'string' ? form.password : '';
      const result = await asked.services.users.accept(token, name, password);
      if (typeof result === 'string') return welcome(asked, token, name, result === 'spent' ? undefined : result);
      await asked.services.audit.note(result.name, 'accept-invitation', result.role);
      await begin(asked, result.name);
      return { to: '/' };
    },
  }),
  pageRoute({
    method: 'POST',
    path: '/sign-out',
    role: 'viewer',
    show: async (asked) => {
      const { context, services } = asked;
      await services.sessions.end(getCookie(context, cookieName(services)));
      await services.audit.note(asked.caller.name, 'sign-out');
      deleteCookie(context, cookieName(services), { path: '/', secure: isSecure(services.publicUrl) });
      return { to: '/sign-in' };
    },
  }),
];

async function welcome(
  asked: Asked,
  token: string,
  name: string,
  problem: 'name' | 'taken' | 'password' | undefined,
): Promise<Answer> {
  const frame = await frameOf(asked);
  const invitation = await asked.services.users.invitation(token);
  if (invitation === undefined) return { page: <SpentPage frame={frame} />, status: 403 };
  const first = (await asked.services.users.list()).length === 0;
  const page = (
    <WelcomePage frame={frame} token={token} first={first} known={invitation.name} name={name} problem={problem} />
  );
  return { page, status: problem === undefined ? 200 : 422 };
}

/** Always a new session under a new cookie; one that was there before ends. */
async function begin({ context, services }: Asked, name: string): Promise<void> {
  await services.sessions.end(getCookie(context, cookieName(services)));
  const cookie = await services.sessions.begin(name);
  await services.audit.note(name, 'sign-in');
  setCookie(context, cookieName(services), cookie, {
    httpOnly: true,
    // Lax: a link in a mail opens the page; a form of another site still brings no cookie.
    sameSite: 'Lax',
    secure: isSecure(services.publicUrl),
    path: '/',
    maxAge: SESSION_SECONDS,
  });
}

/** A path of this console; anything else, such as another site's address, is the overview. */
export function safePath(next: string | undefined): string {
  const base = 'http://console.invalid';
  if (next === undefined || !next.startsWith('/') || !URL.canParse(next, base)) return '/';
  const url = new URL(next, base);
  // "//elsewhere" and "/\elsewhere" are other hosts, and so is what becomes one only after it was read.
  return url.origin === base && !url.pathname.startsWith('//') ? url.pathname + url.search : '/';
}
