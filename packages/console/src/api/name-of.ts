import type { Attributes } from '@rollcall/contract';

const NAMES = ['displayName', 'display_name', 'name.formatted', 'userName', 'username', 'name', 'email', 'mail'];

/** What names a person best among these attributes. */
export function nameOf(attributes: Attributes): string | undefined {
  for (const name of NAMES) {
    const value = attributes[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

/** A mail address among these attributes. */
export function mailOf(attributes: Attributes): string | undefined {
  const found = Object.entries(attributes).find(
    ([name, value]) => typeof value === 'string' && /mail/i.test(name) && value.includes('@'),
  );
  return found?.[1] as string | undefined;
}
