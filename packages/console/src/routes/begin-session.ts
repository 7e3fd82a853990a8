import { getCookie, setCookie } from 'hono/cookie';
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
  setCookie(context, cookieName(services), cookie, {
    httpOnly: true,
    // Lax: a link in a mail opens the page; a form of another site still brings no cookie.
    sameSite: 'Lax',
    secure: isSecure(services.publicUrl),
    path: '/',
    maxAge: SESSION_SECONDS,
  });
}
