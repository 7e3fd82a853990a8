import type { AttributeDescription } from '@rollcall/contract';
import { ENTERPRISE_USER_URN, parsePath, USER_URN } from '@rollcall/scim-protocol';

const TYPES = ['string', 'boolean', 'integer', 'decimal', 'dateTime'] as const;
const KNOWN: readonly string[] = [USER_URN.toLowerCase(), ENTERPRISE_USER_URN.toLowerCase()];
const NAME = /^urn:[a-z0-9][a-z0-9-]{0,31}:[\w.:-]+:[A-Za-z][\w-]*$/i;

/**
 * What an organisation keeps of its people besides what SCIM has: by the URN of a schema of its own and a name, and what it is, with `[]`
 * for a list. Undefined where one of them is no such thing.
 */
export function ownAttributes(
  settings: Readonly<Record<string, unknown>>,
): readonly AttributeDescription[] | undefined {
  const names = new Set<string>();
  const found: AttributeDescription[] = [];
  for (const [name, kind] of Object.entries(settings)) {
    const [type, isList] = typeof kind === 'string' && kind.endsWith('[]') ? [kind.slice(0, -2), true] : [kind, false];
    const known = TYPES.find((one) => one === type);
    if (known === undefined || !isOwn(name) || names.has(name.toLowerCase())) return undefined;
    names.add(name.toLowerCase());
    found.push({ name, type: known, scim: name, ...(isList ? { multiValued: true } : {}) });
  }
  return found;
}

function isOwn(name: string): boolean {
  if (!NAME.test(name)) return false;
  const { schema, sub } = parsePath(name);
  return schema !== undefined && sub === undefined && !KNOWN.includes(schema.toLowerCase());
}
