import { buildListResponse } from '@rollcall/scim-protocol';
import type { Resource } from '../mapping/user-mapping.js';
import type { ListQuery } from './list-query.js';
import type { ScimAnswer } from './scim-request.js';

/**
 * A page as a client gets it. `next`: where the next page begins. An empty page has an empty `Resources`, which RFC 7644 §3.4.2 leaves to us:
 * clients look into it without asking whether it is there. Only who asks for nothing but the count gets none.
 */
export function listAnswer(
  page: { readonly resources: readonly Resource[]; readonly total: number; readonly next?: string },
  query: ListQuery,
): ScimAnswer {
  const { resources, total, next } = page;
  const body = buildListResponse({
    resources,
    totalResults: total,
    ...(query.page.method === 'index' ? { startIndex: query.page.startIndex } : {}),
    ...(query.page.method === 'cursor' && next !== undefined ? { nextCursor: query.cursorAt(next) } : {}),
  });
  return { status: 200, body: resources.length === 0 && query.page.count > 0 ? { ...body, Resources: [] } : body };
}

/** A whole resource, projected, with its version and address. */
export function resourceAnswer(status: number, resource: Resource, project: (whole: Resource) => Resource): ScimAnswer {
  const { location, version } = resource.meta as { readonly location: string; readonly version?: string };
  return {
    status,
    body: project(resource),
    headers: {
      ...(status === 201 ? { location } : { 'content-location': location }),
      ...(version === undefined ? {} : { etag: version }),
    },
  };
}
