import { type Absent, type AttributeValue, type MapperInput, RejectedError } from '@rollcall/contract';

/** Applies a text function to a text, or to each text of a list. Nothing stays nothing. */
export function eachText(mapper: string, input: Pick<MapperInput, 'value' | 'target'>, change: (text: string) => AttributeValue | Absent): AttributeValue | Absent {
  const { value, target } = input;
  if (value === undefined || value === null) return value;
  if (Array.isArray(value)) return value.map((item: AttributeValue) => eachText(mapper, { value: item, target }, change)).filter((item) => item !== undefined);
  if (typeof value === 'string') return change(value);
  if (typeof value === 'number' || typeof value === 'boolean') return change(String(value));
  throw wrongType(mapper, target, 'a text', value);
}

/** One text of a value: lists are refused, because they would have to be cut. */
export function oneText(mapper: string, target: string, value: AttributeValue): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw wrongType(mapper, target, 'a text', value);
}

/** Names what was given by its kind only: the value is personal data. */
export function wrongType(mapper: string, target: string, wanted: string, value: AttributeValue): RejectedError {
  const kind = value === null ? 'nothing' : Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'a value with parts' : `a ${typeof value}`;
  return new RejectedError({ code: 'mapping-type', doing: `mapping ${target}`, happened: `mapper "${mapper}" needs ${wanted}, and got ${kind}`, hint: 'put a mapper before it that makes one' });
}

/** No value that a person could see: absent, null, an empty text or an empty list. */
export function isBlank(value: AttributeValue | Absent): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
