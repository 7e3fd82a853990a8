import { isRecord, type Row } from '../filter/property.js';
import type { SchemaAttribute } from '../schema/define-attribute.js';
import type { SchemaIndex } from '../schema/schema-index.js';
import { invalidValue } from './check-value.js';

/**
 * What a resource has, it has with all that is required in it: the parts of a complex value, and the attributes of an extension
 * (RFC 7643 §6, §7). Looks only at what differs from `before`. Throws `invalidValue`.
 */
export function requireValues(before: Row, after: Row, index: SchemaIndex): void {
  for (const key of Object.keys(after)) {
    if (after[key] === before[key]) continue;
    const extension = index.extension(key);
    if (extension === undefined) requireParts(index.resolve({ name: key })?.attribute, after[key], key);
    else requireAttributes(extension.attributes, after[key], extension.id);
  }
}

/** Throws `invalidValue` where one of these attributes has no value, or a part that is required has none. */
export function requireAttributes(attributes: readonly SchemaAttribute[], holder: unknown, urn: string): void {
  const values = isRecord(holder) ? holder : {};
  for (const attribute of attributes) {
    const [value, text] = [values[attribute.name], `${urn}:${attribute.name}`];
    if (attribute.required && isNothing(value)) throw invalidValue(`"${text}" is required and has no value`);
    requireParts(attribute, value, text);
  }
}

function requireParts(attribute: SchemaAttribute | undefined, value: unknown, path: string): void {
  if (attribute?.subAttributes === undefined || isNothing(value)) return;
  for (const element of Array.isArray(value) ? value : [value])
    for (const { name, required } of attribute.subAttributes)
      if (required && isRecord(element) && isNothing(element[name]))
        throw invalidValue(`"${path}.${name}" is required and has no value`);
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}
