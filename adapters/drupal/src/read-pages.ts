import type { AccountPage, CompletenessProof } from '@rollcall/contract';
import { UID } from './account.js';
import { refuseEmpty, sighted, uidOf } from './blind-row.js';
import { Doubts } from './doubts.js';
import type { DrupalSite } from './drupal-site.js';
import { getList } from './json-api.js';
import { KeysetLane, READING_USERS, type UidRange } from './keyset-lane.js';
import type { PageReader } from './page-reader.js';
import { readAhead } from './read-ahead.js';

/** Fewer pages than that are not worth a lane of their own. */
const PAGES_PER_LANE = 4;
const PAGES_AHEAD = 2;

/**
 * All accounts by keyset: after the highest uid so far, in order of uid. Unlike paging by offset this misses nobody when
 * accounts come and go meanwhile. Several ranges of uids are read side by side; they take turns, so that the order does not
 * depend on which answers first. Returns whether that was everybody, as far as the pages tell.
 */
export async function* readPages(reader: PageReader): AsyncGenerator<AccountPage, CompletenessProof> {
  const doubts = new Doubts();
  const highest = await highestUid(reader.site, reader.signal);
  const lanes = split(highest, reader).map((range) => new KeysetLane(reader, doubts, range));
  yield* inTurns(lanes);
  const seen = Math.max(...lanes.map(({ last }) => last));
  if (seen < highest)
    doubts.add(
      `account ${highest} was there at first and did not come: it was deleted meanwhile, or the list is cut off`,
    );
  const early = lanes.find(({ endedEmpty, last }) => endedEmpty && last < seen);
  if (early !== undefined)
    doubts.add(`the page after number ${early.last} came back empty, although account ${seen} is there`);
  if (doubts.first !== undefined) return { complete: false, reason: doubts.first };
  return {
    complete: true,
    how: `keyset over ${UID} in ${lanes.length} ${lanes.length === 1 ? 'lane' : 'lanes'} to an empty page`,
  };
}

/** The highest number of an account now. Throws `UnauthorizedError` where none is shown. */
export async function highestUid(site: DrupalSite, signal: AbortSignal): Promise<number> {
  const query = {
    'fields[user--user]': `${UID},status,roles`,
    sort: `-${UID}`,
    'page[limit]': 1,
    'filter[after][condition][path]': UID,
    'filter[after][condition][operator]': '>',
    'filter[after][condition][value]': 0,
  };
  const { data } = await getList(site, { path: 'user/user', query, signal, doing: READING_USERS });
  const [row] = await sighted(site, data, READING_USERS, signal);
  return row === undefined ? refuseEmpty(site, READING_USERS, signal) : uidOf(row);
}

async function* inTurns(lanes: readonly KeysetLane[]): AsyncGenerator<AccountPage> {
  let open = lanes.map((lane) => readAhead(lane.pages(), PAGES_AHEAD));
  try {
    while (open.length > 0) {
      // All are asked before the first is waited for; a failure shows when its turn comes.
      const turns = open.map((lane) => ({ lane, next: lane.next() }));
      for (const { next } of turns) next.catch(() => {});
      const ended = new Set<unknown>();
      for (const { lane, next } of turns) {
        const result = await next;
        if (result.done === true) ended.add(lane);
        else yield { accounts: result.value };
      }
      open = open.filter((lane) => !ended.has(lane));
    }
  } finally {
    for (const lane of open) lane.return(undefined).catch(() => {});
  }
}

function split(highest: number, { lanes, pageSize }: PageReader): readonly UidRange[] {
  const count = Math.max(1, Math.min(lanes, Math.ceil(highest / (pageSize * PAGES_PER_LANE))));
  const size = Math.ceil(highest / count);
  return Array.from({ length: count }, (_, index) => ({
    after: index * size,
    upTo: index === count - 1 ? undefined : (index + 1) * size,
  }));
}
