import type { Attributes, AttributeValue } from '@rollcall/contract';

/** Attributes that are no attributes of Joomla: they are joined into its one `name`. */
export const NAME_PARTS = { whole: 'name.formatted', given: 'name.givenName', family: 'name.familyName' } as const;

/** Is it `name` or one of the parts that are joined into it? */
export function isNameAttribute(attribute: string): boolean {
  return (
    attribute === 'name' ||
    attribute === NAME_PARTS.whole ||
    attribute === NAME_PARTS.given ||
    attribute === NAME_PARTS.family
  );
}

/** The `name` of a new account: `name` itself, else the whole name, else the parts; the username where nothing is given. */
export function nameOfNew(attributes: Attributes, username: string): string {
  return (
    wholeName(attributes) ??
    (joined(text(attributes[NAME_PARTS.given]), text(attributes[NAME_PARTS.family])) || username)
  );
}

/**
 * The new `name` of an account, or `undefined` when the change does not touch it. When only one part changes, the other
 * is what is left of the name that Joomla has: cut where the part's old value ends, else at the last blank.
 */
export function nameAfter(
  change: { readonly set: Attributes; readonly before: Attributes },
  current: string,
  username: string,
): string | undefined {
  const { set, before } = change;
  if (!Object.keys(set).some(isNameAttribute)) return undefined;
  const whole = wholeName(set);
  if (whole !== undefined) return whole;
  if (!(NAME_PARTS.given in set) && !(NAME_PARTS.family in set)) return username;
  const given =
    NAME_PARTS.given in set ? text(set[NAME_PARTS.given]) : withoutFamily(current, text(before[NAME_PARTS.family]));
  const family =
    NAME_PARTS.family in set ? text(set[NAME_PARTS.family]) : withoutGiven(current, text(before[NAME_PARTS.given]));
  return joined(given, family) || username;
}

function wholeName(attributes: Attributes): string | undefined {
  return text(attributes.name) || text(attributes[NAME_PARTS.whole]) || undefined;
}

function withoutGiven(name: string, given: string): string {
  if (given === '') return name;
  if (name === given) return '';
  return name.startsWith(`${given} `) ? name.slice(given.length + 1) : name.slice(name.lastIndexOf(' ') + 1);
}

function withoutFamily(name: string, family: string): string {
  if (family === '') return name;
  if (name === family) return '';
  return name.endsWith(` ${family}`)
    ? name.slice(0, -family.length - 1)
    : name.slice(0, Math.max(0, name.lastIndexOf(' ')));
}

function joined(given: string, family: string): string {
  return [given, family].filter((part) => part !== '').join(' ');
}

function text(value: AttributeValue | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}
