import type { SchemaAttribute } from './define-attribute.js';

/** What parts mean that many attributes have (RFC 7643 §2.4). */
const PARTS: Readonly<Record<string, string>> = {
  display: 'The value as people read it.',
  type: 'What the value is for.',
  primary: 'Is it the preferred one? At most one is.',
  $ref: 'Address of what is referred to.',
};

/** The attributes with a description each: by name, and of parts by name and part, `name.givenName`. */
export function describeAttributes(
  attributes: readonly SchemaAttribute[],
  words: Readonly<Record<string, string>>,
  above = '',
): readonly SchemaAttribute[] {
  return attributes.map((attribute) => {
    const path = `${above}${attribute.name}`;
    const { subAttributes } = attribute;
    return {
      ...attribute,
      description: words[path] ?? (above === '' ? attribute.description : (PARTS[attribute.name] ?? '')),
      ...(subAttributes === undefined ? {} : { subAttributes: describeAttributes(subAttributes, words, `${path}.`) }),
    };
  });
}
