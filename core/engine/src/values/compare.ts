import type { Absent, AttributeValue } from '@rollcall/contract';
import { stable } from './stable.js';

/**
 * Are these the same to a target? Lists are compared as sets: no system that we know keeps their order.
 * A target does not tell "absent" from "no value" from "an empty list", so those are the same here.
 */
export function sameValue(a: AttributeValue | Absent, b: AttributeValue | Absent): boolean {
  if (a === b) return true;
  if (isNothing(a) || isNothing(b)) return isNothing(a) && isNothing(b);
  if (Array.isArray(a) && Array.isArray(b)) return sameSet(a, b);
  if (typeof a !== 'object' || typeof b !== 'object') return false;
  return stable(a as AttributeValue) === stable(b as AttributeValue);
}

function isNothing(value: AttributeValue | Absent): value is null | undefined {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

function sameSet(a: readonly AttributeValue[], b: readonly AttributeValue[]): boolean {
  const left = new Set(a.map(stable));
  const right = new Set(b.map(stable));
  return left.size === right.size && [...left].every((item) => right.has(item));
}
