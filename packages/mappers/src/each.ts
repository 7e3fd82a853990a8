import type { Absent, AttributeValue, ComplexValue, MapperInput, Scalar } from '@rollcall/contract';
import { refuser, wrongType } from './refuse.js';

type Mapped = AttributeValue | Absent;

/**
 * The manners of all mappers that change one item: absent stays absent, `null` stays `null`, and a list is mapped item
 * by item. Items for which `change` gives nothing leave the list.
 */
export function each(
  value: Mapped,
  change: (item: Scalar | ComplexValue | readonly AttributeValue[]) => Mapped,
): Mapped {
  if (value === undefined || value === null) return value;
  if (!isList(value)) return change(value);
  const mapped: AttributeValue[] = [];
  for (const item of value) {
    const result = item === null ? null : change(item);
    if (result !== undefined) mapped.push(result);
  }
  return mapped;
}

/** {@link each} for texts; numbers, true and false are taken as text, and anything else is refused. */
export function eachText(mapper: string, input: MapperInput, change: (text: string) => Mapped): Mapped {
  return each(input.value, (item) => change(textOf(mapper, input, item)));
}

/** One text. Lists are refused: they would have to be cut. */
export function textOf(mapper: string, input: MapperInput, item: AttributeValue): string {
  if (typeof item === 'object') throw wrongType(refuser(mapper, input), 'text', item);
  return String(item);
}

/** {@link each} for texts, numbers and booleans; anything else is refused. */
export function eachScalar(mapper: string, input: MapperInput, change: (item: Scalar) => Mapped): Mapped {
  return each(input.value, (item) => {
    if (typeof item === 'object') throw wrongType(refuser(mapper, input), 'text, a number, or true or false', item);
    return change(item);
  });
}

export function isList(value: Mapped): value is readonly AttributeValue[] {
  return Array.isArray(value);
}

/** Nothing, `null` or the empty text. */
export function isBlank(value: Mapped): value is undefined | null | '' {
  return value === undefined || value === null || value === '';
}

/** What is left to say when none of the values counts: `''` where one was empty, `null` where one was null, else absent. */
export function remains(values: readonly Mapped[]): Mapped {
  if (values.includes('')) return '';
  return values.includes(null) ? null : undefined;
}

/** The scalars that a value was made of, one by one; absent when any of them came from nothing. */
export function invertEach(
  value: AttributeValue,
  original: (item: AttributeValue) => AttributeValue | undefined,
): AttributeValue | undefined {
  if (!isList(value)) return original(value);
  const items = value.map(original);
  return items.includes(undefined) ? undefined : (items as AttributeValue[]);
}
