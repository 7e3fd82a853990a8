import type { AccountPage, Http } from '@rollcall/contract';
import { type AccountRules, UID, accountOf, visibilityOf } from './account.js';
import { lacksAdministerUsers, signedInAsNobody } from './drupal-errors.js';
import { type JsonApiResource, getDocument, listOf } from './json-api.js';

export interface PageReader {
  readonly http: Http;
  readonly jsonapiPath: string;
  readonly pageSize: number;
  readonly lanes: number;
  readonly rules: AccountRules;
  readonly fields: readonly string[] | undefined;
  readonly signal: AbortSignal;
}

const DOING = 'reading users';
/** From so many accounts on, ranges are read side by side. */
const WORTH_LANES = 400;

/**
 * All accounts by keyset: after the highest uid so far, in order of uid. Unlike paging by offset this misses nobody when
 * accounts come and go meanwhile. Several ranges of uids are read side by side, one page ahead each.
 */
export async function* readPages(reader: PageReader): AsyncIterable<AccountPage> {
  const last = await highestUid(reader);
  const ranges = split(last, last < WORTH_LANES ? 1 : reader.lanes);
  const lanes = ranges.map((range) => readRange(reader, range)[Symbol.asyncIterator]());
  const waiting = new Map(lanes.map((lane) => [lane, lane.next()]));
  while (waiting.size > 0) {
    const { lane, result } = await Promise.race([...waiting].map(async ([at, next]) => ({ lane: at, result: await next })));
    if (result.done === true) {
      waiting.delete(lane);
      continue;
    }
    waiting.set(lane, lane.next());
    // A lane that fails while the consumer works must not be an unhandled rejection; it is seen on the next turn.
    waiting.get(lane)?.catch(() => {});
    yield { accounts: result.value };
  }
}

interface Range {
  /** Exclusive. */
  readonly after: number;
  /** Inclusive; the last range has no end, for accounts made meanwhile. */
  readonly upTo: number | undefined;
}

async function* readRange(reader: PageReader, { after, upTo }: Range): AsyncGenerator<AccountPage['accounts']> {
  let from = after;
  let next = fetchPage(reader, from, upTo);
  for (;;) {
    const rows = await next;
    const uids = rows.map((row) => row.attributes[UID] as number);
    const highest = uids.at(-1);
    if (highest === undefined) return;
    if (uids[0] !== undefined && uids[0] <= from) throw new Error('the site ignores the order or the filter of a page');
    from = highest;
    next = fetchPage(reader, from, upTo);
    next.catch(() => {});
    yield rows.map((row) => accountOf(row, reader.rules));
  }
}

async function fetchPage(reader: PageReader, after: number, upTo: number | undefined): Promise<readonly JsonApiResource[]> {
  const document = await getDocument(reader.http, {
    path: `${reader.jsonapiPath}/user/user`, signal: reader.signal, doing: DOING,
    query: {
      ...(reader.fields === undefined ? {} : { 'fields[user--user]': reader.fields.join(',') }),
      'filter[after][condition][path]': UID, 'filter[after][condition][operator]': '>', 'filter[after][condition][value]': after,
      ...(upTo === undefined ? {} : { 'filter[upto][condition][path]': UID, 'filter[upto][condition][operator]': '<=', 'filter[upto][condition][value]': upTo }),
      sort: UID, 'page[limit]': reader.pageSize,
    },
  });
  const rows = listOf(document);
  for (const row of rows) refuseBlind(row, reader.http.origin);
  return rows;
}

/** Missing attributes are missing permissions, or a sign-in that stopped working: never "the value is gone". */
export function refuseBlind(row: JsonApiResource, origin: string): void {
  const visibility = visibilityOf(row);
  if (visibility === 'full') return;
  const at = `${DOING} at ${origin}`;
  if (visibility === 'anonymous-row' || visibility === 'no-uid') throw signedInAsNobody(at);
  throw lacksAdministerUsers(at, visibility === 'no-status' ? 'their status' : 'their roles');
}

async function highestUid({ http, jsonapiPath, signal }: PageReader): Promise<number> {
  const document = await getDocument(http, {
    path: `${jsonapiPath}/user/user`, signal, doing: DOING,
    query: { 'fields[user--user]': UID, sort: `-${UID}`, 'page[limit]': 1, [`filter[after][condition][path]`]: UID, 'filter[after][condition][operator]': '>', 'filter[after][condition][value]': 0 },
  });
  const uid = listOf(document)[0]?.attributes[UID];
  return typeof uid === 'number' ? uid : 0;
}

function split(last: number, lanes: number): readonly Range[] {
  const size = Math.ceil(last / lanes);
  return Array.from({ length: lanes }, (_, index) => ({ after: index * size, upTo: index === lanes - 1 ? undefined : (index + 1) * size }));
}
