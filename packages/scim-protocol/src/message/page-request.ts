import { ScimError } from './scim-error.js';

/** How large the pages of a server are; both count resources. */
export interface PageLimits {
  /** Where the client does not say. */
  readonly defaultCount: number;
  /** More is asked for in vain, and is not an error. */
  readonly mostCount: number;
}

/** What a client asks for: from an index, or from a cursor (the empty one is the first page). */
export type PageRequest =
  | { readonly method: 'index'; readonly startIndex: number; readonly count: number }
  | { readonly method: 'cursor'; readonly cursor: string; readonly count: number };

/**
 * Reads `startIndex`, `count` and `cursor` of a query or of a search request: less than 1 is 1, less than 0 is 0, more than the
 * server gives is what it gives (RFC 7644 §3.4.2.4, RFC 9865 §2). Throws a `ScimError` for what is no number, and for a cursor
 * together with an index.
 */
export function parsePageRequest(
  query: { readonly startIndex?: unknown; readonly count?: unknown; readonly cursor?: unknown },
  { defaultCount, mostCount }: PageLimits,
): PageRequest {
  const asked = integerOf(query.count, 'count', 'invalidCount');
  const count = Math.min(mostCount, Math.max(0, asked ?? defaultCount));
  if (query.cursor !== undefined && query.cursor !== null) {
    if (query.startIndex !== undefined) {
      throw new ScimError(400, 'a page is asked for by "cursor" or by "startIndex", not by both', 'invalidValue');
    }
    if (typeof query.cursor !== 'string') throw new ScimError(400, 'the cursor is not a text', 'invalidCursor');
    return { method: 'cursor', cursor: query.cursor, count };
  }
  return {
    method: 'index',
    startIndex: Math.max(1, integerOf(query.startIndex, 'startIndex', 'invalidValue') ?? 1),
    count,
  };
}

function integerOf(value: unknown, name: string, scimType: string): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const number = typeof value === 'string' && /^[+-]?\d{1,15}$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number)) {
    throw new ScimError(400, `"${name}" must be a whole number`, scimType);
  }
  return number;
}
