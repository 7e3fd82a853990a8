import type { Filter } from '../filter/ast.js';
import type { Condition } from './condition.js';
import { type QueryLanguage, translate } from './translate.js';

/** One test of a SCIM filter. */
export type FilterTest = Extract<Filter, { readonly kind: 'present' | 'compare' | 'element' }>;

/** What a system can be asked of a filter, and what is left to do afterwards. */
export interface FilterTranslation<Query> {
  /** To ask the system; absent where it can only be asked for everybody. */
  readonly query?: Query;
  /** What must still be evaluated on what the system gives; absent where nothing is left. */
  readonly remainder?: Filter;
}

/** A SCIM filter in a system's own language, with what the system cannot answer. `translate` says how. */
export function translateFilter<Query>(
  filter: Filter,
  language: QueryLanguage<FilterTest, Query>,
): FilterTranslation<Query> {
  const { query, remainder } = translate(filterCondition(filter), language);
  return {
    ...(query === undefined ? {} : { query }),
    ...(remainder === undefined ? {} : { remainder: conditionFilter(remainder) }),
  };
}

/** The filter with its chains of "and" and of "or" as lists. */
export function filterCondition(filter: Filter): Condition<FilterTest> {
  if (filter.kind === 'and') return { all: chain(filter, 'and').map(filterCondition) };
  if (filter.kind === 'or') return { any: chain(filter, 'or').map(filterCondition) };
  return filter.kind === 'not' ? { not: filterCondition(filter.filter) } : filter;
}

/** And back. Throws for an empty list, which no filter is. */
export function conditionFilter(condition: Condition<FilterTest>): Filter {
  if ('not' in condition) return { kind: 'not', filter: conditionFilter(condition.not) };
  if ('all' in condition) return joined(condition.all, 'and');
  return 'any' in condition ? joined(condition.any, 'or') : condition;
}

function joined(parts: readonly Condition<FilterTest>[], kind: 'and' | 'or'): Filter {
  return parts.map(conditionFilter).reduce((left, right) => ({ kind, left, right }));
}

function chain(filter: Filter, kind: 'and' | 'or'): readonly Filter[] {
  const parts: Filter[] = [];
  const waiting = [filter];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.kind === kind) waiting.push(next.right, next.left);
    else parts.push(next);
  }
  return parts;
}
