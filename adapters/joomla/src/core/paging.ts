import { NotFoundError } from '@rollcall/contract';
import type { CoreApi, JsonApiList, JsonApiRow, ListRequest } from './core-api.js';

export interface PagesRequest extends ListRequest {
  readonly path: string;
  readonly pageSize: number;
}

export interface Page {
  readonly rows: readonly JsonApiRow[];
  /** What does not fit about the paging so far: rows may be missing. */
  readonly flaw: string | undefined;
}

/**
 * The pages of a list. Offsets are counted here and are multiples of the limit: Joomla moves others, and the links of its
 * answers are not encoded. The end is the page without a link to a next one: an offset equal to the total gives the last page again.
 */
export async function* pagesOf(api: CoreApi, request: PagesRequest): AsyncGenerator<Page> {
  const { pageSize } = request;
  let flaw: string | undefined;
  for (let offset = 0; ; offset += pageSize) {
    const list = await listFrom(api, request, offset);
    if (list === undefined) {
      yield { rows: [], flaw: flaw ?? 'the list became shorter while it was read' };
      return;
    }
    const { rows, more, totalPages } = list;
    const number = offset / pageSize + 1;
    if (more && rows.length < pageSize)
      flaw ??= `page ${number} has ${rows.length} rows instead of ${pageSize}, although more follow`;
    if (rows.length > pageSize) flaw ??= `page ${number} has more rows than were asked for`;
    if (!more && totalPages !== undefined && totalPages > number)
      flaw ??= `Joomla told of ${totalPages} pages and the list ended after page ${number}`;
    yield { rows, flaw };
    if (!more || rows.length === 0) return;
  }
}

/** Number of rows that a list has: with pages of one row, the number of pages. `undefined` where Joomla does not tell. */
export async function countRows(
  api: CoreApi,
  { path, query, doing, signal }: Omit<PagesRequest, 'pageSize'>,
): Promise<number | undefined> {
  return (await api.list(path, { query: { ...query, 'page[limit]': 1 }, doing, signal })).totalPages;
}

/** Joomla answers 404 when the offset lies behind the end, which happens when users are deleted meanwhile. */
async function listFrom(
  api: CoreApi,
  { path, query, pageSize, doing, signal }: PagesRequest,
  offset: number,
): Promise<JsonApiList | undefined> {
  try {
    return await api.list(path, {
      query: { ...query, 'page[offset]': offset, 'page[limit]': pageSize },
      doing,
      signal,
    });
  } catch (error) {
    if (NotFoundError.is(error) && offset > 0) return undefined;
    throw error;
  }
}
