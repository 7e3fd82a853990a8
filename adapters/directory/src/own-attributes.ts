import type { AttributeDescription } from '@rollcall/contract';
import { ENTERPRISE_USER_URN, parsePath, USER_URN } from '@rollcall/scim-protocol';

const TYPES = ['string', 'boolean', 'integer', 'decimal', 'dateTime'] as const;
const KNOWN: readonly string[] = [USER_URN.toLowerCase(), ENTERPRISE_USER_URN.toLowerCase()];
const NAME = /^urn:[a-z0-9][a-z0-9-]{0,31}:[\w.:-]+:[A-Za-z][\w-]*$/i;

/**
 * What an organisation keeps of its people besides what SCIM has: by the URN of a schema of its own and a name, and what it is, with `[]`
 * for a list. For settings in which `problemWithOwn` finds nothing.
 */
export function ownAttributes(settings: Readonly<Record<string, string>>): readonly AttributeDescription[] {
  return Object.entries(settings).flatMap(([name, kind]) => {
    const type = typeOf(kind);
    if (type === undefined) return [];
    return [{ name, type, scim: name, ...(kind.endsWith('[]') ? { multiValued: true } : {}) }];
  });
}

/** The first thing that is wrong, as the end of a sentence about the setting; undefined where nothing is. */
export function problemWithOwn(settings: Readonly<Record<string, unknown>>): string | undefined {
  const names = new Set<string>();
  for (const [name, kind] of Object.entries(settings)) {
    if (!isOwn(name))
      return `has "${name}", which is not the URN of a schema of your own and a name, such as urn:example:scim:schemas:site:2.0:User:costCenter`;
    if (typeof kind !== 'string' || typeOf(kind) === undefined)
      return `has "${name}" as ${JSON.stringify(kind)}, and there are ${TYPES.join(', ')}, with [] for a list`;
    if (names.has(name.toLowerCase())) return `has "${name}" twice: capitals make no difference`;
    names.add(name.toLowerCase());
  }
  return undefined;
}

function typeOf(kind: string): (typeof TYPES)[number] | undefined {
  const plain = kind.endsWith('[]') ? kind.slice(0, -2) : kind;
  return TYPES.find((one) => one === plain);
}

function isOwn(name: string): boolean {
  if (!NAME.test(name)) return false;
  const { schema, sub } = parsePath(name);
  return schema !== undefined && sub === undefined && !KNOWN.includes(schema.toLowerCase());
}
