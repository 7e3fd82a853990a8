import type { Journal, OperationRecord } from '../ports/state.js';

type Which = Omit<Parameters<Journal['page']>[1], 'after' | 'limit'>;

const PAGE = 500;

/**
 * Operations of a run, page by page, in the order of the journal: each that fits when its page is read, once. What is settled between
 * two pages keeps its place, so nobody is left out. An empty list of ids means nobody.
 */
export async function* operationPages(
  journal: Pick<Journal, 'page'>,
  runId: string,
  which: Which = {},
  limit = PAGE,
): AsyncGenerator<readonly OperationRecord[], void, undefined> {
  if (which.sourceIds?.length === 0) return;
  let page = await journal.page(runId, { ...which, limit });
  for (let after = page.at(-1); after !== undefined; after = page.at(-1)) {
    yield page;
    page = await journal.page(runId, { ...which, limit, after });
  }
}
