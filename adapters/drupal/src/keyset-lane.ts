import type { Account } from '@rollcall/contract';
import { accountOf, UID, visibilityOf } from './account.js';
import { refuseBlind, uidOf } from './blind-row.js';
import type { Doubts } from './doubts.js';
import { getList, type JsonApiDocument, type JsonApiResource } from './json-api.js';
import type { PageReader } from './page-reader.js';

/** A range of uids. */
export interface UidRange {
  /** Exclusive. */
  readonly after: number;
  /** Inclusive; the last range has no end, for accounts made meanwhile. */
  readonly upTo: number | undefined;
}

type ListDocument = JsonApiDocument & { readonly data: readonly JsonApiResource[] };

interface Taken {
  readonly accounts: readonly Account[];
  readonly ended: boolean;
  /** A user that came without what "Administer users" shows. */
  readonly blind?: JsonApiResource;
}

export const READING_USERS = 'reading users';

/**
 * Reads a range of users by keyset: each request asks for those after the last uid seen. It ends when somebody beyond the range
 * shows up, which is better proof than an empty page; the last range, which has no end, ends with an empty page.
 */
export class KeysetLane {
  /** Highest uid seen. */
  last: number;
  /** It ended with an empty page: for the site, nobody came after `last`. */
  endedEmpty = false;

  constructor(
    private readonly reader: PageReader,
    private readonly doubts: Doubts,
    readonly range: UidRange,
  ) {
    this.last = range.after;
  }

  async *pages(): AsyncGenerator<readonly Account[]> {
    const { site, signal } = this.reader;
    for (;;) {
      const { accounts, ended, blind } = this.#take(await this.#next());
      if (blind !== undefined) await refuseBlind(site, blind, READING_USERS, signal);
      if (accounts.length > 0) yield accounts;
      if (ended) return;
    }
  }

  #next(): Promise<ListDocument> {
    const { site, fields, pageSize, signal } = this.reader;
    const query = {
      ...(fields === undefined ? {} : { 'fields[user--user]': fields.join(',') }),
      'filter[after][condition][path]': UID,
      'filter[after][condition][operator]': '>',
      'filter[after][condition][value]': this.last,
      sort: UID,
      'page[limit]': pageSize,
    };
    return getList(site, { path: 'user/user', query, signal, doing: READING_USERS });
  }

  #take(document: ListDocument): Taken {
    const rows = document.data;
    const before = this.last;
    const accounts: Account[] = [];
    this.#watch(document);
    for (const [index, row] of rows.entries()) {
      if (visibilityOf(row) !== 'full') {
        // The filter leaves the Anonymous user out; who sends it all the same ignores filters, which shows below.
        if (index === 0 && rows.length > 1 && this.last === 0 && visibilityOf(row) === 'anonymous-row') continue;
        return { accounts, ended: true, blind: row };
      }
      const uid = uidOf(row);
      if (this.range.upTo !== undefined && uid > this.range.upTo) return { accounts, ended: true };
      if (uid <= this.last) this.doubts.add(`account ${uid} came twice or out of order`);
      else {
        this.last = uid;
        accounts.push(accountOf(row, this.reader.rules));
      }
    }
    this.endedEmpty = rows.length === 0;
    // Without anybody new the next request would be the same one.
    return { accounts, ended: this.last === before };
  }

  /** Signs that a page is not all it should be. */
  #watch({ data, links, meta }: ListDocument): void {
    if (meta?.omitted !== undefined)
      this.doubts.add(`the site left accounts out after number ${this.last}, because they may not be seen`);
    const next = links?.next?.href;
    // A site may have a smaller limit than ours: then its link to the next page says so.
    if (next !== undefined && data.length < this.reader.pageSize && data.length !== limitOf(next)) {
      this.doubts.add(`the page after number ${this.last} is short, although it is not the last`);
    }
  }
}

/** `page[limit]` of a link. The link itself is not followed: behind a proxy its host is often a wrong one. */
function limitOf(href: string): number {
  return Number(new URLSearchParams(href.slice(href.indexOf('?') + 1)).get('page[limit]'));
}
