import type { DrupalUser } from './model.js';
import { buildSortedQuery, type QueryMap } from './query-string.js';
import type { DrupalSite } from './site.js';

/** One request with what the site found out about it. */
export interface Exchange {
  readonly site: DrupalSite;
  readonly method: string;
  /** Path without query, as sent. */
  readonly path: string;
  readonly query: QueryMap;
  readonly headers: Headers;
  readonly body: string;
  /** Scheme and host that links get. */
  readonly origin: string;
  /** Undefined: anonymous, also after a wrong password. */
  readonly viewer: DrupalUser | undefined;
  /** Whether a Basic header or a live session came with the request, right or wrong. */
  readonly hasCredentials: boolean;
  /** The token that writes by cookie must bring; undefined without a session. */
  readonly csrfTokens: readonly string[] | undefined;
  /** Headers of the answer beside its own. */
  readonly extraHeaders: [name: string, value: string][];
}

/** The address of a request as Symfony writes it: outer query keys in alphabetical order. */
export function addressOf({ origin, path, query }: Exchange): string {
  const text = buildSortedQuery(query);
  return `${origin}${path}${text === '' ? '' : `?${text}`}`;
}
