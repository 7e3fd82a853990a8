import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { User } from '../auth/users.js';
import { cookieName, isSecure } from './mount.js';
import type { Asked } from './route.js';

const SESSION_SECONDS = 12 * 3_600;

/** Always a new session under a new cookie; one that was there before ends. */
export async function beginSession({ context, services }: Asked, user: User, idToken?: string): Promise<void> {
  await services.sessions.end(getCookie(context, cookieName(services)));
  const cookie = await services.sessions.begin(user.name, idToken);
  const { identity } = user;
  await services.audit.note(
    user.name,
    'sign-in',
    identity === undefined ? '' : `${identity.issuer} ${identity.subject}`,
  );
  putCookie({ context, services }, cookie);
}

/**
 * Does what may change the address of the console, and with it the name of the cookie: whoever asks for that stays signed in. The session is the
 * same one, and ends when it would have.
 */
export async function carrySession({ context, services }: Asked, change: () => Promise<void>): Promise<void> {
  const before = cookieName(services);
  const cookie = getCookie(context, before);
  await change();
  if (cookie === undefined || cookieName(services) === before) return;
  deleteCookie(context, before, { path: '/', secure: before.startsWith('__Host-') });
  putCookie({ context, services }, cookie);
}

function putCookie({ context, services }: Pick<Asked, 'context' | 'services'>, cookie: string): void {
  setCookie(context, cookieName(services), cookie, {
    httpOnly: true,
    // Lax: a link in a mail opens the page; a form of another site still brings no cookie.
    sameSite: 'Lax',
    secure: isSecure(services.publicUrl),
    path: '/',
    maxAge: SESSION_SECONDS,
  });
}
