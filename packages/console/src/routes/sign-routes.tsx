import { deleteCookie, getCookie } from 'hono/cookie';
import { text } from '../forms/read-form.js';
import { SignedOutPage } from '../pages/oidc.js';
import { SignInPage, SpentPage, WelcomePage } from '../pages/sign.js';
import { TEXTS } from '../texts/texts.js';
import { beginSession } from './begin-session.js';
import { cookieName, isSecure } from './mount.js';
import { type Answer, frameOf, originOf, pageRoute, query } from './page-route.js';
import type { Asked, Route } from './route.js';
import { safePath } from './safe-path.js';
import { tooManyTries } from './too-many-tries.js';

/** How people come in and go out. */
export const SIGN_ROUTES: readonly Route[] = [
  pageRoute({
    method: 'GET',
    path: '/sign-in',
    role: 'public',
    show: async (asked) => {
      const next = safePath(query(asked, 'next'));
      if (asked.session !== undefined) return { to: next };
      const frame = await frameOf(asked);
      return {
        page: <SignInPage frame={frame} name="" next={next} problem={undefined} oidc={asked.services.oidc()} />,
      };
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
      const address = services.addressOf(asked.context);
      const trier = { name, address };
      const wait = await services.attempts.begin(trier);
      const again = async (problem: string, status: 403 | 429): Promise<Answer> => ({
        page: (
          <SignInPage
            frame={{ ...(await frameOf(asked)), session: undefined }}
            name={name}
            next={next}
            problem={problem}
            oidc={services.oidc()}
          />
        ),
        status,
      });
      if (wait > 0) return again(TEXTS.sign.wait(Math.ceil(wait / 1_000)), 429);
      const user = await services.users.verify(name, typeof form.password === 'string' ? form.password : '');
      if (user === undefined) {
        await services.audit.noteStranger(name.slice(0, 80), 'sign-in-failed', address);
        return again(TEXTS.sign.wrong, 403);
      }
      await services.attempts.succeeded(trier);
      await beginSession(asked, user);
      return { to: next };
    },
  }),
  pageRoute({
    method: 'GET',
    path: '/welcome',
    role: 'public',
    show: async (asked) => {
      const { attempts, addressOf, users } = asked.services;
      const trier = { address: addressOf(asked.context) };
      const token = query(asked, 'token') ?? '';
      const wait = await attempts.begin(trier);
      if (wait > 0) return tooManyTries(asked, wait);
      if ((await users.invitation(token)) !== undefined) await attempts.succeeded(trier);
      return welcome(asked, token, '', undefined);
    },
  }),
  pageRoute({
    method: 'POST',
    path: '/welcome',
    role: 'public',
    show: async (asked, form) => {
      const [token, name] = [text(form.token), text(form.name)];
      const password = typeof form.password === 'string' ? form.password : '';
      const { attempts, addressOf, users } = asked.services;
      const trier = { address: addressOf(asked.context) };
      const wait = await attempts.begin(trier);
      if (wait > 0) return tooManyTries(asked, wait);
      const result = await users.accept(token, name, password);
      if (result !== 'spent') await attempts.succeeded(trier);
      if (typeof result === 'string') return welcome(asked, token, name, result === 'spent' ? undefined : result);
      await asked.services.audit.note(result.name, 'accept-invitation', result.role);
      await beginSession(asked, result);
      return { to: '/' };
    },
  }),
  pageRoute({
    method: 'POST',
    path: '/sign-out',
    role: 'viewer',
    show: async (asked) => {
      const { context, services } = asked;
      const cookie = getCookie(context, cookieName(services));
      const idToken = await services.sessions.idTokenOf(cookie);
      await services.sessions.end(cookie);
      await services.audit.note(asked.caller.name, 'sign-out');
      deleteCookie(context, cookieName(services), { path: '/', secure: isSecure(services.publicUrl) });
      const provider = services.oidc();
      const farewell =
        idToken === undefined ? undefined : await provider?.farewell(idToken, `${originOf(asked)}/sign-in`);
      if (provider === undefined || farewell === undefined) return { to: '/sign-in' };
      // A page, and no redirect: the policy lets our forms lead to nobody else's pages.
      const { host } = new URL(provider.issuer);
      return { page: <SignedOutPage frame={await frameOf(asked)} host={host} farewell={farewell} /> };
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
