import type { Marks } from '@rollcall/engine';
import { digest, randomText } from './digest.js';
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
}

const SESSION = 'console-session:';
const SESSION_MS = 12 * 3_600_000;
const IDLE_MS = 2 * 3_600_000;
/** The mark is not written at each request. */
const TOUCH_MS = 5 * 60_000;

/** Who is signed in. A role is looked up at each request, so that taking it away counts at once. */
export class Sessions {
  constructor(
    private readonly marks: Marks,
    private readonly users: Users,
    private readonly now: () => number,
  ) {}

  /** The value of a new session's cookie. Always a new one: a cookie that somebody planted before is worth nothing. */
  async begin(name: string): Promise<string> {
    const cookie = randomText();
    const now = this.now();
    await this.write(cookie, { name, until: now + SESSION_MS, idleUntil: now + IDLE_MS });
    return cookie;
  }

  async find(cookie: string | undefined): Promise<Session | undefined> {
    const text = cookie === undefined ? undefined : await this.marks.get(SESSION + digest(cookie));
    if (cookie === undefined || text === undefined) return undefined;
    const stored = JSON.parse(text) as Stored;
    const now = this.now();
    const user = stored.until > now && stored.idleUntil > now ? await this.users.find(stored.name) : undefined;
    if (user === undefined) {
      await this.end(cookie);
      return undefined;
    }
    if (stored.idleUntil - now < IDLE_MS - TOUCH_MS) await this.write(cookie, { ...stored, idleUntil: now + IDLE_MS });
    return { user, formToken: digest(`form ${cookie}`) };
  }

  async end(cookie: string | undefined): Promise<void> {
    if (cookie !== undefined) await this.marks.set(SESSION + digest(cookie), undefined);
  }

  private write(cookie: string, stored: Stored): Promise<void> {
    return this.marks.set(SESSION + digest(cookie), JSON.stringify(stored));
  }
}
