import { createHash } from 'node:crypto';

export interface JoomlaUser {
  readonly id: number;
  name: string;
  username: string;
  email: string;
  block: 0 | 1;
  sendEmail: 0 | 1;
  requireReset: 0 | 1;
  readonly registerDate: string;
  readonly groups: Set<number>;
  readonly fields: Map<string, string>;
}

export interface JoomlaGroup {
  readonly id: number;
  title: string;
  readonly parentId: number;
}

export interface JoomlaField {
  readonly id: number;
  readonly name: string;
  readonly label: string;
  readonly type: 'text' | 'list';
  /** Values of a list. */
  readonly options: readonly string[];
}

/** A mail that the site sent. Joomla tells new users their password in clear text. */
export interface SentMail {
  readonly to: string;
  readonly subject: string;
}

export interface JoomlaSiteOptions {
  /** Titles of groups under Registered, besides those of every Joomla. */
  readonly groups?: readonly string[];
  readonly fields?: readonly { readonly name: string; readonly label?: string; readonly options?: readonly string[] }[];
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Id that the next user gets. */
  readonly firstUserId?: number;
}

/** Groups that every Joomla has, in the order of their tree. */
const STANDARD: readonly JoomlaGroup[] = [
  { id: 1, title: 'Public', parentId: 0 },
  { id: 9, title: 'Guest', parentId: 1 },
  { id: 6, title: 'Manager', parentId: 1 },
  { id: 7, title: 'Administrator', parentId: 6 },
  { id: 2, title: 'Registered', parentId: 1 },
  { id: 3, title: 'Author', parentId: 2 },
  { id: 4, title: 'Editor', parentId: 3 },
  { id: 5, title: 'Publisher', parentId: 4 },
  { id: 8, title: 'Super Users', parentId: 1 },
];

export const SUPER_USERS = 8;

/** What a Joomla site holds: users, groups, fields, mails. Tests look at it and change it as an administrator would. */
export class JoomlaSite {
  readonly users = new Map<number, JoomlaUser>();
  readonly groups = new Map<number, JoomlaGroup>();
  readonly fields: JoomlaField[] = [];
  readonly mails: SentMail[] = [];
  /** What the SCIM plugin writes into its public log: whole requests, passwords included. */
  readonly debugLog: string[] = [];
  private readonly byUsername = new Map<string, number>();
  private readonly byEmail = new Map<string, Set<number>>();
  private readonly now: () => number;
  private nextUserId: number;
  private nextGroupId = 10;

  constructor(options: JoomlaSiteOptions = {}) {
    this.now = options.now ?? (() => Date.now());
    this.nextUserId = options.firstUserId ?? 610;
    for (const group of STANDARD) this.groups.set(group.id, { ...group });
    for (const title of options.groups ?? []) this.addGroup(title, 2);
    for (const field of options.fields ?? [])
      this.fields.push({
        id: this.fields.length + 1,
        label: field.label ?? field.name,
        type: field.options === undefined ? 'text' : 'list',
        options: field.options ?? [],
        name: field.name,
      });
  }

  addUser(user: {
    readonly name: string;
    readonly username: string;
    readonly email: string;
    readonly block?: 0 | 1;
    readonly groups?: readonly number[];
    readonly sendEmail?: 0 | 1;
    readonly requireReset?: 0 | 1;
  }): JoomlaUser {
    const id = this.nextUserId++;
    const added: JoomlaUser = {
      id,
      name: user.name,
      username: user.username,
      email: user.email,
      block: user.block ?? 0,
      sendEmail: user.sendEmail ?? 0,
      requireReset: user.requireReset ?? 0,
      registerDate: new Date(this.now()).toISOString().slice(0, 19).replace('T', ' '),
      groups: new Set(user.groups ?? [2]),
      fields: new Map(),
    };
    this.users.set(id, added);
    this.index(added);
    return added;
  }

  /** Changes what identifies a user, with the indexes. */
  rename(user: JoomlaUser, changes: { readonly username?: string; readonly email?: string }): void {
    this.unindex(user);
    user.username = changes.username ?? user.username;
    user.email = changes.email ?? user.email;
    this.index(user);
  }

  deleteUser(id: number): void {
    const user = this.users.get(id);
    if (user === undefined) return;
    this.unindex(user);
    this.users.delete(id);
  }

  addGroup(title: string, parentId: number): JoomlaGroup {
    const group = { id: this.nextGroupId++, title, parentId };
    this.groups.set(group.id, group);
    return group;
  }

  /** Without case, as MariaDB's collation compares. */
  userByUsername(username: string): JoomlaUser | undefined {
    return this.users.get(this.byUsername.get(username.toLowerCase()) ?? -1);
  }

  usersByEmail(email: string): readonly JoomlaUser[] {
    return [...(this.byEmail.get(email.toLowerCase()) ?? [])]
      .map((id) => this.users.get(id))
      .filter((user) => user !== undefined);
  }

  /** A token of the Web Services API as Joomla makes it: it tells whose it is. */
  tokenFor(user: JoomlaUser): string {
    return Buffer.from(`sha256:${user.id}:${createHash('sha256').update(`secret ${user.id}`).digest('hex')}`).toString(
      'base64',
    );
  }

  isSuperUser(user: JoomlaUser): boolean {
    return [...user.groups].some((id) => this.descendsFrom(id, SUPER_USERS));
  }

  private descendsFrom(id: number, ancestor: number): boolean {
    for (let at = this.groups.get(id); at !== undefined; at = this.groups.get(at.parentId))
      if (at.id === ancestor) return true;
    return false;
  }

  private index(user: JoomlaUser): void {
    this.byUsername.set(user.username.toLowerCase(), user.id);
    const email = user.email.toLowerCase();
    this.byEmail.set(email, (this.byEmail.get(email) ?? new Set()).add(user.id));
  }

  private unindex(user: JoomlaUser): void {
    this.byUsername.delete(user.username.toLowerCase());
    this.byEmail.get(user.email.toLowerCase())?.delete(user.id);
  }
}
