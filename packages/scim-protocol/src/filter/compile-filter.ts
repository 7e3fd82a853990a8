import type { SchemaIndex } from '../schema/schema-index.js';
import type { AttributeName, Comparison, ElementFilter, Filter, FilterValue } from './ast.js';
import { printName } from './attribute-name.js';
import { comparator, isPresent, type Test } from './comparator.js';
import { elementSource, type FilterSource, resourceSource } from './filter-source.js';
import { isRecord, property, type Row } from './property.js';

/**
 * A compiled filter: whether it holds for one record. Pure, never throws, and quick enough for every record of a
 * large list.
 */
export type Predicate<R> = (record: R) => boolean;

/**
 * What `ne` means for several values: `any` holds when one of them differs, as RFC 7644 §3.4.2.2 says of every operator;
 * `none` holds when none is equal, which is what people mean when they scope accounts. No value at all is `ne` in both.
 */
export type NotEqual = 'any' | 'none';

/**
 * A filter as a function of SCIM resources. Several values of one attribute: any that fits. In brackets, all must hold of one
 * and the same element. Case and times follow the schema where an index is given.
 */
export function compileFilter(filter: Filter, index?: SchemaIndex, notEqual: NotEqual = 'any'): Predicate<Row> {
  return compile(filter, resourceSource(index), notEqual);
}

/** Asks a filter of one resource; use `compileFilter` for many. */
export function evaluateFilter(filter: Filter, resource: Row, index?: SchemaIndex): boolean {
  return compileFilter(filter, index)(resource);
}

/**
 * A filter over flat attributes of any names: `field_department eq "sales"`. Texts are compared without case; `ne` holds when
 * no value is equal. `read` gives undefined, one value or a list.
 */
export function compileFlatFilter<R>(filter: Filter, read: (record: R, name: string) => unknown): Predicate<R> {
  const source: FilterSource<R> = {
    reader: (attribute) => {
      const name = printName(attribute);
      return (record) => read(record, name);
    },
    facts: () => ({ caseExact: false }),
    whole: true,
  };
  return compile(filter, source, 'none');
}

/** A filter over the elements of one multi-valued attribute: what stands in the brackets of a path. */
export function compileElementFilter(
  filter: Filter,
  attribute: AttributeName,
  index?: SchemaIndex,
): Predicate<unknown> {
  return compile(filter, elementSource(resourceSource(index), attribute), 'any');
}

function compile<R>(filter: Filter, source: FilterSource<R>, notEqual: NotEqual): Predicate<R> {
  switch (filter.kind) {
    case 'and':
      return both(compile(filter.left, source, notEqual), compile(filter.right, source, notEqual));
    case 'or':
      return either(compile(filter.left, source, notEqual), compile(filter.right, source, notEqual));
    case 'not': {
      const inner = compile(filter.filter, source, notEqual);
      return (record) => !inner(record);
    }
    case 'present':
      return some(reach(filter.attribute, source), isPresent);
    case 'compare':
      return compileComparison(filter.attribute, filter.operator, filter.value, source, notEqual);
    case 'element':
      return compileElement(filter, source, notEqual);
  }
}

function compileElement<R>(part: ElementFilter, source: FilterSource<R>, notEqual: NotEqual): Predicate<R> {
  const { attribute, filter, then } = part;
  const elements = elementSource(source, attribute);
  const inner = compile(filter, elements, notEqual);
  const read = reach(attribute, source);
  if (then === undefined) return some(read, (element) => element !== null && inner(element));
  const name: AttributeName = { name: then.sub };
  const rest =
    then.operator === 'pr'
      ? compile({ kind: 'present', attribute: name }, elements, notEqual)
      : compileComparison(name, then.operator, then.value, elements, notEqual);
  return some(read, (element) => element !== null && inner(element) && rest(element));
}

function compileComparison<R>(
  attribute: AttributeName,
  operator: Comparison,
  value: FilterValue,
  source: FilterSource<R>,
  notEqual: NotEqual,
): Predicate<R> {
  const read = typeof value === 'boolean' ? assumed(attribute, source) : reach(attribute, source);
  if (operator === 'ne') return notEqualTo(read, attribute, value, source, notEqual);
  if (value === null) return operator === 'eq' ? none(read, isAssigned) : () => false;
  return some(read, comparator(operator, value, source.facts(attribute)));
}

function notEqualTo<R>(
  read: Reach<R>,
  attribute: AttributeName,
  value: FilterValue,
  source: FilterSource<R>,
  notEqual: NotEqual,
): Predicate<R> {
  if (value === null) return some(read, isAssigned);
  const equals = comparator('eq', value, source.facts(attribute));
  if (notEqual === 'none') return none(read, equals);
  const differs = some(read, (one) => isAssigned(one) && !equals(one));
  const empty = none(read, isAssigned);
  return (record) => differs(record) || empty(record);
}

/** Null, absent and an empty list are the same nothing (RFC 7643 §2.5); an empty text is a value. */
function isAssigned(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** The value of an attribute and the sub-attribute to take from it, or from each of its elements. */
interface Reach<R> {
  readonly read: (record: R) => unknown;
  readonly sub: string | undefined;
  /** What an element that lacks the sub-attribute counts as having. */
  readonly absent?: FilterValue;
}

function reach<R>(attribute: AttributeName, source: FilterSource<R>): Reach<R> {
  if (source.whole === true || attribute.sub === undefined) return { read: source.reader(attribute), sub: undefined };
  const { sub, ...top } = attribute;
  return { read: source.reader(top), sub };
}

/** An element that does not say whether it is the primary one is not (RFC 7643 §2.4). */
function assumed<R>(attribute: AttributeName, source: FilterSource<R>): Reach<R> {
  const found = reach(attribute, source);
  if (found.sub?.toLowerCase() === 'primary') return { ...found, absent: false };
  if (source.ofElements !== true || attribute.name.toLowerCase() !== 'primary') return found;
  return { read: (record) => found.read(record) ?? false, sub: undefined };
}

/** Does the test hold of any value? Lists are looked into, also those of sub-attributes. */
function some<R>({ read, sub, absent }: Reach<R>, test: Test): Predicate<R> {
  if (sub === undefined) return (record) => anyOf(read(record), test);
  const isValue = sub.toLowerCase() === 'value';
  const ofPart: Test = (element) => {
    if (isRecord(element)) return anyOf(property(element, sub) ?? absent, test);
    return isValue && element !== undefined && test(element);
  };
  return (record) => anyOf(read(record), ofPart);
}

function none<R>(reached: Reach<R>, test: Test): Predicate<R> {
  const any = some(reached, test);
  return (record) => !any(record);
}

function anyOf(value: unknown, test: Test): boolean {
  if (value === undefined) return false;
  if (!Array.isArray(value)) return test(value);
  for (const element of value as readonly unknown[]) if (test(element)) return true;
  return false;
}

function both<R>(a: Predicate<R>, b: Predicate<R>): Predicate<R> {
  return (record) => a(record) && b(record);
}

function either<R>(a: Predicate<R>, b: Predicate<R>): Predicate<R> {
  return (record) => a(record) || b(record);
}
