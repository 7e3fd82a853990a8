import { createHash } from 'node:crypto';
import type { Exchange } from './exchange.js';

/** One login by cookie. */
export interface Session {
  readonly id: string;
  readonly uid: number;
  /** `csrf_token` of the login answer. */
  readonly csrfToken: string;
  /** What `/session/token` gives: another text, equally good. */
  readonly sessionToken: string;
  readonly logoutToken: string;
}

/** The sessions of a site. A session ends with its logout, and is of no use while its user is blocked or gone. */
export class Sessions {
  private readonly byId = new Map<string, Session>();

  start(id: string, uid: number): Session {
    const session: Session = {
      id,
      uid,
      csrfToken: token(id, 'rest'),
      sessionToken: token(id, 'X-CSRF-Token request header'),
      logoutToken: token(id, 'user/logout'),
    };
    this.byId.set(id, session);
    return session;
  }

  find(id: string): Session | undefined {
    return this.byId.get(id);
  }

  end(id: string): void {
    this.byId.delete(id);
  }
}

/** Name of the session cookie: `SESS` (`SSESS` over HTTPS) and a hash of the host. */
export function sessionCookieName(origin: string): string {
  const { protocol, hostname } = new URL(origin);
  return `${protocol === 'https:' ? 'SSESS' : 'SESS'}${sha256(hostname).slice(0, 32)}`;
}

/** `Set-Cookie` that opens a session. */
export function sessionCookie({ origin, site }: Pick<Exchange, 'origin' | 'site'>, id: string): string {
  const expires = new Date(site.now() + 2_000_000_000).toUTCString();
  const secure = origin.startsWith('https:') ? ' secure;' : '';
  return `${sessionCookieName(origin)}=${id}; expires=${expires}; Max-Age=2000000; path=/;${secure} HttpOnly; SameSite=Lax`;
}

/** `Set-Cookie` that removes it. */
export function deletedCookie(origin: string): string {
  return `${sessionCookieName(origin)}=deleted; expires=Thu, 01 Jan 1970 00:00:01 GMT; Max-Age=0; path=/; HttpOnly`;
}

/** The token of a visitor without a session: good for nothing. */
export function token(id: string, purpose: string): string {
  return createHash('sha256').update(`${id} ${purpose}`).digest('base64url');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
