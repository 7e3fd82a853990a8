import type { CompletenessProof } from '@rollcall/contract';
import type { ListResponse } from '@rollcall/scim-protocol';
import { idOf } from '../scim-api.js';
import { cursorPages } from './cursor-pages.js';
import type { Listing, ResourcePage } from './listing.js';
import { ReadingLog } from './reading-log.js';

/**
 * Pages by index (RFC 7644 §3.4.2.4). Each page begins with the last resource of the page before: when it does not, the list has
 * moved under the reader. The last page is asked for once more in the same way, so that a count that is too low shows itself.
 * `followsCursors`: a service that has cursors only may overlook the index and say how the list goes on (RFC 9865 §2.4); then it is read so.
 */
export async function* indexPages(listing: Listing, followsCursors: boolean): AsyncGenerator<ResourcePage> {
  const log = new ReadingLog();
  const first = await pageFrom(listing, 1);
  if (followsCursors && first.nextCursor !== undefined && first.startIndex === undefined)
    return yield* cursorPages(listing);
  log.totals.add(first.totalResults);
  const fresh = log.fresh(first.resources);
  if (fresh.length < first.resources.length) log.doubts.push(`some ${listing.what} were listed twice`);
  if (first.resources.length === 0) return void (yield { resources: [], proof: proofOf(log, listing) });
  yield { resources: fresh };
  for (let last = idOf(first.resources.at(-1) ?? {}); ; ) {
    const page = await pageFrom(listing, log.ids.size);
    if (isWholeListAgain(page, first, log)) {
      if (page.resources.length === listing.pageSize)
        log.doubts.push(`the service does not page, and gave exactly the ${listing.pageSize} that were asked for`);
      return void (yield { resources: [], proof: proofOf(log, listing) });
    }
    log.totals.add(page.totalResults);
    const overlaps = idOf(page.resources[0] ?? {}) === last;
    const next = overlaps ? await behind(listing, log, page) : await moved(listing, log);
    const more = log.fresh(next.resources);
    if (more.length + (next === page ? 1 : 0) < next.resources.length)
      log.doubts.push(`some ${listing.what} were listed twice`);
    if (more.length === 0) return void (yield { resources: [], proof: proofOf(log, listing) });
    last = idOf(more.at(-1) ?? {});
    yield { resources: more };
  }
}

async function pageFrom(
  { api, path, query, pageSize, doing, signal }: Listing,
  startIndex: number,
): Promise<ListResponse> {
  return api.list(path, { doing, signal, query: { ...query, startIndex, count: pageSize } });
}

/** A service that gives one at a time gives nothing but the overlap. */
async function behind(listing: Listing, log: ReadingLog, page: ListResponse): Promise<ListResponse> {
  if (page.resources.length !== 1 || log.ids.size >= (page.totalResults ?? 0)) return page;
  const next = await pageFrom(listing, log.ids.size + 1);
  log.totals.add(next.totalResults);
  return next;
}

/** The list changed between two pages, or the service counts in whole pages: read on, but claim nothing. */
async function moved(listing: Listing, log: ReadingLog): Promise<ListResponse> {
  log.doubts.push(`the list of ${listing.what} moved while it was read`);
  const page = await pageFrom(listing, log.ids.size + 1);
  log.totals.add(page.totalResults);
  return page;
}

/** A service that does not page answers everything each time, whatever index is asked for. */
function isWholeListAgain(page: ListResponse, first: ListResponse, log: ReadingLog): boolean {
  return (
    page.resources.length > 1 &&
    page.resources.length === log.ids.size &&
    page.resources.length === first.resources.length &&
    page.resources.every((resource, at) => idOf(resource) === idOf(first.resources[at] ?? {}))
  );
}

function proofOf(log: ReadingLog, { what }: Listing): CompletenessProof {
  const [doubt] = log.doubts;
  const seen = log.ids.size;
  if (doubt !== undefined) return { complete: false, reason: doubt };
  if (log.totals.size === 1 && log.totals.has(seen))
    return {
      complete: true,
      how: `each of the ${seen} ${what} that the service counts was listed once, without a gap`,
    };
  return { complete: false, reason: `the service counted ${log.counted} ${what} and listed ${seen}` };
}
