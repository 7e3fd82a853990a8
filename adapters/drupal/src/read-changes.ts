import type { ChangePage, ChangeReader } from '@rollcall/contract';
import { UID } from './account.js';
import { sighted, uidOf } from './blind-row.js';
import { type ChangeCursor, readCursor, writeCursor } from './change-cursor.js';
import type { DrupalSite } from './drupal-site.js';
import { type DocumentRequest, getList } from './json-api.js';
import { whoAmI } from './session.js';

/** `changed` has whole seconds, is set when a request begins, and a save takes a while to be seen: look back so far. */
const OVERLAP_SECONDS = 120;
/** Within the second of a change another one may follow, of which `changed` would tell nothing: so fresh ones are told once more. */
const SETTLED_SECONDS = 5;
const DOING = 'reading changed users';

interface Changed {
  readonly id: string;
  readonly uid: number;
  /** Seconds since 1970. */
  readonly at: number;
}

/**
 * Accounts whose `changed` is new. Hints only: removals leave no trace, and neither do the deletion of a role or a
 * sign-in, so a full read must come now and then. `removed` is always empty.
 */
export class DrupalChanges implements ChangeReader {
  /** `now`: milliseconds since 1970. */
  constructor(
    private readonly site: DrupalSite,
    private readonly pageSize: number,
    private readonly now: () => number = Date.now,
  ) {}

  /** Without a cursor: everybody. */
  async *since(cursor: string | undefined, signal: AbortSignal): AsyncIterable<ChangePage> {
    const from: ChangeCursor =
      cursor === undefined ? { at: 0, told: new Map() } : readCursor(cursor, `${DOING} of ${this.site.address}`);
    await whoAmI(this.site, signal);
    let { at } = from;
    const told = new Map(from.told);
    for await (const rows of this.walk(Math.max(0, at - OVERLAP_SECONDS), signal)) {
      const fresh = rows.filter((row) => told.get(row.uid) !== row.at);
      const now = Math.floor(this.now() / 1_000);
      // A date in the future, from a clock that was wrong once, must not hide what changes until then.
      at = Math.max(at, ...rows.map((row) => Math.min(row.at, now)));
      for (const row of rows) if (row.at <= now - SETTLED_SECONDS) told.set(row.uid, row.at);
      for (const [uid, changed] of told) if (changed < at - OVERLAP_SECONDS) told.delete(uid);
      if (fresh.length > 0)
        yield { changed: fresh.map(({ id }) => id), removed: [], cursor: writeCursor({ at, told }) };
    }
    yield { changed: [], removed: [], cursor: writeCursor({ at, told }) };
  }

  /**
   * All with `changed >= from`, oldest first, so that who changes meanwhile comes once more and pushes nobody over a page's edge,
   * and so that each page is a place to go on from. More may share a second than fit on a page: those are asked for by uid.
   */
  private async *walk(from: number, signal: AbortSignal): AsyncGenerator<readonly Changed[]> {
    for (let at = from, operator = '>='; ; operator = '>') {
      const rows = await this.page({ ...condition('since', 'changed', operator, at), sort: `changed,${UID}` }, signal);
      let last = rows.at(-1);
      if (last === undefined) return;
      yield rows;
      at = last.at;
      while (last !== undefined) {
        const same: readonly Changed[] = await this.page(
          { ...condition('same', 'changed', '=', at), ...condition('after', UID, '>', last.uid), sort: UID },
          signal,
        );
        const highest = same.at(-1);
        last = highest !== undefined && highest.uid > last.uid ? highest : undefined;
        if (last !== undefined) yield same;
      }
    }
  }

  private async page(query: NonNullable<DocumentRequest['query']>, signal: AbortSignal): Promise<readonly Changed[]> {
    const { data } = await getList(this.site, {
      path: 'user/user',
      signal,
      doing: DOING,
      query: {
        ...query,
        ...condition('real', UID, '>=', 1),
        'fields[user--user]': `${UID},changed,roles,status`,
        'page[limit]': this.pageSize,
      },
    });
    const rows = await sighted(this.site, data, DOING, signal);
    return rows.map((row) => ({
      id: row.id,
      uid: uidOf(row),
      at: Math.floor(Date.parse(String(row.attributes?.changed)) / 1_000) || 0,
    }));
  }
}

/** Times are seconds since 1970: ISO dates give wrong rows without a word. */
function condition(
  key: string,
  path: string,
  operator: string,
  value: number,
): Readonly<Record<string, string | number>> {
  return {
    [`filter[${key}][condition][path]`]: path,
    [`filter[${key}][condition][operator]`]: operator,
    [`filter[${key}][condition][value]`]: value,
  };
}
