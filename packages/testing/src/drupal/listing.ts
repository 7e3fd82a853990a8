import { type Column, type ColumnResolver, compareCells } from './column.js';
import { type Filter, type FilterCondition, readFilter } from './filter.js';
import type { DrupalUser } from './model.js';
import { DrupalProblem } from './problem.js';
import type { QueryMap, QueryValue } from './query-string.js';
import type { UserTable } from './user-table.js';

/** `page[offset]` and `page[limit]` after the cap. */
export interface Page {
  readonly offset: number;
  readonly limit: number;
}

/** What a collection request asks for. */
export interface Listing<Row> {
  readonly filter: Filter<Row> | undefined;
  readonly sort: readonly SortKey<Row>[];
  readonly page: Page;
}

export interface SortKey<Row> {
  readonly column: Column<Row>;
  readonly descending: boolean;
}

/** Reads filter, sort and page of a collection request. @throws DrupalProblem 400 or 403. */
export function readListing<Row>(query: QueryMap, resolve: ColumnResolver<Row>, pageCap: number): Listing<Row> {
  const filter = nested(query, 'filter');
  return {
    filter: filter === undefined ? undefined : readFilter(filter, resolve),
    sort: readSort(query.get('sort'), resolve),
    page: readPage(nested(query, 'page'), pageCap),
  };
}

/** A map parameter such as `page[…]`. @throws DrupalProblem 400 where it is a plain value. */
export function nested(query: QueryMap, name: string): QueryMap | undefined {
  const value = query.get(name);
  if (typeof value === 'string') {
    throw new DrupalProblem(400, `Unexpected value for parameter "${name}": expecting "array", got "string".`);
  }
  return value;
}

/** The asked page of any rows, and whether there are more. Rows of equal sort keys keep their order. */
export function pickPage<Row>(rows: readonly Row[], { filter, sort, page }: Listing<Row>): PickedPage<Row> {
  const sorted = sort.length === 0 ? rows : rows.toSorted(comparison(sort));
  return take(sorted, 0, sorted.length, filter?.test, page);
}

/**
 * The asked page of users. Equality on name, uid or uuid and a range of uids use an index; in order of uid the scan
 * starts at the range and ends with the page, so a keyset walk costs O(log n + page) for each page.
 */
export function pickUsers(users: UserTable, listing: Listing<DrupalUser>): PickedPage<DrupalUser> {
  const { filter, sort, page } = listing;
  const found = filter === undefined ? undefined : indexed(users, filter.required);
  if (found !== undefined) return pickPage(found, listing);
  const [first] = sort;
  if (first !== undefined && !(first.column.path === 'uid' && !first.descending)) {
    const key = sort.map(({ column, descending }) => `${descending ? '-' : ''}${column.path}`).join();
    const rows = users.inOrder(key, comparison(sort));
    return take(rows, 0, rows.length, filter?.test, page);
  }
  const { from, to } = uidRange(users, filter?.required ?? []);
  return take(users.all(), from, to, filter?.test, page);
}

export interface PickedPage<Row> {
  readonly rows: readonly Row[];
  readonly hasMore: boolean;
}

function take<Row>(
  rows: readonly Row[],
  from: number,
  to: number,
  test: ((row: Row) => boolean) | undefined,
  page: Page,
): PickedPage<Row> {
  const picked: Row[] = [];
  let skipped = 0;
  for (let index = from; index < to; index += 1) {
    const row = rows[index] as Row;
    if (test !== undefined && !test(row)) continue;
    if (skipped < page.offset) skipped += 1;
    else if (picked.length === page.limit) return { rows: picked, hasMore: true };
    else picked.push(row);
  }
  return { rows: picked, hasMore: false };
}

function indexed(users: UserTable, required: readonly FilterCondition<DrupalUser>[]): DrupalUser[] | undefined {
  for (const { column, operator, values } of required) {
    if (operator !== '=' && operator !== 'IN') continue;
    if (column.path === 'uid') {
      // A text that is no number matches no uid, as the whole test says afterwards.
      return distinct(values.map((value) => users.find(Number(value))));
    }
    if (column.path === 'uuid') return distinct(values.map((value) => users.findByUuid(value)));
    if (column.path === 'name') return distinct(values.map((value) => users.findByName(value)));
    if (column.path === 'mail') return distinct(values.flatMap((value) => users.findByMail(value)));
  }
  return undefined;
}

function distinct(rows: readonly (DrupalUser | undefined)[]): DrupalUser[] {
  return [...new Set(rows.filter((row) => row !== undefined))].sort((a, b) => a.uid - b.uid);
}

function uidRange(
  users: UserTable,
  required: readonly FilterCondition<DrupalUser>[],
): { readonly from: number; readonly to: number } {
  let from = 0;
  let to = users.size;
  for (const { column, operator, values } of required) {
    const value = Number(values[0]);
    if (column.path !== 'uid' || !Number.isInteger(value)) continue;
    if (operator === '>') from = Math.max(from, users.lowerBound(value + 1));
    if (operator === '>=') from = Math.max(from, users.lowerBound(value));
    if (operator === '<') to = Math.min(to, users.lowerBound(value));
    if (operator === '<=') to = Math.min(to, users.lowerBound(value + 1));
  }
  return { from, to };
}

function comparison<Row>(sort: readonly SortKey<Row>[]): (a: Row, b: Row) => number {
  return (a, b) => {
    for (const { column, descending } of sort) {
      const order = compareCells(column.cells(a)[0] ?? null, column.cells(b)[0] ?? null);
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  };
}

function readSort<Row>(value: QueryValue | undefined, resolve: ColumnResolver<Row>): SortKey<Row>[] {
  if (value === undefined) return [];
  const keys =
    typeof value === 'string'
      ? value.split(',').map((key) => [key.replace(/^-/, ''), key.startsWith('-')] as const)
      : [...value.values()].map((key) => {
          const path = key instanceof Map ? key.get('path') : key;
          const direction = key instanceof Map ? key.get('direction') : undefined;
          return [typeof path === 'string' ? path : '', direction === 'DESC'] as const;
        });
  if (keys.some(([path]) => path === ''))
    throw new DrupalProblem(400, 'You need to provide a value for the sort parameter.');
  return keys.map(([path, descending]) => ({ column: resolve(path), descending }));
}

function readPage(page: QueryMap | undefined, cap: number): Page {
  const limit = page?.get('limit');
  const offset = page?.get('offset');
  const asked = typeof limit === 'string' ? toNumber(limit) : cap;
  // PHP compares a text that is no number with 50 as text, finds it greater and cuts it to 50.
  const size = Number.isNaN(asked) || asked > cap ? cap : asked;
  if (size <= 0) throw new DrupalProblem(400, 'The page size needs to be a positive integer.');
  const start = typeof offset === 'string' ? toNumber(offset) : 0;
  return { offset: Number.isNaN(start) ? 0 : Math.max(0, start), limit: size };
}

function toNumber(text: string): number {
  return /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
}
