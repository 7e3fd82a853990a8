import { type Column, type ColumnResolver, OPERATORS, type Test, testOf } from './column.js';
import { DrupalProblem } from './problem.js';
import { listOf, type QueryMap } from './query-string.js';

/** A condition of a filter, with its column found. */
export interface FilterCondition<Row> {
  readonly column: Column<Row>;
  readonly operator: string;
  readonly values: readonly string[];
}

export interface Filter<Row> {
  readonly test: Test<Row>;
  /** Conditions that every row must meet: those of the root when it is an AND. An index may use them. */
  readonly required: readonly FilterCondition<Row>[];
}

/**
 * Reads `filter[…]` in all its forms: `filter[name]=x`, `filter[n][path|operator|value]`,
 * `filter[n][condition][…]`, and groups with a conjunction and `memberOf`.
 *
 * @throws DrupalProblem 400 for a shape, operator or field that is not allowed, 403 for a field the viewer may not use.
 */
export function readFilter<Row>(map: QueryMap, resolve: ColumnResolver<Row>): Filter<Row> {
  const groups = new Map<string, Group<Row>>([['@root', { conjunction: 'AND', memberOf: null, tests: [] }]]);
  const conditions: { readonly memberOf: string; readonly condition: FilterCondition<Row> }[] = [];
  for (const [key, value] of map) {
    const group = value instanceof Map ? value.get('group') : undefined;
    if (group instanceof Map) {
      groups.set(key, {
        conjunction: text(group, 'conjunction') === 'OR' ? 'OR' : 'AND',
        memberOf: text(group, 'memberOf') ?? '@root',
        tests: [],
      });
    } else {
      const shape = conditionShape(key, value);
      conditions.push({ memberOf: text(shape, 'memberOf') ?? '@root', condition: readCondition(shape, resolve) });
    }
  }
  for (const { memberOf, condition } of conditions) {
    groups.get(memberOf)?.tests.push(testOf(condition.column, condition.operator, condition.values));
  }
  return {
    test: groupTest('@root', groups, new Set()),
    required: conditions.filter(({ memberOf }) => memberOf === '@root').map(({ condition }) => condition),
  };
}

interface Group<Row> {
  readonly conjunction: 'AND' | 'OR';
  readonly memberOf: string | null;
  readonly tests: Test<Row>[];
}

function conditionShape(key: string, value: string | QueryMap): QueryMap {
  if (typeof value === 'string') {
    return new Map([
      ['path', key],
      ['value', value],
    ]);
  }
  const condition = value.get('condition');
  if (condition instanceof Map) return condition;
  return value.has('value') || value.has('operator') ? new Map([['path', key] as const, ...value]) : value;
}

function readCondition<Row>(shape: QueryMap, resolve: ColumnResolver<Row>): FilterCondition<Row> {
  const path = text(shape, 'path');
  const operator = text(shape, 'operator') ?? '=';
  const isNullTest = operator === 'IS NULL' || operator === 'IS NOT NULL';
  if (path === undefined || (!shape.has('value') && !isNullTest)) {
    throw new DrupalProblem(
      400,
      'You must provide a valid filter condition. Check that you have set the required keys for your filter.',
    );
  }
  if (!OPERATORS.includes(operator)) {
    throw new DrupalProblem(400, `The '${operator}' operator is not allowed in a filter parameter.`);
  }
  return { column: resolve(path), operator, values: listOf(shape.get('value')) };
}

function groupTest<Row>(name: string, groups: ReadonlyMap<string, Group<Row>>, seen: Set<string>): Test<Row> {
  seen.add(name);
  const group = groups.get(name) as Group<Row>;
  const tests = [...group.tests];
  for (const [inner, { memberOf }] of groups) {
    if (memberOf === name && !seen.has(inner)) tests.push(groupTest(inner, groups, seen));
  }
  if (tests.length === 0) return () => true;
  return group.conjunction === 'OR'
    ? (row) => tests.some((test) => test(row))
    : (row) => tests.every((test) => test(row));
}

function text(map: QueryMap, key: string): string | undefined {
  const value = map.get(key);
  return typeof value === 'string' ? value : undefined;
}
