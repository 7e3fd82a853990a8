import { seededRandom } from '../simulator/seeded-random.js';
import {
  type CancelMethod,
  DRUPAL_FIELDS,
  DRUPAL_SETTINGS,
  type DrupalEvent,
  type DrupalField,
  type DrupalMail,
  type DrupalRole,
  type DrupalSettings,
  type DrupalUser,
  type NewDrupalRole,
  type NewDrupalUser,
} from './model.js';
import { SiteCaches } from './site-caches.js';
import { UserTable } from './user-table.js';

/** What a fresh site starts with. */
export interface DrupalSiteOptions {
  /** Milliseconds since 1970; `Date.now` unless told. */
  readonly now?: () => number;
  /** Seed of uuids, tokens and `Retry-After`. */
  readonly seed?: number;
  /** In place of {@link DRUPAL_SETTINGS}, one by one. */
  readonly settings?: Partial<DrupalSettings>;
  /** In place of {@link DRUPAL_FIELDS}, all of them. */
  readonly fields?: readonly DrupalField[];
}

/** Roles a user has without holding them. */
export const LOCKED_ROLES: readonly string[] = ['anonymous', 'authenticated'];

/**
 * A Drupal site in memory: users, roles, settings. Tests read and change it directly; the simulator serves it.
 *
 * Methods save as Drupal's entity API does: `changed` moves, caches are dropped, hooks run. It starts with the
 * Anonymous user and the roles anonymous, authenticated and administrator.
 */
export class DrupalSite {
  /** May be changed between requests, as an administrator would. */
  readonly settings: DrupalSettings;
  /** Text fields that users have. */
  readonly fields: readonly DrupalField[];
  /** The table of users, the anonymous one among them. */
  readonly users = new UserTable();
  /** What Drupal remembers too long: stale access, roles and answers. */
  readonly caches = new SiteCaches();
  /** Mails sent, oldest first. */
  readonly mails: DrupalMail[] = [];
  private readonly rolesById = new Map<string, DrupalRole>();
  private readonly formerRoles = new Map<string, string>();
  private readonly listeners = new Set<(event: DrupalEvent) => void>();
  private readonly clock: () => number;
  private readonly random: () => number;
  private nextUid = 1;

  constructor(options: DrupalSiteOptions = {}) {
    this.clock = options.now ?? Date.now;
    this.random = seededRandom(options.seed ?? 1);
    this.settings = { ...DRUPAL_SETTINGS, ...options.settings };
    this.fields = options.fields ?? DRUPAL_FIELDS;
    this.addRole({ id: 'anonymous', label: 'Anonymous user', weight: 0, isAdmin: false });
    this.addRole({ id: 'authenticated', label: 'Authenticated user', weight: 1, isAdmin: false });
    this.addRole({ id: 'administrator', label: 'Administrator', weight: 3, isAdmin: true });
    this.addUser({ uid: 0, name: '' });
  }

  /** Milliseconds since 1970. */
  now(): number {
    return this.clock();
  }

  /** Whole unix seconds. */
  seconds(): number {
    return Math.floor(this.clock() / 1000);
  }

  /** A number in [0, 1) of the site's own seeded source. */
  chance(): number {
    return this.random();
  }

  /** A new one, from the site's own seeded chance. */
  uuid(): string {
    const hex = Array.from({ length: 32 }, () => Math.floor(this.random() * 16).toString(16));
    hex[12] = '4';
    hex[16] = '89ab'[Math.floor(this.random() * 4)] as string;
    return hex.join('').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }

  /** Roles by machine name, as lists show them. */
  get roles(): readonly DrupalRole[] {
    return [...this.rolesById.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** By machine name; undefined where there is none. */
  role(id: string): DrupalRole | undefined {
    return this.rolesById.get(id);
  }

  /** By its id in JSON:API, in any case. */
  roleByUuid(uuid: string): DrupalRole | undefined {
    for (const role of this.rolesById.values()) if (role.uuid === uuid.toLowerCase()) return role;
    return undefined;
  }

  /** The uuid of a deleted role, which old views of users still show. */
  formerRoleUuid(id: string): string | undefined {
    return this.formerRoles.get(id);
  }

  /** Adds a role, or replaces the one with its id. */
  addRole(given: NewDrupalRole): DrupalRole {
    const role: DrupalRole = {
      uuid: this.rolesById.get(given.id)?.uuid ?? this.uuid(),
      label: given.id,
      weight: this.rolesById.size,
      isAdmin: null,
      permissions: [],
      dependencies: {},
      ...given,
    };
    this.rolesById.set(role.id, role);
    this.caches.entityCreated();
    return role;
  }

  /**
   * Deletes a role entity. Its users lose the role by raw SQL: no hook but `user_role_delete`, `changed` stays, and
   * whoever was shown with the role keeps showing it until the next save.
   */
  deleteRole(id: string): void {
    const role = this.rolesById.get(id);
    if (role === undefined) return;
    this.rolesById.delete(id);
    this.formerRoles.set(id, role.uuid);
    for (const user of this.users.all().filter(({ roles }) => roles.includes(id))) {
      this.writeBehindCaches(user.uid, { roles: user.roles.filter((held) => held !== id) });
    }
    this.emit({ hook: 'user_role_delete', role });
  }

  /** Creates a user: active, with the site's time zone and the next uid unless told. */
  addUser(given: NewDrupalUser): DrupalUser {
    const now = this.seconds();
    const user: DrupalUser = {
      uid: given.uid ?? this.nextUid,
      uuid: this.uuid(),
      mail: null,
      pass: null,
      status: given.uid !== 0,
      timezone: this.settings.timezone,
      langcode: 'en',
      preferredLangcode: 'en',
      preferredAdminLangcode: null,
      created: now,
      changed: now,
      access: 0,
      login: 0,
      init: null,
      fields: {},
      ...given,
      roles: (given.roles ?? []).filter((role) => !LOCKED_ROLES.includes(role)),
    };
    this.nextUid = Math.max(this.nextUid, user.uid + 1);
    this.users.put(user);
    this.caches.userSaved(user.uid);
    this.caches.entityCreated();
    this.emit({ hook: 'user_insert', user });
    return user;
  }

  /**
   * Saves changed values. `changed` moves to now, but not when only `login`, `access` or nothing is different, and not
   * when it is given. Unblocking sends a mail.
   *
   * @throws RangeError for an unknown uid.
   */
  updateUser(uid: number, patch: Partial<DrupalUser>): DrupalUser {
    const original = this.users.find(uid);
    if (original === undefined) throw new RangeError(`updating user ${uid}: the site has no such user`);
    return this.saveUser({ ...original, ...patch }, original, patch.changed !== undefined);
  }

  /** Saves a whole row over what is there now, as Drupal's storage does. */
  saveUser(row: DrupalUser, original: DrupalUser, keepChanged = false): DrupalUser {
    const clean = { ...row, roles: row.roles.filter((role) => !LOCKED_ROLES.includes(role)) };
    const user = !keepChanged && movesChanged(original, clean) ? { ...clean, changed: this.seconds() } : clean;
    this.users.put(user);
    this.caches.userSaved(user.uid);
    if (!original.status && user.status && user.mail !== null && this.settings.notifyActivated) {
      this.mails.push({ id: 'user_status_activated', to: user.mail });
    }
    this.emit({ hook: 'user_update', user, original });
    return user;
  }

  /** Deletes a user for good. Lists show no trace of it. */
  deleteUser(uid: number): void {
    const user = this.users.find(uid);
    if (user === undefined) return;
    this.users.remove(uid);
    this.caches.userSaved(uid);
    this.emit({ hook: 'user_delete', user });
  }

  /** Cancels an account the way the method says: two of the four only block it. */
  cancelUser(uid: number, method: CancelMethod = this.settings.cancelMethod): void {
    const user = this.users.find(uid);
    if (user === undefined) return;
    if (method !== 'user_cancel_delete') this.emit({ hook: 'user_cancel', user, method });
    if (method === 'user_cancel_block' || method === 'user_cancel_block_unpublish') {
      this.updateUser(uid, { status: false });
    } else {
      this.deleteUser(uid);
    }
  }

  /** What a login by form or JSON does: `login` and `access` move, answers already cached keep the old ones. */
  recordLogin(uid: number): void {
    const user = this.writeBehindCaches(uid, { login: this.seconds(), access: this.seconds() });
    if (user !== undefined) this.emit({ hook: 'user_login', user });
  }

  /** A change by raw SQL: no hooks, `changed` stays, answers already cached stay. */
  writeBehindCaches(uid: number, patch: Partial<DrupalUser>): DrupalUser | undefined {
    const row = this.users.find(uid);
    if (row === undefined) return undefined;
    if (this.settings.caches) this.caches.keepOldView(row);
    const changed = { ...row, ...patch };
    this.users.put(changed);
    return changed;
  }

  /** A user as answers show it; notes that it has been shown. */
  view(row: DrupalUser): DrupalUser {
    return this.settings.caches ? this.caches.view(row) : row;
  }

  /** True where the account has the permission; undefined is the anonymous visitor. */
  may(viewer: DrupalUser | undefined, permission: string): boolean {
    if (viewer?.uid === 1) return true;
    const held = viewer === undefined ? ['anonymous'] : ['authenticated', ...viewer.roles];
    return held.some((id) => {
      const role = this.rolesById.get(id);
      return role !== undefined && (role.isAdmin === true || role.permissions.includes(permission));
    });
  }

  /** Calls the listener at each hook, within the save; returns what stops it. */
  observe(listener: (event: DrupalEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private emit(event: DrupalEvent): void {
    for (const listener of this.listeners) listener(event);
  }
}

function movesChanged(before: DrupalUser, after: DrupalUser): boolean {
  const { access: _a, login: _l, changed: _c, fields: oldFields, ...old } = before;
  const { access: _a2, login: _l2, changed: _c2, fields: newFields, ...current } = after;
  if (JSON.stringify(old) !== JSON.stringify({ ...old, ...current })) return true;
  const names = new Set([...Object.keys(oldFields), ...Object.keys(newFields)]);
  return [...names].some((name) => (oldFields[name] ?? null) !== (newFields[name] ?? null));
}
