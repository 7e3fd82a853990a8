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
  const urn = schemaOf(text, schemas);
  const rest = urn === undefined ? text : text.slice(urn.length + 1);
  const dot = rest.indexOf('.');
  const name = dot < 0 ? rest : rest.slice(0, dot);
  return { ...(urn === undefined ? {} : { schema: urn }), name, ...(dot < 0 ? {} : { sub: rest.slice(dot + 1) }) };
}

/** The reverse of {@link splitName}: `urn:…:User:name.familyName`, or the URN alone where the name is empty. */
export function printName({ schema, name, sub }: AttributeName): string {
  const own = sub === undefined ? name : `${name}.${sub}`;
  if (schema === undefined) return own;
  return name === '' ? schema : `${schema}:${own}`;
}

/** The longest known schema that the text begins with; else what stands before the last colon. */
function schemaOf(text: string, schemas: readonly string[]): string | undefined {
  if (!/^urn:/i.test(text)) return undefined;
  const lower = text.toLowerCase();
  let found: string | undefined;
  for (const known of [schemas, KNOWN_SCHEMAS]) {
    for (const schema of known) {
      if ((found === undefined || schema.length > found.length) && lower.startsWith(`${schema.toLowerCase()}:`))
        found = schema;
    }
  }
  return found ?? text.slice(0, text.lastIndexOf(':'));
}
