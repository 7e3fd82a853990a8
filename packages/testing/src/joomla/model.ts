/** One user of the site, as its tables hold it. Tests may change what is not read-only, as an administrator would. */
export interface JoomlaUser {
  /** Never changes and is never given again. */
  readonly id: number;
  /** Full name, for people. */
  name: string;
  /** What the user signs in with. */
  username: string;
  /** Unique on the site, unless the database was changed by hand. */
  email: string;
  /** 1: may not sign in. */
  block: 0 | 1;
  /** 1: gets mails for administrators. */
  sendEmail: 0 | 1;
  /** 1: must choose a new password at the next sign-in; tokens are not accepted meanwhile. */
  requireReset: 0 | 1;
  /** `2026-11-24 08:49:44`, in UTC. */
  readonly registerDate: string;
  /** As `registerDate`; null: never there. */
  lastvisitDate: string | null;
  /** Empty or `0` for an activated user, else the key that waits for activation. */
  activation: string;
  /** Preferences: language, time zone, editor. */
  params: Readonly<Record<string, unknown>>;
  /** Group ids, direct memberships only. */
  readonly groups: Set<number>;
  /** Values of custom fields, by name of the field. */
  readonly fields: Map<string, FieldValue>;
}

/** A text; a list of texts for fields with several values. */
export type FieldValue = string | readonly string[];

/** What `addUser` needs; the rest has Joomla's defaults. */
export interface NewJoomlaUser {
  /** Full name, for people. */
  readonly name: string;
  /** What the user signs in with. */
  readonly username: string;
  /** Address, also of mails that the site sends. */
  readonly email: string;
  /** 0 unless told. */
  readonly block?: 0 | 1;
  /** Registered unless told. */
  readonly groups?: readonly number[];
  /** 0 unless told. */
  readonly sendEmail?: 0 | 1;
  /** 0 unless told. */
  readonly requireReset?: 0 | 1;
  /** Activated unless told. */
  readonly activation?: string;
  /** Empty unless told. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** Values of custom fields, by name of the field. */
  readonly fields?: Readonly<Record<string, FieldValue>>;
  /** The next free one unless told. */
  readonly id?: number;
  /** Now unless told. */
  readonly registerDate?: string;
}

/** A user group. */
export interface JoomlaGroup {
  /** Number in its table; 1 to 9 are the same on every site. */
  readonly id: number;
  /** What people see; two groups may have the same one. */
  title: string;
  /** Of the group above, whose permissions it inherits; 0 for Public. */
  readonly parentId: number;
}

/** A custom field of users. */
export interface JoomlaField {
  /** Number in its table. */
  readonly id: number;
  /** What requests call it. */
  name: string;
  /** What people see beside it. */
  label: string;
  /** What administrators see in lists. */
  title: string;
  /** `text`, `list`, `checkboxes` and so on. */
  type: string;
  /** 1 published, 0 not, -2 in the trash. */
  state: number;
  /** Choices of a list, in order. */
  options: readonly FieldOption[];
  /** Takes a list of values. */
  multiple: boolean;
  /** Everything else, as the API tells it. */
  readonly rest: Readonly<Record<string, unknown>>;
}

/** A choice of a list. */
export interface FieldOption {
  /** What people see. */
  readonly name: string;
  /** What is stored. */
  readonly value: string;
}

/** A mail that the site sent. Joomla tells new users their password in clear text. */
export interface SentMail {
  /** Address of the recipient. */
  readonly to: string;
  /** As Joomla writes it in English. */
  readonly subject: string;
  /** The password stands in its text. */
  readonly clearTextPassword: boolean;
}

/** What an administrator can switch. */
export interface JoomlaSettings {
  /** Plugin "User - Joomla!": mail to new users, with the password. On by default. */
  mailToUser: boolean;
  /** Plugins "Web Services - Users" and "- Fields". */
  usersApi: boolean;
  /** Plugin "Web Services - Fields". */
  fieldsApi: boolean;
  /** Plugin "API Authentication - Web Services Joomla Token". */
  tokenLogin: boolean;
  /** Least length of a password. */
  passwordLength: number;
  /** SQL sorts lists by name alone. `false`: users of one name come in another order at each request, as SQL may. */
  stableTies: boolean;
}

/** What a fresh site starts with. */
export interface JoomlaSiteOptions {
  /** Titles of groups under Registered, besides those of every Joomla. */
  readonly groups?: readonly string[];
  /** Custom fields of users; the label is the name unless told. */
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
  /** In place of those of a fresh Joomla, one by one. */
  readonly settings?: Partial<JoomlaSettings>;
}
