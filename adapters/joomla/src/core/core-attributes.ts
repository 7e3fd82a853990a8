import type { Account, Attributes, AttributeValue } from '@rollcall/contract';
import { RejectedError } from '@rollcall/contract';
import { isNameAttribute, NAME_PARTS } from '../names.js';
import type { CoreUser } from './core-user.js';
import { type CustomFields, readField, writeField } from './field-catalogue.js';

/** Attributes that are written only when a user is created, because Joomla never tells what they are. */
export const CREATE_ONLY: ReadonlySet<string> = new Set(['requireReset', 'params.timezone', 'params.language']);
const DATES: ReadonlySet<string> = new Set(['registerDate', 'lastvisitDate']);

/** Those of the named attributes that Joomla tells of this user. */
export function readAttributes(user: CoreUser, names: readonly string[], fields: CustomFields): Attributes {
  const attributes: Record<string, AttributeValue> = {};
  for (const name of names) {
    const value = readAttribute(user, name, fields);
    if (value !== undefined) attributes[name] = value;
  }
  return attributes;
}

export function readAttribute(user: CoreUser, name: string, fields: CustomFields): AttributeValue | undefined {
  if (name === 'username' || name === 'email' || name === 'name') return user[name];
  if (name === NAME_PARTS.whole) return user.name;
  if (name === 'sendEmail') return user.raw[name] === undefined ? undefined : Number(user.raw[name]) === 1;
  if (DATES.has(name)) return isoDate(user.raw[name]);
  const field = fields.get(name);
  return field === undefined ? undefined : readField(field, user.raw[name]);
}

export interface AccountParts {
  readonly names: readonly string[];
  readonly fields: CustomFields;
  readonly groups: readonly string[];
  readonly protection: string | undefined;
}

export function coreAccount(user: CoreUser, { names, fields, groups, protection }: AccountParts): Account {
  return {
    id: user.id,
    attributes: readAttributes(user, names, fields),
    active: !user.blocked,
    groups,
    ...(protection === undefined ? {} : { protection }),
  };
}

/** The request body for these attributes, but for the name, which is joined elsewhere. Throws for what Joomla cannot store; an update leaves out what only a create writes. */
export function bodyOf(
  attributes: Attributes,
  fields: CustomFields,
  operation: 'create' | 'update',
  doing: string,
): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (isNameAttribute(name)) continue;
    if (name === 'username') body[name] = String(value ?? '');
    else if (name === 'email') body[name] = text(value);
    else if (name === 'sendEmail') body[name] = flag(value);
    else if (CREATE_ONLY.has(name)) Object.assign(body, operation === 'create' ? createOnly(name, value, body) : {});
    else if (fields.has(name)) body[name] = writeField(value);
    else
      throw new RejectedError({
        code: 'joomla-attribute',
        doing,
        happened: `Joomla has no attribute "${name}" that can be written`,
        hint: 'correct the mapping of the sync',
      });
  }
  return body;
}

/** Text of a value without blanks at the ends; `""` for none. */
export function text(value: AttributeValue | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

function createOnly(name: string, value: AttributeValue, body: Record<string, unknown>): Record<string, unknown> {
  if (name === 'requireReset') return { requireReset: flag(value) };
  return { params: { ...(body.params as object | undefined), [name.slice('params.'.length)]: text(value) } };
}

function flag(value: AttributeValue): number {
  return value === true || value === 1 || value === '1' || value === 'true' ? 1 : 0;
}

/** `2026-11-24 08:49:44`, in UTC, as RFC 3339. */
function isoDate(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? `${value.replace(' ', 'T')}Z` : null;
}
