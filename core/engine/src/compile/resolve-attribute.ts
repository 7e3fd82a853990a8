import type { AttributeDescription, ResourceSchema } from '@rollcall/contract';
import { suggestion } from '@rollcall/plugin';

/**
 * The attribute that a name in a configuration means: the system's own name first, then the SCIM attribute that an
 * attribute says it means. A system with an open schema takes any name.
 */
export function resolveAttribute(schema: ResourceSchema, name: string): AttributeDescription | undefined {
  const wanted = normal(name);
  const found =
    schema.attributes.find((attribute) => attribute.name === name) ??
    schema.attributes.find((attribute) => normal(attribute.name) === wanted) ??
    schema.attributes.find(({ scim }) => scim !== undefined && normal(scim) === wanted) ??
    schema.attributes.find(({ scim }) => scim !== undefined && unfiltered(normal(scim)) === wanted);
  if (found !== undefined || schema.open !== true) return found;
  return { name, type: 'string', findable: true };
}

export function unknownAttribute(schema: ResourceSchema, system: string, name: string): string {
  const names = schema.attributes.flatMap((attribute) =>
    attribute.scim === undefined ? [attribute.name] : [attribute.name, attribute.scim],
  );
  return `${system} has no attribute "${name}". ${suggestion(name, [...new Set(names)])}`;
}

/** Without blanks, quotes and case, which mean nothing in an attribute path. */
function normal(path: string): string {
  return path.replace(/["'\s]/g, '').toLowerCase();
}

/** `emails[typeeqwork].value` → `emails.value`: the plain name stands for the one that a system has. */
function unfiltered(path: string): string {
  return path.replace(/\[[^\]]*\]/g, '');
}
