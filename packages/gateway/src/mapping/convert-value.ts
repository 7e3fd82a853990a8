import type { AttributeValue } from '@rollcall/contract';
import { ScimError } from '@rollcall/scim-protocol';
import type { Binding } from './binding.js';

/** The system's value as SCIM has it: one of several where SCIM has one, a text where SCIM has texts. */
export function toScim(value: AttributeValue, { single, scimType }: Binding): AttributeValue {
  const one = single && Array.isArray(value) ? ((value as readonly AttributeValue[])[0] ?? null) : value;
  if (scimType === 'string' && (typeof one === 'number' || typeof one === 'boolean')) return String(one);
  if (scimType === 'boolean' && typeof one === 'string') return one === 'true' || one === '1';
  return one;
}

/** SCIM's value as the system has it. Throws a `ScimError` for what it cannot hold. */
export function fromScim(value: AttributeValue, { attribute, single, text }: Binding): AttributeValue {
  const converted = Array.isArray(value)
    ? value.map((item) => typed(item as AttributeValue, attribute.type))
    : typed(value, attribute.type);
  const { maxLength, values } = attribute;
  if (typeof converted === 'string') {
    if (maxLength !== undefined && [...converted].length > maxLength)
      throw new ScimError(400, `"${text}" has more than ${maxLength} characters`, 'invalidValue');
    if (values !== undefined && !values.includes(converted))
      throw new ScimError(400, `"${text}" must be one of ${values.join(', ')}`, 'invalidValue');
  }
  return attribute.multiValued === true && single && !Array.isArray(converted) ? [converted] : converted;
}

function typed(value: AttributeValue, type: Binding['attribute']['type']): AttributeValue {
  if (typeof value !== 'string') return value;
  if (type === 'boolean' && /^(?:true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  if ((type === 'integer' || type === 'decimal') && value.trim() !== '' && Number.isFinite(Number(value)))
    return Number(value);
  return value;
}
