import type { Absent, AttributeValue } from '@rollcall/contract';

/**
 * A copy that is nothing but data. JSONata marks lists that it has seen, so it gets copies, and what it gives is copied
 * back. Throws a `TypeError` for what is no data, such as a function.
 */
export function plainData(value: unknown, depth = 0): AttributeValue | Absent {
  if (value === undefined || value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value !== 'object')
    throw new TypeError(`it gives ${typeof value === 'number' ? 'a number without an end' : `a ${typeof value}`}`);
  if (depth >= DEEPEST) throw new TypeError(`it has lists or parts that go more than ${DEEPEST} levels deep`);
  if (Array.isArray(value)) return value.map((item) => plainData(item, depth + 1)).filter((item) => item !== undefined);
  if (FUNCTION_MARKS.some((mark) => Object.hasOwn(value, mark)))
    throw new TypeError('it gives a function, which nobody calls');
  const entries = Object.entries(value).map(([name, part]) => [name, plainData(part, depth + 1)] as const);
  return Object.fromEntries(entries.filter(([, part]) => part !== undefined)) as Readonly<
    Record<string, AttributeValue>
  >;
}

const DEEPEST = 20;
const FUNCTION_MARKS = ['_jsonata_function', '_jsonata_lambda'];
