/**
 * Words: a *row* is a user as the database holds it, the *viewer* is the account a request acts as (undefined:
 * anonymous), a *field* is one of the configured text fields of users. Times are unix seconds, 0 means never.
 */

/** A user as the site's database holds it. */
export interface DrupalUser {
  /** 0 is the Anonymous user, 1 the first administrator. */
  readonly uid: number;
  /** The account's id in JSON:API. */
  readonly uuid: string;
  /** User name; compared without case, as the database does. */
  readonly name: string;
  /** Address, or null where none was given. */
  readonly mail: string | null;
  /** Plain text, as this is no real site; null: nobody can log in. */
  readonly pass: string | null;
  /** True: active, false: blocked. */
  readonly status: boolean;
  /** Machine names in stored order; never `authenticated` or `anonymous`, may repeat. */
  readonly roles: readonly string[];
  /** Such as `Europe/Berlin`; null: that of the site. */
  readonly timezone: string | null;
  /** Language of the account itself. */
  readonly langcode: string;
  /** Language for mails and pages. */
  readonly preferredLangcode: string;
  /** Language of administration pages; null: that of the site. */
  readonly preferredAdminLangcode: string | null;
  /** Unix seconds. */
  readonly created: number;
  /** Unix seconds of the last save. */
  readonly changed: number;
  /** Unix seconds of the last visit; 0: never. */
  readonly access: number;
  /** Unix seconds of the last sign-in; 0: never. */
  readonly login: number;
  /** The address that the account was made with. */
  readonly init: string | null;
  /** Values of the configured fields by field name; a missing name is null. */
  readonly fields: Readonly<Record<string, string | null>>;
}

/** A role as the site's configuration holds it. */
export interface DrupalRole {
  /** Machine name. */
  readonly id: string;
  /** Its id in JSON:API. */
  readonly uuid: string;
  /** What people see. */
  readonly label: string;
  /** Where it stands in lists: lighter ones first. */
  readonly weight: number;
  /** True: has every permission. */
  readonly isAdmin: boolean | null;
  /** Machine names: `administer users`. */
  readonly permissions: readonly string[];
  /** Modules and configuration that its permissions come from, by kind. */
  readonly dependencies: Readonly<Record<string, readonly string[]>>;
}

/** A text field configured for users. */
export interface DrupalField {
  /** Machine name: `field_department`. */
  readonly name: string;
  /** What people see. */
  readonly label: string;
}

/** What becomes of a cancelled user and of what the user wrote. */
export type CancelMethod =
  | 'user_cancel_block'
  | 'user_cancel_block_unpublish'
  | 'user_cancel_reassign'
  | 'user_cancel_delete';

/** Settings of a site; all can be changed while it serves. */
export interface DrupalSettings {
  /** Stands in pages and mails. */
  siteName: string;
  /** Major version named in `X-Generator`. */
  majorVersion: 10 | 11;
  /** What a JSON:API DELETE does (`user.settings`); Drupal's default only blocks. REST deletes whatever it says. */
  cancelMethod: CancelMethod;
  /** `jsonapi.settings` read_only. Drupal installs with true; the simulator starts with false. */
  readOnly: boolean;
  /** Everybody but administrators gets 503. */
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
export type NewDrupalUser = Partial<Omit<DrupalUser, 'name'>> & {
  /** User name; the one thing that has no default. */
  readonly name: string;
};

/** What `addRole` needs. */
export type NewDrupalRole = Partial<Omit<DrupalRole, 'id'>> & {
  /** Machine name; the label is made from it unless told. */
  readonly id: string;
};

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
  /** Which of Drupal's mails it is. */
  readonly id: 'user_status_activated' | 'user_password_reset';
  /** Address of the recipient. */
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
