import { type CompletenessProof, UnavailableError } from '@rollcall/contract';
import { idOf } from '../scim-api.js';
import type { Listing, ResourcePage } from './listing.js';
import { ReadingLog } from './reading-log.js';

/** A service that gives nothing so often, and always another cursor, never ends. */
const MOST_EMPTY_PAGES = 100;
/** A list whose cursors expire so often is not read to its end. */
const MOST_BEGINNINGS = 5;

/**
 * Pages by cursor (RFC 9865): the list ends with the page that has no next cursor. When the service does not know a cursor any more, the list
 * is begun anew (§2.1). Nobody is given twice then, and only the reading that reached the end proves anything: whoever came, left or moved
 * before it began is in it as they are.
 */
export async function* cursorPages(listing: Listing): AsyncGenerator<ResourcePage> {
  let given: ReadonlySet<string> = new Set();
  for (let beginning = 1; ; beginning += 1) {
    const log = new ReadingLog();
    try {
      return yield* pagesOf(listing, log, given);
    } catch (error) {
      if (!isCursorGone(error) || log.ids.size === 0 || beginning === MOST_BEGINNINGS) throw error;
      given = given.size === 0 ? log.ids : new Set([...given, ...log.ids]);
    }
  }
}

/** One reading from the start; those `given` before are counted, and not given again. */
async function* pagesOf(
  { api, path, query, pageSize, doing, signal, what }: Listing,
  log: ReadingLog,
  given: ReadonlySet<string>,
): AsyncGenerator<ResourcePage> {
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
    const resources = given.size === 0 ? fresh : fresh.filter((resource) => !given.has(String(idOf(resource))));
    if (next === undefined || again || endless) return void (yield { resources, proof: proofOf(log, what) });
    cursors.add(next);
    cursor = next;
    yield { resources };
  }
}

function isCursorGone(error: unknown): boolean {
  return UnavailableError.is(error) && error.code === 'scim-cursor';
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
