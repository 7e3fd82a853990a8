import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Marks } from '@rollcall/engine';
import { digest, randomText } from './digest.js';
import type { Role } from './roles.js';

/** Somebody who may use the console. Not an account: those are what is provisioned. */
export interface User {
  readonly name: string;
  readonly role: Role;
  /** Milliseconds since 1970. */
  readonly since: number;
  /** Who they are at the identity provider that vouches for them; absent for people who sign in with a password. */
  readonly identity?: Identity;
}

/** Somebody at an identity provider. Names and mail addresses change hands, these two do not. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
}

interface StoredUser extends User {
  /** Absent for people who sign in elsewhere. */
  readonly password?: { readonly salt: string; readonly hash: string };
}

interface Invite {
  readonly role: Role;
  /** Whose password is set anew; absent: a new user. */
  readonly name?: string;
  readonly until: number;
}

const USER = 'console-user:';
const INVITE = 'console-invite:';
const IDENTITY = 'console-identity:';
const INVITE_MS = 60 * 60_000;
export const SHORTEST_PASSWORD = 12;
const LONGEST_PASSWORD = 200;
const derive = promisify<string, Buffer, number, Buffer>(scrypt);
/** Checked when there is no such user, so that the answer takes as long. */
const NOBODY = { salt: 'AAAAAAAAAAAAAAAAAAAAAA==', hash: Buffer.alloc(32).toString('base64') };

/** Who may use the console, with what. Passwords are kept as scrypt hashes, links as digests. */
export class Users {
  private queue: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly marks: Marks,
    private readonly now: () => number,
  ) {}

  async list(): Promise<readonly User[]> {
    const users = [...(await this.marks.list(USER)).values()].map((text) => JSON.parse(text) as StoredUser);
    return users.map(shown);
  }

  async find(name: string): Promise<User | undefined> {
    const stored = await this.stored(name);
    return stored === undefined ? undefined : shown(stored);
  }

  /** A token for a link that lets one person choose name and password, once, within an hour. */
  async invite(role: Role, name?: string): Promise<string> {
    const token = randomText();
    const invite: Invite = { role, until: this.now() + INVITE_MS, ...(name === undefined ? {} : { name }) };
    await this.marks.set(INVITE + digest(token), JSON.stringify(invite));
    return token;
  }

  /** What a link is for; `undefined` when it was used, is too old or was made up. Does not use it up. */
  async invitation(token: string): Promise<Invite | undefined> {
    const text = await this.marks.get(INVITE + digest(token));
    const invite = text === undefined ? undefined : (JSON.parse(text) as Invite);
    return invite !== undefined && invite.until > this.now() ? invite : undefined;
  }

  /** Uses a link up. Says what is wrong with name or password instead, and leaves the link. */
  async accept(token: string, name: string, password: string): Promise<User | 'spent' | 'name' | 'taken' | 'password'> {
    const invite = await this.invitation(token);
    if (invite === undefined) return 'spent';
    const chosen = invite.name ?? name.trim();
    // A password would outlast what the identity provider says of them.
    if ((await this.find(chosen))?.identity !== undefined) return 'spent';
    if (!/^[\p{L}\p{N}][\p{L}\p{N} ._@+-]{0,79}$/u.test(chosen)) return 'name';
    if (password.length < SHORTEST_PASSWORD || password.length > LONGEST_PASSWORD) return 'password';
    if (invite.name === undefined && (await this.stored(chosen)) !== undefined) return 'taken';
    await this.marks.set(INVITE + digest(token), undefined);
    const salt = randomBytes(16).toString('base64');
    const user = { name: chosen, role: invite.role, since: this.now() };
    await this.put({ ...user, password: { salt, hash: await hashOf(password, salt) } });
    return user;
  }

  async verify(name: string, password: string): Promise<User | undefined> {
    const stored = await this.stored(name);
    const { salt, hash } = stored?.password ?? NOBODY;
    const given = Buffer.from(await hashOf(password.slice(0, LONGEST_PASSWORD), salt), 'base64');
    if (!timingSafeEqual(given, Buffer.from(hash, 'base64')) || stored?.password === undefined) return undefined;
    return shown(stored);
  }

  /**
   * Somebody whom the identity provider vouches for, known again by issuer and subject alone. The name is chosen once, has the provider's
   * host in it, and is nobody else's; the role is what the provider says now. No role: whoever was there is not any more.
   */
  admit(identity: Identity & { readonly label: string }, role: Role): Promise<User>;
  admit(identity: Identity & { readonly label: string }, role: Role | undefined): Promise<User | undefined>;
  admit(
    { label, ...identity }: Identity & { readonly label: string },
    role: Role | undefined,
  ): Promise<User | undefined> {
    return this.alone(async () => {
      const { issuer, subject } = identity;
      const name = await this.marks.get(identityKey(identity));
      const known = name === undefined ? undefined : await this.stored(name);
      if (role === undefined) {
        if (known !== undefined) await this.remove(known.name);
        return undefined;
      }
      const user: StoredUser =
        known === undefined
          ? { name: await this.freeName(label, issuer), role, since: this.now(), identity: { issuer, subject } }
          : { ...known, role };
      await this.put(user);
      await this.marks.set(identityKey(identity), user.name);
      return shown(user);
    });
  }

  async remove(name: string): Promise<void> {
    const stored = await this.stored(name);
    if (stored?.identity !== undefined) await this.marks.set(identityKey(stored.identity), undefined);
    await this.marks.set(keyOf(name), undefined);
  }

  /** Names that people choose themselves have no brackets, so that nobody can be taken for somebody of the provider, or the other way round. */
  private async freeName(label: string, issuer: string): Promise<string> {
    const plain =
      label
        .replaceAll(/[^\p{L}\p{N} ._@+'-]/gu, ' ')
        .replaceAll(/ +/g, ' ')
        .trim()
        .slice(0, 60) || 'somebody';
    for (let count = 1; ; count += 1) {
      const name = `${plain}${count === 1 ? '' : ` ${count}`} (${new URL(issuer).host})`;
      if ((await this.stored(name)) === undefined) return name;
    }
  }

  private alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.queue.then(work);
    this.queue = result.catch(() => {});
    return result;
  }

  private async stored(name: string): Promise<StoredUser | undefined> {
    const text = await this.marks.get(keyOf(name));
    return text === undefined ? undefined : (JSON.parse(text) as StoredUser);
  }

  private put(user: StoredUser): Promise<void> {
    return this.marks.set(keyOf(user.name), JSON.stringify(user));
  }
}

/** Path of a link with which one person chooses name and password, once, within an hour; for whoever holds the state. */
export async function inviteUser(marks: Marks, role: Role, now: number): Promise<string> {
  return `/welcome?token=${await new Users(marks, () => now).invite(role)}`;
}

function shown({ name, role, since, identity }: StoredUser): User {
  return { name, role, since, ...(identity === undefined ? {} : { identity }) };
}

function identityKey({ issuer, subject }: Identity): string {
  return IDENTITY + digest(JSON.stringify([issuer, subject]));
}

function keyOf(name: string): string {
  return USER + name.trim().toLowerCase();
}

async function hashOf(password: string, salt: string): Promise<string> {
  return (await derive(password.normalize('NFC'), Buffer.from(salt, 'base64'), 32)).toString('base64');
}
