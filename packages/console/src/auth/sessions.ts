import type { Marks } from '@rollcall/engine';
import { digest, randomText } from './digest.js';
import { openWith, sealWith } from './seal-with.js';
import type { User, Users } from './users.js';

export interface Session {
  readonly user: User;
  /** Goes into every form, so that another site cannot send it. */
  readonly formToken: string;
}

interface Stored {
  readonly name: string;
  readonly until: number;
  /** Ends earlier when nobody uses it. */
  readonly idleUntil: number;
  /** The ID token, sealed with the cookie, which is not stored: for signing out at the identity provider as well. */
  readonly idToken?: string;
}

export interface SessionParts {
  readonly marks: Marks;
  readonly users: Users;
  readonly now: () => number;
  /** The identity provider that may vouch for people; `undefined`: none. */
  readonly issuer: () => string | undefined;
}

const SESSION = 'console-session:';
const SESSION_MS = 12 * 3_600_000;
const IDLE_MS = 2 * 3_600_000;
/** The mark is not written at each request. */
const TOUCH_MS = 5 * 60_000;

/** Who is signed in. A role is looked up at each request, so that taking it away counts at once. */
export class Sessions {
  constructor(private readonly parts: SessionParts) {}

  /** The value of a new session's cookie. Always a new one: a cookie that somebody planted before is worth nothing. */
  async begin(name: string, idToken?: string): Promise<string> {
    const cookie = randomText();
    const now = this.parts.now();
    const sealed = idToken === undefined ? {} : { idToken: sealWith(cookie, idToken) };
    await this.write(cookie, { name, until: now + SESSION_MS, idleUntil: now + IDLE_MS, ...sealed });
    return cookie;
  }

  async find(cookie: string | undefined): Promise<Session | undefined> {
    const stored = await this.stored(cookie);
    if (cookie === undefined || stored === undefined) return undefined;
    const now = this.parts.now();
    const user = stored.until > now && stored.idleUntil > now ? await this.parts.users.find(stored.name) : undefined;
    // When another provider, or none, is configured, what the old one said counts no more.
    if (user === undefined || (user.identity !== undefined && user.identity.issuer !== this.parts.issuer())) {
      await this.end(cookie);
      return undefined;
    }
    if (stored.idleUntil - now < IDLE_MS - TOUCH_MS) await this.write(cookie, { ...stored, idleUntil: now + IDLE_MS });
    return { user, formToken: digest(`form ${cookie}`) };
  }

  /** The ID token that a session began with; `undefined` for people with a password. */
  async idTokenOf(cookie: string | undefined): Promise<string | undefined> {
    const sealed = (await this.stored(cookie))?.idToken;
    return cookie === undefined || sealed === undefined ? undefined : openWith(cookie, sealed);
  }

  async end(cookie: string | undefined): Promise<void> {
    if (cookie !== undefined) await this.parts.marks.set(SESSION + digest(cookie), undefined);
  }

  private async stored(cookie: string | undefined): Promise<Stored | undefined> {
    const text = cookie === undefined ? undefined : await this.parts.marks.get(SESSION + digest(cookie));
    return text === undefined ? undefined : (JSON.parse(text) as Stored);
  }

  private write(cookie: string, stored: Stored): Promise<void> {
    return this.parts.marks.set(SESSION + digest(cookie), JSON.stringify(stored));
  }
}
