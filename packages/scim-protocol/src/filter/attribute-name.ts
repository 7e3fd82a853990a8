import type { AttributeName } from './ast.js';

const KNOWN_SCHEMAS = [
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  'urn:ietf:params:scim:schemas:core:2.0:User',
  'urn:ietf:params:scim:schemas:core:2.0:Group',
];

/**
 * Splits a written name. URNs hold dots and colons themselves, so a known schema is cut off as a whole; of any other URN
 * the part after the last colon is the attribute (RFC 7644 §3.10).
 */
export function splitName(text: string, schemas: readonly string[] = []): AttributeName {
  const urn = schemaOf(text, [...schemas, ...KNOWN_SCHEMAS]);
  const rest = urn === undefined ? text : text.slice(urn.length + 1);
  const dot = rest.indexOf('.');
  const name = dot < 0 ? rest : rest.slice(0, dot);
  return { ...(urn === undefined ? {} : { schema: urn }), name, ...(dot < 0 ? {} : { sub: rest.slice(dot + 1) }) };
}

export function printName({ schema, name, sub }: AttributeName): string {
  return `${schema === undefined ? '' : `${schema}:`}${name}${sub === undefined ? '' : `.${sub}`}`;
}

function schemaOf(text: string, schemas: readonly string[]): string | undefined {
  if (!/^urn:/i.test(text)) return undefined;
  const lower = text.toLowerCase();
  const known = schemas.find((schema) => lower.startsWith(`${schema.toLowerCase()}:`));
  if (known !== undefined) return known;
  const colon = text.lastIndexOf(':');
  return text.slice(0, colon);
}
