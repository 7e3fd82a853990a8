import type { CoreApi, JsonApiList, JsonApiRow, ListRequest } from './core-api.js';
import { cutWindow, holds, type Window, windowOf, windowQuery } from './date-window.js';
import { pagesOf } from './paging.js';

export interface UsersRequest extends ListRequest {
  readonly pageSize: number;
  /** Only who registered in it. */
  readonly within?: Window;
}

export interface UsersPage {
  /** Users that no earlier page had. */
  readonly rows: readonly JsonApiRow[];
  /** On the last page: was every user listed who was there all the time? If not, why that is not certain. */
  readonly end?: { readonly flaw: string | undefined };
}

/** Joomla sets no limit; so many come in one answer where nothing else will do. */
const MOST_IN_ONE_ANSWER = 5000;
const NOT_HEEDED =
  'Joomla does not heed the filter by registration date, and users may move between pages while they are read';

/**
 * Every user of a list, each once. Pages by offset are in order of name: a user who is renamed, made or deleted meanwhile moves
 * others from a page not yet read to one that was. So the list is read in windows of the registration date, which nobody can
 * change: each window is one answer, and so one look into the database, and windows that are too full are cut. Whoever was there all
 * the time is in exactly one window. Users made meanwhile are in the last one.
 */
export async function* usersByDate(api: CoreApi, request: UsersRequest): AsyncGenerator<UsersPage> {
  const reading = new DatedReading(api, request);
  yield* reading.pages();
}

class DatedReading {
  readonly #seen = new Set<string>();
  #flaw: string | undefined;
  #probed = false;

  constructor(
    private readonly api: CoreApi,
    private readonly request: UsersRequest,
  ) {}

  async *pages(): AsyncGenerator<UsersPage> {
    const { pageSize, within = {} } = this.request;
    // The earliest is on top, so that the open end comes last.
    const waiting: Window[] = [within];
    for (let window = waiting.pop(); window !== undefined; window = waiting.pop()) {
      const list = await this.#ask(window, pageSize);
      if (!(await this.#isHeeded(window, list))) {
        yield* this.#withoutDates(list);
        break;
      }
      if (isWhole(list, pageSize)) yield this.#fresh(list.rows);
      else {
        const parts = cutWindow(window, list);
        if (parts.length > 1) waiting.push(...parts.toReversed());
        else yield* this.#inOneAnswer(window, list);
      }
    }
    yield { rows: [], end: { flaw: this.#flaw } };
  }

  #ask(window: Window, limit: number): Promise<JsonApiList> {
    const query = { ...this.request.query, ...windowQuery(window), 'page[offset]': 0, 'page[limit]': limit };
    return this.api.list('users', { ...this.request, query });
  }

  /** Rows outside the window show that the filter is not read; before the first cut, one user's own second shows that both ends are in it. */
  async #isHeeded(window: Window, { rows, more }: JsonApiList): Promise<boolean> {
    if (rows.some((row) => !holds(window, row))) return false;
    if (!more || this.#probed) return true;
    this.#probed = true;
    const [row] = rows;
    const second = row === undefined ? undefined : windowOf(row);
    if (row === undefined || second === undefined) return false;
    const answer = await this.#ask(second, this.request.pageSize);
    return (
      answer.rows.every((other) => holds(second, other)) && (answer.more || answer.rows.some(({ id }) => id === row.id))
    );
  }

  /** A window that cannot be cut: many users of one second. */
  async *#inOneAnswer(window: Window, list: JsonApiList): AsyncGenerator<UsersPage> {
    const limit = ((list.totalPages ?? 1) + 1) * this.request.pageSize;
    const whole = limit <= MOST_IN_ONE_ANSWER ? await this.#ask(window, limit) : undefined;
    if (whole !== undefined && isWhole(whole, limit)) {
      yield this.#fresh(whole.rows);
      return;
    }
    this.#flaw ??= `more than ${MOST_IN_ONE_ANSWER - this.request.pageSize} users were registered in one second, and may move between pages`;
    yield* this.#byOffset(windowQuery(window));
  }

  async *#withoutDates(list: JsonApiList): AsyncGenerator<UsersPage> {
    const limit = ((list.totalPages ?? 1) + 1) * this.request.pageSize;
    const whole = limit <= MOST_IN_ONE_ANSWER ? await this.#ask({}, limit) : undefined;
    if (whole !== undefined && isWhole(whole, limit)) {
      yield this.#fresh(whole.rows);
      return;
    }
    this.#flaw ??= NOT_HEEDED;
    yield* this.#byOffset({});
  }

  async *#byOffset(query: Readonly<Record<string, string>>): AsyncGenerator<UsersPage> {
    const request = { ...this.request, path: 'users', query: { ...this.request.query, ...query } };
    for await (const { rows, flaw } of pagesOf(this.api, request)) {
      this.#flaw = flaw ?? this.#flaw;
      const page = this.#fresh(rows);
      yield page;
      // A page without anything new is what a list that never ends looks like.
      if (page.rows.length === 0) return;
    }
  }

  #fresh(rows: readonly JsonApiRow[]): UsersPage {
    const fresh = rows.filter(({ id }) => !this.#seen.has(id));
    for (const { id } of fresh) this.#seen.add(id);
    return { rows: fresh };
  }
}

/**
 * Did everything that was asked for come in this answer? A full one says nothing: Joomla counts in one question to the database
 * and reads in another, and somebody may have come between them.
 */
function isWhole({ rows, more, totalPages }: JsonApiList, limit: number): boolean {
  return !more && rows.length < limit && (totalPages ?? 1) <= 1;
}
