import { isRecord, property, type Row } from '../filter/property.js';
import { LIST_RESPONSE_URN } from '../schema/urns.js';

/** One page of resources (RFC 7644 §3.4.2; RFC 9865 §2). */
export interface ListResponse<R = Row> {
  /** Those of this page only. */
  readonly resources: readonly R[];
  /** Absent where the server does not count: with cursors it need not (RFC 9865 §2). */
  readonly totalResults?: number;
  /** From 1; index paging only. */
  readonly startIndex?: number;
  /** Resources in this page, as the server says it. Left out when building: they are counted. */
  readonly itemsPerPage?: number;
  /** Present: there is another page. Absent with cursor paging: this is the last. */
  readonly nextCursor?: string;
  /** Leads one page back; few servers give one (RFC 9865 §2). */
  readonly previousCursor?: string;
}

/** The body of a list answer; a count without resources (`count=0`) leaves `Resources` out. */
export function buildListResponse(page: ListResponse<unknown>): Row {
  const { resources, totalResults, startIndex, itemsPerPage, nextCursor, previousCursor } = page;
  return {
    schemas: [LIST_RESPONSE_URN],
    ...(totalResults === undefined ? {} : { totalResults }),
    ...(startIndex === undefined ? {} : { startIndex }),
    itemsPerPage: itemsPerPage ?? resources.length,
    ...(previousCursor === undefined ? {} : { previousCursor }),
    ...(nextCursor === undefined ? {} : { nextCursor }),
    ...(resources.length === 0 ? {} : { Resources: resources }),
  };
}

/**
 * Reads a list answer, tolerantly: `Resources` missing or `null` is an empty page, counts may be missing or texts, names in any
 * case. Undefined where the body is no list at all, so that an error page is never taken for "nobody is there": it must name
 * the schema, or have resources or a count. What is in `Resources` and no object makes the whole answer unreadable too.
 */
export function parseListResponse(body: unknown): ListResponse | undefined {
  if (!isRecord(body)) return undefined;
  const [listed, total] = [property(body, 'Resources'), wholeNumber(property(body, 'totalResults'))];
  if (!isDeclared(body) && !Array.isArray(listed) && total === undefined) return undefined;
  if (listed !== undefined && listed !== null && !Array.isArray(listed)) return undefined;
  const resources: readonly unknown[] = listed ?? [];
  if (!resources.every(isRecord)) return undefined;
  const [start, perPage] = [wholeNumber(property(body, 'startIndex')), wholeNumber(property(body, 'itemsPerPage'))];
  const [next, previous] = [cursorOf(property(body, 'nextCursor')), cursorOf(property(body, 'previousCursor'))];
  return {
    resources,
    ...(total === undefined ? {} : { totalResults: total }),
    ...(start === undefined ? {} : { startIndex: start }),
    ...(perPage === undefined ? {} : { itemsPerPage: perPage }),
    ...(next === undefined ? {} : { nextCursor: next }),
    ...(previous === undefined ? {} : { previousCursor: previous }),
  };
}

function isDeclared(body: Row): boolean {
  const schemas = property(body, 'schemas');
  return (
    Array.isArray(schemas) &&
    schemas.some((urn) => typeof urn === 'string' && urn.toLowerCase() === LIST_RESPONSE_URN.toLowerCase())
  );
}

function wholeNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

function cursorOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
