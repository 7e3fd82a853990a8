import {
  buildListResponse,
  compileFilter,
  decodeCursor,
  encodeCursor,
  type Filter,
  type ListResponse,
  parseFilter,
  parsePageRequest,
  ScimError,
  ScimFilterError,
  ScimPathError,
  sortResources,
  takesFilter,
} from '@rollcall/scim-protocol';
import type { ScimAnswer } from './answers.js';
import { renderer } from './render-resource.js';
import type { StoredResource } from './resource-store.js';
import { isRow, type Row } from './row.js';
import type { ScimDialect } from './scim-dialect.js';
import type { ScimLies } from './scim-lies.js';
import { indexOf, type ScimService, type ScimType } from './scim-service.js';

export interface ListRequest {
  readonly type: ScimType;
  readonly base: string;
  readonly query: Row;
}

/** Lists and look-ups. Throws a `ScimError` for what the service refuses. */
export class ListEndpoint {
  constructor(
    private readonly service: ScimService,
    private readonly dialect: ScimDialect,
    private readonly lies: ScimLies,
    private readonly now: () => number,
  ) {}

  handle({ type, base, query }: ListRequest): ScimAnswer {
    const { service, dialect, lies } = this;
    const filter = this.#filter(type, query.filter);
    const page = this.#page(type, filter, query);
    if (dialect.nobodyIsNotFound === true && filter !== undefined && page.resources.length === 0)
      throw new ScimError(404, `no ${type} fits the filter`);
    const { attributes, excludedAttributes } = query;
    const render = renderer(type, { service, dialect, base, attributes, excludedAttributes });
    const { totalResults, startIndex, ...rest } = page;
    const told = lies.totalResults === undefined ? totalResults : lies.totalResults(totalResults ?? 0);
    const resources = lies.page?.(page.resources, { type, query }) ?? page.resources;
    const body = buildListResponse({
      ...rest,
      resources: resources.map(render),
      ...(told === undefined ? {} : { totalResults: told }),
      ...(startIndex === undefined ? {} : { startIndex }),
    });
    return { status: 200, body };
  }

  #filter(type: ScimType, text: unknown): Filter | undefined {
    if (typeof text !== 'string' || text === '') return undefined;
    const { userFilter, groupFilter } = this.dialect;
    try {
      const filter = parseFilter(text, { index: indexOf(type) });
      if (takesFilter(filter, type === 'User' ? userFilter : groupFilter)) return filter;
    } catch (error) {
      if (error instanceof ScimFilterError || error instanceof ScimPathError)
        throw new ScimError(400, error.message, 'invalidFilter');
      throw error;
    }
    throw new ScimError(400, 'the filter asks for more than is supported', 'invalidFilter');
  }

  #page(type: ScimType, filter: Filter | undefined, query: Row): ListResponse<StoredResource> {
    const { defaultCount, mostCount, paging } = this.dialect;
    if (paging === 'all') {
      const resources = this.#matching(type, filter, query);
      return { resources, totalResults: resources.length, startIndex: 1 };
    }
    const { cursor, ...withoutCursor } = query;
    const { startIndex: _, ...withoutIndex } = query;
    const asked = parsePageRequest(
      paging === 'index' ? withoutCursor : paging === 'cursor' ? { cursor: '', ...withoutIndex } : query,
      { defaultCount, mostCount },
    );
    if (asked.method === 'cursor') return this.#cursorPage(type, filter, query, asked);
    const from = asked.startIndex - 1;
    if (filter === undefined && query.sortBy === undefined) {
      const store = this.service.store(type);
      return { resources: store.slice(from, asked.count), totalResults: store.size, startIndex: asked.startIndex };
    }
    const all = this.#matching(type, filter, query);
    return {
      resources: all.slice(from, from + asked.count),
      totalResults: all.length,
      startIndex: asked.startIndex,
    };
  }

  /** A cursor names the last resource of its page, what was asked, and when it was given. */
  #cursorPage(
    type: ScimType,
    filter: Filter | undefined,
    query: Row,
    { cursor, count }: { readonly cursor: string; readonly count: number },
  ): ListResponse<StoredResource> {
    const { cursor: _, count: __, startIndex: ___, ...question } = query;
    const place = cursor === '' ? 0 : this.#placeIn(cursor, question);
    const store = this.service.store(type);
    const fits = filter === undefined ? () => true : compileFilter(filter, indexOf(type));
    const totalResults = filter === undefined ? store.size : this.#matching(type, filter, {}).length;
    if (count === 0) return { resources: [], totalResults };
    const found = store
      .after(place, filter === undefined ? count + 1 : Number.POSITIVE_INFINITY)
      .filter(({ resource }) => fits(resource));
    const page = found.slice(0, count);
    const last = page.at(-1);
    const nextCursor =
      found.length > count && last !== undefined
        ? { nextCursor: encodeCursor({ place: last.place, question, at: this.now() }) }
        : {};
    return { resources: page.map(({ resource }) => resource), totalResults, ...nextCursor };
  }

  /** The same parameters on each page (RFC 9865 §2), and the next one in time (§2.1). */
  #placeIn(cursor: string, question: Row): number {
    const state = decodeCursor(cursor);
    const { place, question: before, at } = isRow(state) ? state : {};
    if (typeof place !== 'number' || JSON.stringify(before) !== JSON.stringify(question))
      throw new ScimError(400, 'the cursor belongs to another question', 'invalidCursor');
    const { cursorSeconds = Number.POSITIVE_INFINITY } = this.dialect;
    if (this.now() - Number(at) > cursorSeconds * 1000)
      throw new ScimError(400, `the cursor is older than ${cursorSeconds} s`, 'expiredCursor');
    return place;
  }

  #matching(type: ScimType, filter: Filter | undefined, { sortBy, sortOrder }: Row): readonly StoredResource[] {
    const store = this.service.store(type);
    const found =
      filter === undefined ? [...store.all()] : (this.#indexed(type, filter) ?? this.#scanned(type, filter));
    if (typeof sortBy !== 'string' || sortBy === '') return found;
    return sortResources(found, sortBy, indexOf(type), sortOrder === 'descending' ? 'descending' : 'ascending');
  }

  #indexed(type: ScimType, filter: Filter): readonly StoredResource[] | undefined {
    if (filter.kind !== 'compare' || filter.operator !== 'eq' || typeof filter.value !== 'string') return undefined;
    const attribute = indexOf(type).resolve(filter.attribute);
    if (attribute === undefined || attribute.container !== undefined || attribute.sub !== undefined) return undefined;
    return this.service.store(type).lookUp(attribute.attribute.name, filter.value);
  }

  #scanned(type: ScimType, filter: Filter): readonly StoredResource[] {
    const fits = compileFilter(filter, indexOf(type));
    return [...this.service.store(type).all()].filter(fits);
  }
}
