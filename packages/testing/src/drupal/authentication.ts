import type { DrupalUser } from './model.js';
import { type Session, Sessions } from './sessions.js';
import type { DrupalSite } from './site.js';

const USER_LIMIT = 5;
const USER_WINDOW = 6 * 3600;
const ADDRESS_LIMIT = 50;
const ADDRESS_WINDOW = 3600;

/** Who a request acts as. */
export interface Identity {
  readonly viewer: DrupalUser | undefined;
  readonly hasCredentials: boolean;
  readonly session: Session | undefined;
}

/** Why a JSON login fails. */
export type LoginFailure = 'address-flood' | 'user-flood' | 'blocked' | 'wrong';

/**
 * Basic credentials, sessions and the flood table. All requests come from one address.
 * A wrong password is no error: the request goes on as anonymous.
 */
export class Authentication {
  readonly sessions = new Sessions();
  private readonly failures = new Map<string, number[]>();

  constructor(private readonly site: DrupalSite) {}

  /** What `TRUNCATE flood` does. */
  clearFlood(): void {
    this.failures.clear();
  }

  identify(headers: Headers, cookieName: string): Identity {
    const basic = basicCredentials(headers.get('authorization'));
    if (basic !== undefined) {
      return { viewer: this.checkBasic(...basic), hasCredentials: true, session: undefined };
    }
    const session = this.sessions.find(cookieValue(headers.get('cookie'), cookieName) ?? '');
    const user = session === undefined ? undefined : this.site.users.find(session.uid);
    if (session === undefined || user === undefined || !user.status) {
      return { viewer: undefined, hasCredentials: false, session: undefined };
    }
    return { viewer: user, hasCredentials: true, session };
  }

  /** A JSON login. Its failures are counted apart from those of Basic. */
  login(name: string, pass: string): DrupalUser | LoginFailure {
    const user = this.site.users.findByName(name);
    const key = `http_login ${user?.uid}`;
    if (this.isFlooded('failed_login_ip', ADDRESS_LIMIT, ADDRESS_WINDOW)) return 'address-flood';
    if (user !== undefined && this.isFlooded(key, USER_LIMIT, USER_WINDOW)) return 'user-flood';
    if (user !== undefined && user.uid !== 0 && !user.status) return 'blocked';
    if (user !== undefined && isPassword(user, pass)) {
      this.failures.delete(key);
      return user;
    }
    this.register('failed_login_ip');
    if (user !== undefined) this.register(key);
    return 'wrong';
  }

  private checkBasic(name: string, pass: string): DrupalUser | undefined {
    if (this.isFlooded('basic_auth_ip', ADDRESS_LIMIT, ADDRESS_WINDOW)) return undefined;
    const user = this.site.users.findByName(name);
    if (user?.status === true && user.uid !== 0) {
      const key = `basic_auth ${user.uid}`;
      if (!this.isFlooded(key, USER_LIMIT, USER_WINDOW)) {
        if (isPassword(user, pass)) {
          this.failures.delete(key);
          return user;
        }
        this.register(key);
      }
    }
    this.register('basic_auth_ip');
    return undefined;
  }

  private isFlooded(key: string, limit: number, windowSeconds: number): boolean {
    if (!this.site.settings.flood) return false;
    const since = this.site.seconds() - windowSeconds;
    return (this.failures.get(key) ?? []).filter((time) => time > since).length >= limit;
  }

  private register(key: string): void {
    const times = this.failures.get(key);
    if (times === undefined) this.failures.set(key, [this.site.seconds()]);
    else times.push(this.site.seconds());
  }
}

/** The value of one cookie of a `Cookie` header. */
export function cookieValue(header: string | null, name: string): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return undefined;
}

function isPassword(user: DrupalUser, pass: string): boolean {
  return user.pass !== null && user.pass === pass;
}

function basicCredentials(header: string | null): [name: string, pass: string] | undefined {
  const match = /^Basic\s+(\S+)$/i.exec(header ?? '');
  if (match === null) return undefined;
  const text = Buffer.from(match[1] as string, 'base64').toString('utf8');
  const at = text.indexOf(':');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
