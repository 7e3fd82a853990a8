/**
 * Words: a *row* is a user as the database holds it, the *viewer* is the account a request acts as (undefined:
 * anonymous), a *field* is one of the configured text fields of users. Times are unix seconds, 0 means never.
 */

/** A user as the site's database holds it. */
export interface DrupalUser {
  /** 0 is the Anonymous user, 1 the first administrator. */
  readonly uid: number;
  readonly uuid: string;
  readonly name: string;
  readonly mail: string | null;
  /** Plain text, as this is no real site; null: nobody can log in. */
  readonly pass: string | null;
  /** True: active, false: blocked. */
  readonly status: boolean;
  /** Machine names in stored order; never `authenticated` or `anonymous`, may repeat. */
  readonly roles: readonly string[];
  readonly timezone: string | null;
  readonly langcode: string;
  readonly preferredLangcode: string;
  readonly preferredAdminLangcode: string | null;
  readonly created: number;
  readonly changed: number;
  readonly access: number;
  readonly login: number;
  readonly init: string | null;
  /** Values of the configured fields by field name; a missing name is null. */
  readonly fields: Readonly<Record<string, string | null>>;
}

export interface DrupalRole {
  /** Machine name. */
  readonly id: string;
  readonly uuid: string;
  readonly label: string;
  readonly weight: number;
  /** True: has every permission. */
  readonly isAdmin: boolean | null;
  readonly permissions: readonly string[];
  readonly dependencies: Readonly<Record<string, readonly string[]>>;
}

/** A text field configured for users. */
export interface DrupalField {
  readonly name: string;
  readonly label: string;
}

export type CancelMethod =
  | 'user_cancel_block'
  | 'user_cancel_block_unpublish'
  | 'user_cancel_reassign'
  | 'user_cancel_delete';

/** Settings of a site; all can be changed while it serves. */
export interface DrupalSettings {
  siteName: string;
  /** Major version named in `X-Generator`. */
  majorVersion: 10 | 11;
  /** What a JSON:API DELETE does (`user.settings`); Drupal's default only blocks. REST deletes whatever it says. */
  cancelMethod: CancelMethod;
  /** `jsonapi.settings` read_only. Drupal installs with true; the simulator starts with false. */
  readOnly: boolean;
  maintenance: boolean;
  /** False: no flood control. True: 5 failures per account in 6 hours, 50 per address in an hour. */
  flood: boolean;
  /** False: no poisoned 403 and no stale access, login or roles. */
  caches: boolean;
  /** Users or roles per page at most; 50 in core. */
  pageCap: number;
  /** `system.performance` cache.page.max_age in seconds; above 0 anonymous answers have ETag and 304. */
  pageMaxAge: number;
  /** Origin of the links in answers; null: what the `Host` header says, as Drupal does without a reverse-proxy setting. */
  linkOrigin: string | null;
  /** `trusted_host_patterns`: another host is answered 400; empty: all are trusted. */
  trustedHosts: readonly RegExp[];
  /** `user.settings` notify.status_activated: unblocking sends a mail. */
  notifyActivated: boolean;
  /** The `rest` module with the resource entity.user. */
  rest: boolean;
  /** Milliseconds between check and save of a write; above 0 parallel writes race as they do on a real site. */
  raceWindowMs: number;
  /** Time zone of new users. */
  timezone: string;
}

/** What `addUser` needs; the rest has the defaults of a user created by an administrator. */
export type NewDrupalUser = Partial<Omit<DrupalUser, 'name'>> & { readonly name: string };

/** What `addRole` needs. */
export type NewDrupalRole = Partial<Omit<DrupalRole, 'id'>> & { readonly id: string };

/** A hook of Drupal as it runs on a save; `original` is the state before an update. */
export type DrupalEvent =
  | { readonly hook: 'user_insert'; readonly user: DrupalUser }
  | { readonly hook: 'user_update'; readonly user: DrupalUser; readonly original: DrupalUser }
  | { readonly hook: 'user_cancel'; readonly user: DrupalUser; readonly method: CancelMethod }
  | { readonly hook: 'user_delete'; readonly user: DrupalUser }
  | { readonly hook: 'user_login'; readonly user: DrupalUser }
  | { readonly hook: 'user_role_delete'; readonly role: DrupalRole };

/** A mail the site sent. */
export interface DrupalMail {
  readonly id: 'user_status_activated' | 'user_password_reset';
  readonly to: string;
}

/** Starting settings: those of the recorded site. */
export const DRUPAL_SETTINGS: Readonly<DrupalSettings> = {
  siteName: 'Live Drupal',
  majorVersion: 10,
  cancelMethod: 'user_cancel_block',
  readOnly: false,
  maintenance: false,
  flood: true,
  caches: true,
  pageCap: 50,
  pageMaxAge: 0,
  linkOrigin: null,
  trustedHosts: [],
  notifyActivated: true,
  rest: true,
  raceWindowMs: 0,
  timezone: 'UTC',
};

/** Configured fields unless a site names others. */
export const DRUPAL_FIELDS: readonly DrupalField[] = [
  { name: 'field_department', label: 'Department' },
  { name: 'field_first_name', label: 'First name' },
  { name: 'field_last_name', label: 'Last name' },
  { name: 'field_phone', label: 'Phone' },
];
