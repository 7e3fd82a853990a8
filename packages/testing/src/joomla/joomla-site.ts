import { createHash } from 'node:crypto';
import { JoomlaAccess } from './access.js';
import { folded, punycodeEmail } from './collation.js';
import { type NestedGroup, nestedGroups } from './group-tree.js';
import type {
  FieldOption,
  JoomlaField,
  JoomlaGroup,
  JoomlaSettings,
  JoomlaSiteOptions,
  JoomlaUser,
  NewJoomlaUser,
  SentMail,
} from './model.js';
import { userList } from './user-list.js';

/** Groups that every Joomla has. */
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

const SETTINGS: JoomlaSettings = {
  mailToUser: true,
  usersApi: true,
  fieldsApi: true,
  tokenLogin: true,
  passwordLength: 12,
  stableTies: true,
};

/** What a Joomla site holds: users, groups, fields, mails. Tests look at it and change it as an administrator would. */
export class JoomlaSite {
  /** By id. */
  readonly users = new Map<number, JoomlaUser>();
  /** By id; the nine of every Joomla are there from the beginning. */
  readonly groups = new Map<number, JoomlaGroup>();
  /** Custom fields of users, also those that are not published. */
  readonly fields: JoomlaField[] = [];
  /** Sent so far, oldest first. */
  readonly mails: SentMail[] = [];
  /** May be changed between requests, as an administrator would. */
  readonly settings: JoomlaSettings;
  /** Who may do what. */
  readonly access: JoomlaAccess;
  /** Rows of users that do not exist in the table of memberships: a PATCH of an unknown id leaves one. */
  readonly strayMemberships: { readonly userId: number; readonly groupId: number }[] = [];
  /** What the SCIM plugin writes into its public log: whole requests, passwords included. */
  readonly debugLog: string[] = [];
  readonly #byUsername = new Map<string, number>();
  readonly #byEmail = new Map<string, Set<number>>();
  readonly #now: () => number;
  readonly #list = userList(this.users);
  #nextUserId: number;
  #nextGroupId = 10;
  #nextFieldId = 1;

  constructor(options: JoomlaSiteOptions = {}) {
    this.#now = options.now ?? (() => Date.now());
    this.#nextUserId = options.firstUserId ?? 610;
    this.settings = { ...SETTINGS, ...options.settings };
    this.access = new JoomlaAccess(this.groups);
    for (const group of STANDARD) this.groups.set(group.id, { ...group });
    for (const title of options.groups ?? []) this.addGroup(title, 2);
    for (const { name, label = name, options: choices, multiple = false } of options.fields ?? [])
      this.addField({
        name,
        label,
        title: label,
        type: choices === undefined ? 'text' : multiple ? 'checkboxes' : 'list',
        state: 1,
        options: (choices ?? []).map(optionOf),
        multiple,
        rest: {},
      });
  }

  /** The site's clock, as its database writes it. */
  now(): string {
    return new Date(this.#now()).toISOString().slice(0, 19).replace('T', ' ');
  }

  /** Adds a row, without Joomla's checks and without a mail. */
  addUser(user: NewJoomlaUser): JoomlaUser {
    const id = user.id ?? this.#nextUserId;
    this.#nextUserId = Math.max(this.#nextUserId, id + 1);
    const added: JoomlaUser = {
      id,
      name: user.name,
      username: user.username,
      email: punycodeEmail(user.email),
      block: user.block ?? 0,
      sendEmail: user.sendEmail ?? 0,
      requireReset: user.requireReset ?? 0,
      registerDate: user.registerDate ?? this.now(),
      lastvisitDate: null,
      activation: user.activation ?? '',
      params: { ...user.params },
      groups: new Set(user.groups ?? [2]),
      fields: new Map(Object.entries(user.fields ?? {})),
    };
    this.users.set(id, added);
    this.#index(added);
    return added;
  }

  /** Changes what identifies a user, with the indexes. */
  rename(user: JoomlaUser, changes: { readonly username?: string; readonly email?: string }): void {
    this.#unindex(user);
    user.username = changes.username ?? user.username;
    user.email = punycodeEmail(changes.email ?? user.email);
    this.#index(user);
  }

  /** Takes the row away, with its memberships. */
  deleteUser(id: number): void {
    const user = this.users.get(id);
    if (user === undefined) return;
    this.#unindex(user);
    this.users.delete(id);
  }

  /** Users in the order of every list: by name. */
  usersByName(): readonly JoomlaUser[] {
    return this.#list(this.settings.stableTies);
  }

  /** Adds one below another, with the next free id. */
  addGroup(title: string, parentId: number): JoomlaGroup {
    const group = { id: this.#nextGroupId++, title, parentId };
    this.groups.set(group.id, group);
    return group;
  }

  /** Its members stay, without it; the groups below go with it. */
  deleteGroup(id: number): void {
    for (const child of [...this.groups.values()]) if (child.parentId === id) this.deleteGroup(child.id);
    this.groups.delete(id);
    for (const user of this.users.values()) user.groups.delete(id);
  }

  /** In the order of the tree, with its numbers. */
  groupTree(): readonly NestedGroup[] {
    return nestedGroups([...this.groups.values()]);
  }

  /** Adds a custom field, with the next free id. */
  addField(field: Omit<JoomlaField, 'id'>): JoomlaField {
    const added = { ...field, id: this.#nextFieldId++ };
    this.fields.push(added);
    return added;
  }

  /** Takes the field away for good; a trashed one has `state` -2. */
  deleteField(id: number): void {
    const at = this.fields.findIndex((field) => field.id === id);
    const [gone] = at < 0 ? [] : this.fields.splice(at, 1);
    if (gone !== undefined) for (const user of this.users.values()) user.fields.delete(gone.name);
  }

  /** Without case and accents, as MariaDB's collation compares. */
  userByUsername(username: string): JoomlaUser | undefined {
    return this.users.get(this.#byUsername.get(folded(username)) ?? -1);
  }

  /** Compared as the database does, without case. */
  usersByEmail(email: string): readonly JoomlaUser[] {
    return [...(this.#byEmail.get(folded(punycodeEmail(email))) ?? [])]
      .map((id) => this.users.get(id))
      .filter((user) => user !== undefined);
  }

  /** A token of the Web Services API as Joomla makes it: it tells whose it is. */
  tokenFor(user: JoomlaUser): string {
    return Buffer.from(`sha256:${user.id}:${createHash('sha256').update(`secret ${user.id}`).digest('hex')}`).toString(
      'base64',
    );
  }

  /** In the group 8, or in one below it. */
  isSuperUser(user: JoomlaUser): boolean {
    return this.access.isSuperUser(user);
  }

  /** Mails a new user the password, unless that is switched off. Joomla does so for every user that its API makes, blocked ones too. */
  welcome(user: JoomlaUser): void {
    if (this.settings.mailToUser)
      this.mails.push({ to: user.email, subject: 'New User Details', clearTextPassword: true });
  }

  #index(user: JoomlaUser): void {
    this.#byUsername.set(folded(user.username), user.id);
    const email = folded(user.email);
    this.#byEmail.set(email, (this.#byEmail.get(email) ?? new Set()).add(user.id));
  }

  #unindex(user: JoomlaUser): void {
    this.#byUsername.delete(folded(user.username));
    this.#byEmail.get(folded(user.email))?.delete(user.id);
  }
}

function optionOf(option: string | FieldOption): FieldOption {
  return typeof option === 'string'
    ? { value: option, name: option.charAt(0).toUpperCase() + option.slice(1) }
    : option;
}
