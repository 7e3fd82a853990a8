/**
 * The words of Rollcall, as types. One word, one meaning: in code, logs, docs and console.
 *
 * - **account**: a person's record in one system. Its identity is `(connection, id)`, where `id` never changes;
 *   a name or an e-mail address is an attribute, never an identity.
 * - **group**: what accounts are members of; a Drupal role, a Joomla user group, a SCIM group.
 * - **attribute**: one named value of an account, flat: the name is the system's own (`field_first_name`) or, for
 *   SCIM, an attribute path (`name.givenName`, `emails[type eq "work"].value`).
 * - **operation**: what Rollcall may do to an account in a target.
 *
 * Absent, `null` and `""` are three different things. Absent: the key is not there, and nothing is known or said.
 * `null`: there is no value, and saying so clears one. `""`: the value is the empty string.
 */

/** Not there. A mapper that returns it leaves the target attribute alone. */
export type Absent = undefined;

/** A value without parts. Dates and times are text, as the system writes them. */
export type Scalar = string | number | boolean;

/** A value with parts, such as a SCIM complex attribute. */
export interface ComplexValue {
  readonly [part: string]: AttributeValue;
}

/** What an attribute can hold: plain data that survives JSON. `null` says that there is no value. */
export type AttributeValue = Scalar | null | ComplexValue | readonly AttributeValue[];

/** Attribute name to value. A name that is missing is {@link Absent}. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** A person's record in one system. Its identity is its connection and its `id`; all else may change. */
export interface Account {
  /** Immutable id in its system, as text: a Drupal uuid, a Joomla user id, a SCIM id. */
  readonly id: string;
  /** The attributes that were asked for and that the system told. */
  readonly attributes: Attributes;
  /** May this account sign in? Absent where the system does not tell. */
  readonly active?: boolean;
  /** Ids of the groups it is a direct member of. Absent where the system does not tell. */
  readonly groups?: readonly string[];
  /** Version for conditional writes (an ETag). Absent where the system has none. */
  readonly version?: string;
  /** Why this account must never be changed (uid 1, a Super User). Absent for ordinary accounts. */
  readonly protection?: string;
}

/** What accounts are members of, in one system. */
export interface Group {
  /** Immutable id: a Drupal role's machine name, a Joomla group id, a SCIM id. */
  readonly id: string;
  /** What people call it. */
  readonly name: string;
  /** Version for conditional requests (an ETag); changes with its members. Absent where the system has none. */
  readonly version?: string;
  /** The group that this one is within. Absent at the top, and where groups are not within groups. */
  readonly parentId?: string;
  /** Membership is the system's own business (Drupal's `anonymous` and `authenticated`); never mapped. */
  readonly locked?: boolean;
  /** Every account has it, although accounts do not list it (Drupal's `authenticated`). */
  readonly everyone?: boolean;
  /** Why membership gives power over the whole site. Such a group is mapped only when it is named twice. */
  readonly privileged?: string;
}

/** What may be done to accounts in a target; each can be allowed or not, per sync. */
export const OPERATIONS = ['create', 'update', 'deactivate', 'reactivate', 'delete'] as const;
/** One of {@link OPERATIONS}. */
export type Operation = (typeof OPERATIONS)[number];
