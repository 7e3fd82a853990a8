import type { AttributeType } from '../schema/define-attribute.js';
import type { Comparison, FilterValue } from './ast.js';
import { isRecord, property } from './property.js';

/** What a comparison must know of an attribute. Type absent: there is no schema to tell. */
export interface ComparisonFacts {
  readonly caseExact: boolean;
  readonly type?: AttributeType;
}

export type Test = (value: unknown) => boolean;

/** Tests one value, never a list. `ne` and `null` are decided by the caller, who sees all values. */
export function comparator(operator: Exclude<Comparison, 'ne'>, wanted: FilterValue, facts: ComparisonFacts): Test {
  if (operator === 'eq') return equalTo(wanted, facts);
  if (operator === 'co' || operator === 'sw' || operator === 'ew')
    return textTest(operator, String(wanted), facts.caseExact);
  return orderTest(operator, wanted, facts);
}

/** Has a value: not null, not an empty text or list, and of a complex value any part (RFC 7644 §3.4.2.2, `pr`). */
export function isPresent(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  if (typeof value !== 'object') return true;
  return Array.isArray(value) ? value.some(isPresent) : Object.values(value).some(isPresent);
}

/** A complex value without a sub-attribute stands for its `value`. */
function plain(value: unknown): unknown {
  return isRecord(value) ? property(value, 'value') : value;
}

function equalTo(wanted: FilterValue, { caseExact, type }: ComparisonFacts): Test {
  if (typeof wanted !== 'string') return (value) => plain(value) === wanted;
  const instant = mayBeTime(type) ? instantOf(wanted) : undefined;
  if (instant !== undefined) {
    return (value) => {
      const text = plain(value);
      return text === wanted || (typeof text === 'string' && instantOf(text) === instant);
    };
  }
  if (caseExact) return (value) => plain(value) === wanted;
  const folded = wanted.toLowerCase();
  return (value) => {
    const text = plain(value);
    return text === wanted || (typeof text === 'string' && text.toLowerCase() === folded);
  };
}

function textTest(operator: 'co' | 'sw' | 'ew', wanted: string, exact: boolean): Test {
  const part = exact ? wanted : wanted.toLowerCase();
  return (value) => {
    const own = plain(value);
    if (typeof own !== 'string') return false;
    const text = exact ? own : own.toLowerCase();
    if (operator === 'co') return text.includes(part);
    return operator === 'sw' ? text.startsWith(part) : text.endsWith(part);
  };
}

function orderTest(operator: 'gt' | 'ge' | 'lt' | 'le', wanted: FilterValue, facts: ComparisonFacts): Test {
  const sign = signTo(wanted, facts);
  return (value) => {
    const found = sign(plain(value));
    if (found === undefined) return false;
    if (operator === 'gt') return found > 0;
    if (operator === 'ge') return found >= 0;
    return operator === 'lt' ? found < 0 : found <= 0;
  };
}

/** Texts in the order of their characters, times as instants, numbers as numbers; nothing else has an order. */
function signTo(wanted: FilterValue, { caseExact, type }: ComparisonFacts): (value: unknown) => number | undefined {
  if (typeof wanted === 'number') return (value) => (typeof value === 'number' ? value - wanted : undefined);
  if (typeof wanted !== 'string') return () => undefined;
  const instant = mayBeTime(type) ? instantOf(wanted) : undefined;
  const folded = caseExact ? wanted : wanted.toLowerCase();
  return (value) => {
    if (typeof value !== 'string') return undefined;
    const own = instant === undefined ? undefined : instantOf(value);
    if (own !== undefined) return own - (instant as number);
    const text = caseExact ? value : value.toLowerCase();
    return text < folded ? -1 : text > folded ? 1 : 0;
  };
}

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$/;

/** Without a schema, what looks like a time is one; with a schema, only what it says is (RFC 7643 §2.3.5). */
function mayBeTime(type: AttributeType | undefined): boolean {
  return type === undefined || type === 'dateTime';
}

/** A time without a zone is read as UTC, so that the answer does not depend on where we run. */
function instantOf(text: string): number | undefined {
  if (text.length < 19 || !DATE_TIME.test(text)) return undefined;
  const zoned = text.length > 19 && /(?:Z|[+-]\d\d:\d\d)$/.test(text);
  const instant = Date.parse(zoned ? text : `${text}Z`);
  return Number.isNaN(instant) ? undefined : instant;
}
