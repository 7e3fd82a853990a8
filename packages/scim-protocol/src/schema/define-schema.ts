import type { SchemaAttribute } from './define-attribute.js';

/** A schema of RFC 7643 §7. */
export interface Schema {
  /** Its URN. */
  readonly id: string;
  /** For people: `User`. */
  readonly name: string;
  /** One sentence for people, as `/Schemas` shows it; may be empty. */
  readonly description: string;
  /** Without those that every resource has (`id`, `externalId`, `meta`). */
  readonly attributes: readonly SchemaAttribute[];
}

/** What {@link defineSchema} takes. */
export interface SchemaOptions extends Omit<Schema, 'description'> {
  /** Empty where it is left out. */
  readonly description?: string;
}

const NAME = /^[A-Za-z$][\w$-]*$/;

/**
 * A schema, checked: attribute names are names (RFC 7643 §2.1), no name comes twice in any case, complex attributes have
 * parts and no complex parts. Throws an `Error` that names the schema and the attribute.
 */
export function defineSchema({ id, name, description = '', attributes }: SchemaOptions): Schema {
  if (!/^urn:[\w-]+:\S+$/i.test(id)) throw new Error(`defining the schema "${id}": its id must be a URN`);
  checkAttributes(id, attributes, '');
  return { id, name, description, attributes };
}

function checkAttributes(id: string, attributes: readonly SchemaAttribute[], parent: string): void {
  const seen = new Set<string>();
  for (const attribute of attributes) {
    const path = `${parent}${attribute.name}`;
    const wrong = problemOf(attribute, parent !== '', seen);
    if (wrong !== undefined) throw new Error(`defining the schema "${id}": the attribute "${path}" ${wrong}`);
    seen.add(attribute.name.toLowerCase());
    if (attribute.subAttributes !== undefined) checkAttributes(id, attribute.subAttributes, `${path}.`);
  }
}

function problemOf(attribute: SchemaAttribute, isPart: boolean, seen: ReadonlySet<string>): string | undefined {
  if (!NAME.test(attribute.name)) return 'has a name that is not one: letters, digits, "-", "_" and "$"';
  if (seen.has(attribute.name.toLowerCase())) return 'is there twice';
  const hasParts = attribute.subAttributes !== undefined && attribute.subAttributes.length > 0;
  if (attribute.type === 'complex' && isPart) return 'is complex inside a complex attribute, which RFC 7643 forbids';
  if (attribute.type === 'complex' && !hasParts) return 'is complex and has no sub-attributes';
  if (attribute.type !== 'complex' && hasParts) return `has sub-attributes and the type "${attribute.type}"`;
  return undefined;
}
