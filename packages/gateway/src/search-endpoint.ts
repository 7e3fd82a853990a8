import { GROUP_INDEX, ScimError, SEARCH_REQUEST_URN } from '@rollcall/scim-protocol';
import type { GroupsEndpoint } from './groups/groups-endpoint.js';
import { listAnswer } from './request/list-answer.js';
import { parseListQuery, projectionOf } from './request/list-query.js';
import type { ScimAnswer, ScimRequest } from './request/scim-request.js';
import type { Tenant } from './tenant.js';
import { UserRenderer } from './users/render-user.js';
import type { UsersEndpoint } from './users/users-endpoint.js';

const PARAMETERS = [
  'filter',
  'sortBy',
  'sortOrder',
  'startIndex',
  'count',
  'cursor',
  'attributes',
  'excludedAttributes',
];

/** The parameters of a search request (RFC 7644 §3.4.3) as those of a query. Throws `invalidSyntax`. */
export function searchQuery(body: unknown): Readonly<Record<string, unknown>> {
  const record = body as Readonly<Record<string, unknown>> | null;
  const isObject = typeof record === 'object' && record !== null && !Array.isArray(record);
  const schemas = isObject ? record.schemas : undefined;
  const isDeclared =
    Array.isArray(schemas) && schemas.some((urn) => String(urn).toLowerCase() === SEARCH_REQUEST_URN.toLowerCase());
  if (!isObject || !isDeclared)
    throw new ScimError(400, `a search request must name the schema ${SEARCH_REQUEST_URN}`, 'invalidSyntax');
  return Object.fromEntries(PARAMETERS.flatMap((name) => (record[name] === undefined ? [] : [[name, record[name]]])));
}

/** Users and groups together, users first (RFC 7644 §3.4.2.1). By index only: a cursor stands in one list. */
export async function searchAll(
  request: ScimRequest,
  tenant: Tenant,
  users: UsersEndpoint,
  groups: GroupsEndpoint,
): Promise<ScimAnswer> {
  const query = parseListQuery(request, undefined, tenant.options);
  if (query.page.method === 'cursor')
    throw new ScimError(
      400,
      'users and groups together are paged by "startIndex"; ask one of them for a cursor',
      'invalidCursor',
    );
  if (query.order !== undefined)
    throw new ScimError(400, 'users and groups together are not sorted; ask one of them', 'invalidValue');
  const renderer = await UserRenderer.open(tenant, request.base, request.signal);
  const people = await users.lists.find(query, renderer, request.signal);
  const before = Math.max(0, query.page.startIndex - 1 - people.total);
  const room = query.page.count - people.resources.length;
  const page = { method: 'index', startIndex: before + 1, count: room } as const;
  const others = await groups.find({ ...query, page }, request);
  const resources = [
    ...people.resources.map(projectionOf(request, renderer.mapping.index)),
    ...others.resources.map(projectionOf(request, GROUP_INDEX)),
  ];
  return listAnswer({ resources, total: people.total + others.total }, query);
}
