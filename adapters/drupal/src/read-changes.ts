import type { ChangePage, ChangeReader, Http } from '@rollcall/contract';
import { UID } from './account.js';
import { getDocument, listOf } from './json-api.js';
import { refuseBlind } from './read-pages.js';
import { whoAmI } from './session.js';

/** `changed` has whole seconds, and a save takes a while to be seen: look back so far, and let the engine drop what it knows. */
const OVERLAP_SECONDS = 120;

/**
 * Accounts whose `changed` is new. Hints only: removals leave no trace, and neither do the deletion of a role or a
 * sign-in, so a full read must come now and then. The cursor is a time in seconds.
 */
export class DrupalChanges implements ChangeReader {
  constructor(private readonly http: Http, private readonly jsonapiPath: string, private readonly pageSize: number) {}

  async *since(cursor: string | undefined, signal: AbortSignal): AsyncIterable<ChangePage> {
    await whoAmI(this.http, this.jsonapiPath, signal);
    const from = cursor === undefined ? 0 : Math.max(0, Number(cursor) - OVERLAP_SECONDS);
    let highest = Number(cursor ?? 0);
    let after = 0;
    for (;;) {
      const rows = listOf(await getDocument(this.http, { path: `${this.jsonapiPath}/user/user`, query: this.query(from, after), signal, doing: 'reading changed users' }));
      for (const row of rows) refuseBlind(row, this.http.origin);
      for (const { attributes } of rows) highest = Math.max(highest, Math.floor(Date.parse(String(attributes.changed)) / 1_000) || 0);
      yield { changed: rows.map(({ id }) => id), removed: [], cursor: String(highest) };
      const last = rows.at(-1)?.attributes[UID];
      if (rows.length < this.pageSize || typeof last !== 'number') return;
      after = last;
    }
  }

  /** By uid, not by time: who changes meanwhile cannot push others over a page's edge. Times are seconds; ISO dates give wrong rows without a word. */
  private query(from: number, after: number): Readonly<Record<string, string | number>> {
    return {
      'filter[changed][condition][path]': 'changed', 'filter[changed][condition][operator]': '>=', 'filter[changed][condition][value]': from,
      'filter[after][condition][path]': UID, 'filter[after][condition][operator]': '>', 'filter[after][condition][value]': after,
      'fields[user--user]': `${UID},changed,created,name,roles,status`, sort: UID, 'page[limit]': this.pageSize,
    };
  }
}
