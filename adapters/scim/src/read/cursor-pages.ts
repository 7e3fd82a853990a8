import type { CompletenessProof } from '@rollcall/contract';
import type { Listing, ResourcePage } from './listing.js';
import { ReadingLog } from './reading-log.js';

/** A service that gives nothing so often, and always another cursor, never ends. */
const MOST_EMPTY_PAGES = 100;

/** Pages by cursor (RFC 9865): the list ends with the page that has no next cursor. */
export async function* cursorPages(listing: Listing): AsyncGenerator<ResourcePage> {
  const { api, path, query, pageSize, doing, signal, what } = listing;
  const log = new ReadingLog();
  const cursors = new Set<string>();
  let empty = 0;
  for (let cursor = ''; ; ) {
    const page = await api.list(path, { doing, signal, query: { ...query, cursor, count: pageSize } });
    if (page.totalResults !== undefined) log.totals.add(page.totalResults);
    const fresh = log.fresh(page.resources);
    if (fresh.length < page.resources.length) log.doubts.push(`some ${what} were listed twice`);
    const next = page.nextCursor;
    const again = next !== undefined && cursors.has(next);
    if (again) log.doubts.push('the service gave a cursor for the second time');
    if (page.startIndex !== undefined && cursor === '' && next === undefined && page.resources.length >= pageSize)
      log.doubts.push('the service answered a cursor with a page by index');
    empty = page.resources.length === 0 ? empty + 1 : 0;
    const endless = next !== undefined && empty === MOST_EMPTY_PAGES;
    if (endless) log.doubts.push(`the service gave ${empty} pages without anything in them, one after another`);
    if (next === undefined || again || endless) return void (yield { resources: fresh, proof: proofOf(log, what) });
    cursors.add(next);
    cursor = next;
    yield { resources: fresh };
  }
}

function proofOf(log: ReadingLog, what: string): CompletenessProof {
  const [doubt] = log.doubts;
  const seen = log.ids.size;
  if (doubt !== undefined) return { complete: false, reason: doubt };
  // A service with cursors need not count (RFC 9865 §2).
  if (log.totals.size === 0 || (log.totals.size === 1 && log.totals.has(seen)))
    return { complete: true, how: `the service ended the list after ${seen} ${what}, each of them once` };
  return { complete: false, reason: `the service counted ${log.counted} ${what} and listed ${seen}` };
}
