import type { Attributes, AttributeValue, CorrelationTerm } from '@rollcall/contract';
import { text } from '../core/core-attributes.js';
import { NAME_PARTS } from '../names.js';
import { sameEmail, sameText } from '../same-text.js';
import type { ScimUser } from './scim-api.js';

/** Those of the named attributes that the plugin tells of this user. */
export function told(user: ScimUser, names: readonly string[]): Attributes {
  const attributes: Record<string, AttributeValue> = {};
  for (const name of names) {
    const value =
      name === NAME_PARTS.whole
        ? user.name
        : name === 'username' || name === 'email' || name === 'name'
          ? user[name]
          : undefined;
    if (value !== undefined) attributes[name] = value;
  }
  return attributes;
}

/** Does the user have this value? The plugin compared it already where it does not tell. */
export function holds(user: ScimUser, { attribute, value }: CorrelationTerm): boolean {
  if (attribute === 'username') return sameText(user.username, String(value));
  return user.email === undefined || sameEmail(user.email, String(value));
}

/** SCIM's `name` for a changed name, with the parts that the change has. */
export function nameValue(set: Attributes, formatted: string): Readonly<Record<string, string>> {
  const parts = { givenName: text(set[NAME_PARTS.given]), familyName: text(set[NAME_PARTS.family]) };
  return { formatted, ...Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== '')) };
}
