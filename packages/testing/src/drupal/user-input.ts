import type { DrupalUser } from './model.js';
import { DrupalProblem } from './problem.js';
import type { DrupalSite } from './site.js';

/** What a body says about a user, by attribute name of JSON:API; `roles` are machine names. */
export interface UserInput {
  readonly attributes: ReadonlyMap<string, unknown>;
  readonly roles: readonly string[] | undefined;
}

/** What the input makes of a user. */
export interface AppliedInput {
  readonly row: DrupalUser;
  /** Attributes whose value differs from the one before, in order of the body. */
  readonly changed: readonly string[];
  readonly existingPass: string | undefined;
  readonly wrongTypes: readonly string[];
}

/** True for an attribute of users that a body may name. */
export function isUserAttribute(site: DrupalSite, name: string): boolean {
  return name in SETTERS || IGNORED.has(name) || FIXED.has(name) || site.fields.some((field) => field.name === name);
}

/** Puts the values of a body onto a user. @throws DrupalProblem 422 for a date in a wrong format. */
export function applyInput(site: DrupalSite, base: DrupalUser, input: UserInput): AppliedInput {
  let row = base;
  let existingPass: string | undefined;
  const changed: string[] = [];
  const wrongTypes: string[] = [];
  for (const [name, value] of input.attributes) {
    if (IGNORED.has(name)) continue;
    const before = row;
    if (FIXED.has(name)) {
      if (!equalsFixed(row, name, value)) changed.push(name);
      continue;
    }
    if (name === 'pass') {
      const parts = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : { value };
      if (typeof parts.existing === 'string') existingPass = parts.existing;
      if (typeof parts.value === 'string' && parts.value !== '') row = { ...row, pass: parts.value };
    } else if (name === 'status' && typeof value !== 'boolean' && typeof value !== 'number') {
      wrongTypes.push('status');
    } else {
      row = set(site, row, name, value);
    }
    if (row !== before && !isSame(before, row)) changed.push(name);
  }
  if (input.roles !== undefined) {
    if (input.roles.join() !== row.roles.join()) changed.push('roles');
    row = { ...row, roles: input.roles };
  }
  return { row, changed, existingPass, wrongTypes };
}

type Setter = (row: DrupalUser, value: unknown) => DrupalUser;

const SETTERS: Readonly<Record<string, Setter>> = {
  name: (row, value) => ({ ...row, name: value === null ? '' : String(value) }),
  mail: (row, value) => ({ ...row, mail: textOrNull(value) }),
  pass: (row) => row,
  status: (row, value) => ({ ...row, status: Boolean(value) }),
  timezone: (row, value) => ({ ...row, timezone: textOrNull(value) }),
  langcode: (row, value) => ({ ...row, langcode: textOrNull(value) ?? 'en' }),
  preferred_langcode: (row, value) => ({ ...row, preferredLangcode: textOrNull(value) ?? 'en' }),
  preferred_admin_langcode: (row, value) => ({ ...row, preferredAdminLangcode: textOrNull(value) }),
  created: (row, value) => ({ ...row, created: toSeconds(value) }),
  access: (row, value) => ({ ...row, access: toSeconds(value) }),
  login: (row, value) => ({ ...row, login: toSeconds(value) }),
  init: (row, value) => ({ ...row, init: textOrNull(value) }),
};

/** Computed, so left alone without a word. */
const IGNORED = new Set(['display_name', 'default_langcode']);

/** Set by Drupal alone: naming another value is refused. */
const FIXED = new Set(['drupal_internal__uid', 'uid', 'uuid', 'changed']);

function set(site: DrupalSite, row: DrupalUser, name: string, value: unknown): DrupalUser {
  const setter = SETTERS[name];
  if (setter !== undefined) return setter(row, value);
  if (!site.fields.some((field) => field.name === name)) return row;
  return { ...row, fields: { ...row.fields, [name]: textOrNull(value) } };
}

function equalsFixed(row: DrupalUser, name: string, value: unknown): boolean {
  if (name === 'changed') return toSeconds(value) === row.changed;
  if (name === 'uuid') return value === row.uuid;
  return Number(value) === row.uid;
}

function isSame(before: DrupalUser, after: DrupalUser): boolean {
  return (Object.keys(after) as (keyof DrupalUser)[]).every((key) =>
    key === 'fields'
      ? Object.keys(after.fields).every((name) => (after.fields[name] ?? null) === (before.fields[name] ?? null))
      : after[key] === before[key],
  );
}

function textOrNull(value: unknown): string | null {
  return value === null || value === undefined || value === '' ? null : String(value);
}

function toSeconds(value: unknown): number {
  if (typeof value === 'number') return value;
  const text = String(value);
  if (/^\d+$/.test(text)) return Number(text);
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:?\d\d)$/.test(text)) return Math.floor(Date.parse(text) / 1000);
  throw new DrupalProblem(
    422,
    `The specified date "${text}" is not in an accepted format: "U" (UNIX timestamp), "Y-m-d\\TH:i:sO" (ISO 8601), "Y-m-d\\TH:i:sP" (RFC 3339).`,
  );
}
