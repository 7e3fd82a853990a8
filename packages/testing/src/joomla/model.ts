/** One user of the site, as its tables hold it. Tests may change what is not read-only, as an administrator would. */
export interface JoomlaUser {
  readonly id: number;
  name: string;
  username: string;
  email: string;
  block: 0 | 1;
  sendEmail: 0 | 1;
  requireReset: 0 | 1;
  /** `2026-11-24 08:49:44`, in UTC. */
  readonly registerDate: string;
  lastvisitDate: string | null;
  /** Empty or `0` for an activated user, else the key that waits for activation. */
  activation: string;
  params: Readonly<Record<string, unknown>>;
  /** Group ids, direct memberships only. */
  readonly groups: Set<number>;
  /** Values of custom fields, by name of the field. */
  readonly fields: Map<string, FieldValue>;
}

/** A text; a list of texts for fields with several values. */
export type FieldValue = string | readonly string[];

export interface NewJoomlaUser {
  readonly name: string;
  readonly username: string;
  readonly email: string;
  readonly block?: 0 | 1;
  /** Registered unless told. */
  readonly groups?: readonly number[];
  readonly sendEmail?: 0 | 1;
  readonly requireReset?: 0 | 1;
  readonly activation?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly fields?: Readonly<Record<string, FieldValue>>;
  /** The next free one unless told. */
  readonly id?: number;
  /** Now unless told. */
  readonly registerDate?: string;
}

export interface JoomlaGroup {
  readonly id: number;
  title: string;
  readonly parentId: number;
}

export interface JoomlaField {
  readonly id: number;
  name: string;
  label: string;
  title: string;
  type: string;
  /** 1 published, 0 not, -2 in the trash. */
  state: number;
  /** Choices of a list, in order. */
  options: readonly FieldOption[];
  multiple: boolean;
  /** Everything else, as the API tells it. */
  readonly rest: Readonly<Record<string, unknown>>;
}

export interface FieldOption {
  readonly name: string;
  readonly value: string;
}

/** A mail that the site sent. Joomla tells new users their password in clear text. */
export interface SentMail {
  readonly to: string;
  readonly subject: string;
  readonly clearTextPassword: boolean;
}

/** What an administrator can switch. */
export interface JoomlaSettings {
  /** Plugin "User - Joomla!": mail to new users, with the password. On by default. */
  mailToUser: boolean;
  /** Plugins "Web Services - Users" and "- Fields". */
  usersApi: boolean;
  fieldsApi: boolean;
  /** Plugin "API Authentication - Web Services Joomla Token". */
  tokenLogin: boolean;
  /** Least length of a password. */
  passwordLength: number;
  /** SQL sorts lists by name alone. `false`: users of one name come in another order at each request, as SQL may. */
  stableTies: boolean;
}

export interface JoomlaSiteOptions {
  /** Titles of groups under Registered, besides those of every Joomla. */
  readonly groups?: readonly string[];
  readonly fields?: readonly {
    readonly name: string;
    readonly label?: string;
    readonly options?: readonly (string | FieldOption)[];
    readonly multiple?: boolean;
  }[];
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Id that the next user gets. */
  readonly firstUserId?: number;
  readonly settings?: Partial<JoomlaSettings>;
}
