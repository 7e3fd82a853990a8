import type { AccountTest, AttributeTest, TestOperator } from './condition.js';
import { secondsOf } from './instant.js';
import type { JsonApiFilter } from './json-api-filter.js';
import { longestRun, plainRuns } from './plain-text.js';
import type { Answer, QueryLanguage } from './translate.js';

/** A field that JSON:API can filter by. */
export interface JsonApiColumn {
  /** As a filter names it: `name`, `roles.meta.drupal_internal__target_id`. */
  readonly path: string;
  /**
   * `text`: compared without case, at least for `a` to `z`. `token`: made by the system, such as a role's id; no two of them are alike.
   * `time`: seconds since 1970, although answers show a date.
   */
  readonly type: 'text' | 'token' | 'integer' | 'boolean' | 'time';
  /** Always has a value. */
  readonly always?: boolean;
  /** May have several values. */
  readonly several?: boolean;
  /** Text: `=` does not look at case either, on any database, so that an index can be used. */
  readonly equality?: boolean;
}

/** Which fields hold what {@link jsonApiLanguage} can ask for. */
export interface JsonApiColumns {
  /** The account's immutable id. */
  readonly id: JsonApiColumn;
  /** Whether the account may sign in. */
  readonly active: JsonApiColumn;
  /** Ids of the groups that the account is in. */
  readonly groups: JsonApiColumn;
  /**
   * The field of an attribute, by the name that the adapter's schema gives it. Undefined where JSON:API cannot filter
   * by it.
   */
  attribute(name: string): JsonApiColumn | undefined;
}

/** More make a statement with so many joins that a site is quicker without. */
const MOST_CONDITIONS = 10;
/** Ids in one question: an address has 8 KiB at most web servers. */
const MOST_IDS = 50;
/** Characters of a text in an address; a beginning of it finds as well. */
const LONGEST_TEXT = 100;
/** Beyond that, PostgreSQL refuses to compare with an integer. */
const MOST_INTEGER = 2 ** 31 - 1;

/**
 * Filters of JSON:API as Drupal understands them. It has no "not", compares texts as its database does, and shows times as dates but
 * compares them as numbers; so texts are always asked more widely, and only what has one spelling is asked exactly.
 */
export function jsonApiLanguage(columns: JsonApiColumns): QueryLanguage<AccountTest, JsonApiFilter> {
  return {
    ask: (test, holds) => {
      if ('ids' in test) return idsIn(columns.id, test.ids, holds);
      if ('active' in test) return comparison(columns.active, 'eq', test.active, holds);
      if ('group' in test) return comparison(columns.groups, 'eq', test.group, holds);
      const column = columns.attribute(test.attribute);
      return column === undefined ? undefined : ofAttribute(column, test, holds);
    },
    all: (queries) => joined('AND', queries),
    any: (queries) => joined('OR', queries),
  };
}

function idsIn(column: JsonApiColumn, ids: readonly string[], holds: boolean): Answer<JsonApiFilter> | undefined {
  if (!holds || ids.length === 0 || ids.length > MOST_IDS || !ids.every((id) => /^[\w-]{1,64}$/.test(id)))
    return undefined;
  return { query: { path: column.path, operator: 'IN', values: ids }, exact: true };
}

function ofAttribute(column: JsonApiColumn, test: AttributeTest, holds: boolean): Answer<JsonApiFilter> | undefined {
  if (test.is !== 'present') return comparison(column, test.is, test.value, holds);
  // An empty text is a value to the database and none to SCIM.
  return holds ? { query: hasValue(column.path), exact: column.type !== 'text' } : withoutValue(column);
}

function withoutValue({ path, type }: JsonApiColumn): Answer<JsonApiFilter> | undefined {
  return type === 'text' ? undefined : { query: hasNone(path), exact: true };
}

function comparison(
  column: JsonApiColumn,
  is: TestOperator,
  value: string | number | boolean,
  holds: boolean,
): Answer<JsonApiFilter> | undefined {
  if (column.type === 'text') return holds ? textQuery(column, is, value) : undefined;
  const found = column.type === 'token' ? tokenQuery(column, is, value) : numberQuery(column, is, value);
  if (found === undefined || holds) return found === undefined ? undefined : { query: found, exact: true };
  const { path, operator, values } = found;
  const query: JsonApiFilter = { path, operator: OPPOSITES[operator] ?? operator, values };
  // Of several values, one that differs is not yet none that is equal.
  return {
    query: column.always === true ? query : { conjunction: 'OR', members: [query, hasNone(path)] },
    exact: column.several !== true,
  };
}

const OPPOSITES: Readonly<Record<string, string>> = { '=': '<>', '>': '<=', '>=': '<', '<': '>=', '<=': '>' };

type SimpleFilter = Extract<JsonApiFilter, { readonly path: string }>;

function tokenQuery({ path }: JsonApiColumn, is: TestOperator, value: unknown): SimpleFilter | undefined {
  if (is !== 'eq' || typeof value !== 'string' || !/^[\w.:-]{1,100}$/.test(value)) return undefined;
  return { path, operator: '=', values: [value] };
}

const SIGNS = { gt: '>', ge: '>=', lt: '<', le: '<=' } as const;

function numberQuery({ path, type }: JsonApiColumn, is: TestOperator, value: unknown): SimpleFilter | undefined {
  if (type === 'boolean')
    return is === 'eq' && typeof value === 'boolean' ? { path, operator: '=', values: [value ? '1' : '0'] } : undefined;
  const number = type === 'time' ? (typeof value === 'string' ? secondsOf(value) : undefined) : value;
  if (typeof number !== 'number' || Math.abs(number) > MOST_INTEGER) return undefined;
  if (is === 'eq') return Number.isInteger(number) ? { path, operator: '=', values: [String(number)] } : undefined;
  if (is === 'co' || is === 'sw' || is === 'ew') return undefined;
  // Whole numbers are there: after 1.5 comes 2, as after 1.
  const whole = is === 'gt' || is === 'le' ? Math.floor(number) : Math.ceil(number);
  return { path, operator: SIGNS[is], values: [String(whole)] };
}

/** Finds at least those; the databases differ in what they find besides. */
function textQuery(column: JsonApiColumn, is: TestOperator, value: unknown): Answer<JsonApiFilter> | undefined {
  if (typeof value !== 'string') return undefined;
  const runs = plainRuns(value);
  const [first] = runs;
  const { path } = column;
  const whole = first?.text === value && value.length <= LONGEST_TEXT;
  if (is === 'eq' && whole && column.equality === true)
    return { query: { path, operator: '=', values: [value] }, exact: false };
  if (is === 'sw' && first?.at === 0) return wider(path, 'STARTS_WITH', beginning(first.text));
  if (is === 'ew' && whole) return wider(path, 'ENDS_WITH', value);
  if (is !== 'eq' && is !== 'co' && is !== 'sw' && is !== 'ew') return undefined;
  const run = longestRun(runs);
  return run === undefined ? undefined : wider(path, 'CONTAINS', beginning(run.text));
}

function beginning(text: string): string {
  return text.length <= LONGEST_TEXT ? text : [...text].slice(0, LONGEST_TEXT).join('');
}

function wider(path: string, operator: string, value: string): Answer<JsonApiFilter> {
  return { query: { path, operator, values: [value] }, exact: false };
}

function hasValue(path: string): JsonApiFilter {
  return { path, operator: 'IS NOT NULL', values: [] };
}

function hasNone(path: string): JsonApiFilter {
  return { path, operator: 'IS NULL', values: [] };
}

function joined(conjunction: 'AND' | 'OR', queries: readonly JsonApiFilter[]): Answer<JsonApiFilter> | undefined {
  const members = queries.flatMap((query) =>
    'members' in query && query.conjunction === conjunction ? query.members : [query],
  );
  const query: JsonApiFilter = { conjunction, members };
  return conditionsIn(query) > MOST_CONDITIONS ? undefined : { query, exact: true };
}

function conditionsIn(filter: JsonApiFilter): number {
  return 'members' in filter ? filter.members.reduce((sum, member) => sum + conditionsIn(member), 0) : 1;
}
