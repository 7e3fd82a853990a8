import type { AttributeName, Comparison, Filter, FilterValue } from './ast.js';
import { printName } from './attribute-name.js';

/** Gives the values that a name stands for in a record: none, one, or the elements of a list. */
export type ValuesOf<T> = (record: T, attribute: AttributeName) => readonly unknown[];
/** Is upper case another value than lower case in this attribute? */
export type CaseExact = (attribute: AttributeName) => boolean;

/**
 * A filter as a function. Several values of one attribute: any that fits (RFC 7644 §3.4.2.2); `ne` holds when none is equal.
 * In brackets, all must hold of one and the same element.
 */
export function compile<T>(filter: Filter, valuesOf: ValuesOf<T>, caseExact: CaseExact): (record: T) => boolean {
  switch (filter.kind) {
    case 'and': return both(compile(filter.left, valuesOf, caseExact), compile(filter.right, valuesOf, caseExact));
    case 'or': return either(compile(filter.left, valuesOf, caseExact), compile(filter.right, valuesOf, caseExact));
    case 'not': {
      const inner = compile(filter.filter, valuesOf, caseExact);
      return (record) => !inner(record);
    }
    case 'present': {
      const { attribute } = filter;
      return (record) => valuesOf(record, attribute).some(isPresent);
    }
    case 'compare': {
      const { attribute, operator, value } = filter;
      const test = comparator(operator, value, caseExact(attribute));
      return (record) => test(valuesOf(record, attribute));
    }
    case 'element': return compileElement(filter, valuesOf, caseExact);
  }
}

/** A filter over flat attributes of any names: `field_department eq "sales"`. Texts are compared without case. */
export function compileFlatFilter<T>(filter: Filter, valueOf: (record: T, name: string) => unknown): (record: T) => boolean {
  return compile(filter, (record, attribute) => listOf(valueOf(record, printName(attribute))), () => false);
}

/** The names of all attributes that a filter asks for, each once. */
export function collectAttributes(filter: Filter): readonly string[] {
  const names = new Set<string>();
  const walk = (part: Filter): void => {
    if (part.kind === 'and' || part.kind === 'or') {
      walk(part.left);
      walk(part.right);
      return;
    }
    if (part.kind === 'not') return walk(part.filter);
    names.add(printName(part.attribute));
  };
  walk(filter);
  return [...names];
}

function compileElement<T>({ attribute, filter, then }: Extract<Filter, { readonly kind: 'element' }>, valuesOf: ValuesOf<T>, caseExact: CaseExact): (record: T) => boolean {
  const exact: CaseExact = (sub) => caseExact({ ...attribute, sub: sub.name });
  const inner = compile(filter, elementValues, exact);
  const rest = then === undefined ? undefined : compile<unknown>(then.operator === 'pr' ? { kind: 'present', attribute: { name: then.sub } } : { kind: 'compare', attribute: { name: then.sub }, operator: then.operator, value: then.value }, elementValues, exact);
  return (record) => valuesOf(record, attribute).some((element) => inner(element) && (rest === undefined || rest(element)));
}

/** Sub-attributes of one element; a plain value is its own `value`. */
export function elementValues(element: unknown, { name }: AttributeName): readonly unknown[] {
  if (typeof element !== 'object' || element === null) return name.toLowerCase() === 'value' ? listOf(element) : [];
  return listOf(property(element as Readonly<Record<string, unknown>>, name));
}

/** Names of attributes have no case (RFC 7643 §2.1). */
export function property(record: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(record, name)) return record[name];
  const lower = name.toLowerCase();
  for (const key of Object.keys(record)) if (key.toLowerCase() === lower) return record[key];
  return undefined;
}

export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly unknown[]) : [value];
}

/** Has a value: not null, not an empty text or list, and of a complex value any part (RFC 7644, `pr`). */
function isPresent(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  if (Array.isArray(value)) return value.some(isPresent);
  return typeof value !== 'object' || Object.values(value).some(isPresent);
}

function comparator(operator: Comparison, wanted: FilterValue, exact: boolean): (values: readonly unknown[]) => boolean {
  if (operator === 'eq') {
    const equals = equalTo(wanted, exact);
    return wanted === null ? (values) => !values.some(isPresent) : (values) => values.some((value) => equals(plain(value)));
  }
  if (operator === 'ne') {
    const equal = comparator('eq', wanted, exact);
    return (values) => !equal(values);
  }
  const test = operator === 'co' || operator === 'sw' || operator === 'ew' ? textTest(operator, String(wanted), exact) : orderTest(operator, wanted, exact);
  return (values) => values.some((value) => test(plain(value)));
}

/** A complex value without a sub-attribute stands for its `value`. */
function plain(value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? property(value as Readonly<Record<string, unknown>>, 'value') : value;
}

function equalTo(wanted: FilterValue, exact: boolean): (value: unknown) => boolean {
  if (typeof wanted !== 'string') return (value) => value === wanted;
  const folded = fold(wanted, exact);
  const instant = instantOf(wanted);
  return (value) => typeof value === 'string' && (fold(value, exact) === folded || (instant !== undefined && instantOf(value) === instant));
}

function textTest(operator: 'co' | 'sw' | 'ew', wanted: string, exact: boolean): (value: unknown) => boolean {
  const part = fold(wanted, exact);
  const test = { co: (text: string) => text.includes(part), sw: (text: string) => text.startsWith(part), ew: (text: string) => text.endsWith(part) }[operator];
  return (value) => typeof value === 'string' && test(fold(value, exact));
}

function orderTest(operator: 'gt' | 'ge' | 'lt' | 'le', wanted: FilterValue, exact: boolean): (value: unknown) => boolean {
  const holds = { gt: (sign: number) => sign > 0, ge: (sign: number) => sign >= 0, lt: (sign: number) => sign < 0, le: (sign: number) => sign <= 0 }[operator];
  return (value) => {
    const sign = compare(value, wanted, exact);
    return sign !== undefined && holds(sign);
  };
}

/** Booleans and nothing have no order; times are compared as instants. */
function compare(value: unknown, wanted: FilterValue, exact: boolean): number | undefined {
  if (typeof value === 'number' && typeof wanted === 'number') return value - wanted;
  if (typeof value !== 'string' || typeof wanted !== 'string') return undefined;
  const [a, b] = [instantOf(value), instantOf(wanted)];
  if (a !== undefined && b !== undefined) return a - b;
  const [left, right] = [fold(value, exact), fold(wanted, exact)];
  return left < right ? -1 : left > right ? 1 : 0;
}

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

function instantOf(text: string): number | undefined {
  if (!DATE_TIME.test(text)) return undefined;
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? undefined : instant;
}

function fold(text: string, exact: boolean): string {
  return exact ? text : text.toLowerCase();
}

function both<T>(a: (record: T) => boolean, b: (record: T) => boolean): (record: T) => boolean {
  return (record) => a(record) && b(record);
}

function either<T>(a: (record: T) => boolean, b: (record: T) => boolean): (record: T) => boolean {
  return (record) => a(record) || b(record);
}
