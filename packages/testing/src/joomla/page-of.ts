import { apiError, jsonApi } from './answers.js';
import { pageLinks } from './page-links.js';

const DEFAULT_LIMIT = 20;

/** One page of a list, with Joomla's own idea of paging: no cap, 0 means 20, negative means all. */
export function pageOf<T>(url: URL, rows: readonly T[], show: (row: T) => unknown): Response {
  const asked = phpInt(url.searchParams.get('page[limit]') ?? String(DEFAULT_LIMIT));
  const limit = asked === 0 ? DEFAULT_LIMIT : asked < 0 ? Math.max(rows.length, 1) : asked;
  const offset = phpInt(url.searchParams.get('page[offset]') ?? '0');
  if (offset > rows.length) return apiError(404, 'Resource not found', false);
  const start = startOf(offset, limit, rows.length);
  return jsonApi(200, {
    links: pageLinks(url, { offset, limit, total: rows.length }),
    data: rows.slice(start, start + limit).map(show),
    meta: { 'total-pages': Math.ceil(rows.length / limit) },
  });
}

/** An offset within the length of one page from the end is moved to the beginning of the last page: rows repeat, or are skipped. */
function startOf(offset: number, limit: number, total: number): number {
  if (offset <= 0 || total === 0) return 0;
  return offset > total - limit ? Math.max(0, Math.ceil(total / limit) - 1) * limit : offset;
}

/** What PHP makes of a text: the number that it begins with, or 0. */
export function phpInt(text: string): number {
  return Number(/^\s*[+-]?\d+/.exec(text)?.[0] ?? 0);
}
