import { createHash } from 'node:crypto';
import {
  compileProjection,
  decodeCursor,
  encodeCursor,
  type Filter,
  type PageRequest,
  parseAttributeList,
  parseFilter,
  parsePageRequest,
  type SchemaIndex,
  ScimError,
} from '@rollcall/scim-protocol';
import type { Resource } from '../mapping/user-mapping.js';
import type { Tenant } from '../tenant.js';
import type { ScimRequest } from './scim-request.js';

export interface Order {
  readonly by: string;
  readonly descending: boolean;
}

/** What a list is asked for. */
export interface ListQuery {
  readonly filter?: Filter;
  readonly order?: Order;
  readonly page: PageRequest;
  /** Where the page before ended; undefined on the first one of a cursor, and with an index. */
  readonly after?: string;
  cursorAt(after: string): string;
}

/** Reads the parameters of a list (RFC 7644 §3.4.2, RFC 9865). Throws a `ScimError`. */
export function parseListQuery(
  { query }: Pick<ScimRequest, 'query'>,
  index: SchemaIndex | undefined,
  { options, now }: Pick<Tenant, 'options' | 'now'>,
): ListQuery {
  const { name, pageSize, maxPageSize, cursorTimeoutSeconds } = options;
  const text = textOf(query.filter, 'filter', 'invalidFilter');
  const filter = text === undefined ? undefined : parseFilter(text, index === undefined ? {} : { index });
  const page = parsePageRequest(query, { defaultCount: pageSize, mostCount: maxPageSize });
  const order = orderOf(query);
  const shape = (): string =>
    fingerprint([name, index?.resourceType.id ?? '', text ?? '', order?.by ?? '', order?.descending ?? false]);
  const after = page.method === 'cursor' && page.cursor !== '' ? placeIn(page.cursor, shape(), now()) : undefined;
  return {
    ...(filter === undefined ? {} : { filter }),
    ...(order === undefined ? {} : { order }),
    page,
    ...(after === undefined ? {} : { after }),
    cursorAt: (place) => encodeCursor([shape(), place, Math.ceil(now() / 1000) + cursorTimeoutSeconds]),
  };
}

const projections = new WeakMap<SchemaIndex, Map<string, (resource: Resource) => Resource>>();

/** What of a resource the client wants (RFC 7644 §3.9). The usual ones are compiled once. */
export function projectionOf(
  { query }: Pick<ScimRequest, 'query'>,
  index: SchemaIndex,
): (resource: Resource) => Resource {
  const attributes = parseAttributeList(query.attributes);
  const excludedAttributes = parseAttributeList(query.excludedAttributes);
  const known = projections.get(index) ?? new Map<string, (resource: Resource) => Resource>();
  const key = `${attributes?.join() ?? ''}\n${excludedAttributes?.join() ?? ''}`;
  const made =
    known.get(key) ??
    compileProjection(
      {
        ...(attributes === undefined ? {} : { attributes }),
        ...(excludedAttributes === undefined ? {} : { excludedAttributes }),
      },
      index,
    );
  if (known.size < 100) known.set(key, made);
  projections.set(index, known);
  return made;
}

/** Does the client see this attribute? Decides whether members are read at all. */
export function isWanted({ query }: Pick<ScimRequest, 'query'>, name: string): boolean {
  const is = (text: string): boolean =>
    text
      .toLowerCase()
      .replace(/^urn:.*:/, '')
      .split('.')[0] === name;
  const attributes = parseAttributeList(query.attributes);
  if (attributes !== undefined) return attributes.some(is);
  return parseAttributeList(query.excludedAttributes)?.some((text) => text.toLowerCase() === name) !== true;
}

function orderOf({ sortBy, sortOrder }: ScimRequest['query']): Order | undefined {
  const by = textOf(sortBy, 'sortBy', 'invalidValue');
  const direction = textOf(sortOrder, 'sortOrder', 'invalidValue')?.toLowerCase() ?? 'ascending';
  if (direction !== 'ascending' && direction !== 'descending')
    throw new ScimError(400, '"sortOrder" is "ascending" or "descending"', 'invalidValue');
  return by === undefined ? undefined : { by, descending: direction === 'descending' };
}

/** A cursor is of one list, says where its next page begins, and until which second it is good. */
function placeIn(cursor: string, shape: string, now: number): string {
  const state = decodeCursor(cursor);
  const [list, place, until] = Array.isArray(state) ? (state as readonly unknown[]) : [];
  if (list !== shape || typeof place !== 'string' || typeof until !== 'number')
    throw new ScimError(400, 'the cursor is of another list; begin again with an empty cursor', 'invalidCursor');
  if (now > until * 1000)
    throw new ScimError(400, 'the cursor has expired; begin again with an empty cursor', 'expiredCursor');
  return place;
}

function textOf(value: unknown, name: string, scimType: string): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw new ScimError(400, `"${name}" must be a text`, scimType);
  return value;
}

function fingerprint(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 12);
}
