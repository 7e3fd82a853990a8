import {
  compareSortKeys,
  GROUP_INDEX,
  type PageRequest,
  type SchemaIndex,
  ScimError,
  SEARCH_REQUEST_URN,
  sortKeyOf,
} from '@rollcall/scim-protocol';
import type { GroupsEndpoint } from './groups/groups-endpoint.js';
import type { Resource } from './mapping/user-mapping.js';
import { listAnswer } from './request/list-answer.js';
import { type ListQuery, type Order, parseListQuery, projectionOf } from './request/list-query.js';
import type { ScimAnswer, ScimRequest } from './request/scim-request.js';
import type { Tenant } from './tenant.js';
import { UserRenderer } from './users/render-user.js';
import { byId, type Found } from './users/user-list.js';
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

/** Both kinds of a root search, and what is asked of them. */
export interface BothLists {
  readonly request: ScimRequest;
  readonly tenant: Tenant;
  readonly users: UsersEndpoint;
  readonly groups: GroupsEndpoint;
}

/**
 * Users and groups together (RFC 7644 §3.4.2.1): users first, or in one order where the client sorts; by index or by cursor.
 */
export async function searchAll({ request, tenant, users, groups }: BothLists): Promise<ScimAnswer> {
  const query = parseListQuery(request, undefined, tenant);
  const renderer = await UserRenderer.open(tenant, request.base, request.signal);
  const lists: Lists = {
    index: renderer.mapping.index,
    mostUsers: tenant.options.maxPageSize,
    mostOfAll: tenant.options.maxScan,
    usersAt: (at, count, own = {}) => {
      const page: PageRequest = { method: 'index', startIndex: at + 1, count };
      const { after: _, ...rest } = query;
      return users.lists.find({ ...rest, page, ...own }, renderer, request.signal);
    },
    groups: () => groups.fitting(query.filter, request),
  };
  const {
    resources: found,
    ofGroups,
    total,
    next,
  } = await (query.order === undefined ? oneAfterTheOther(query, lists) : inOneOrder(query, query.order, lists));
  const shown = new Map((await groups.asShown(ofGroups, request)).map((group) => [group.id, group]));
  const ofUser = projectionOf(request, renderer.mapping.index);
  const ofGroup = projectionOf(request, GROUP_INDEX);
  const resources = found.map((resource) =>
    ofGroups.includes(resource) ? ofGroup(shown.get(resource.id) ?? resource) : ofUser(resource),
  );
  return listAnswer({ resources, total, ...(next === undefined ? {} : { next }) }, query);
}

interface Lists {
  readonly index: SchemaIndex;
  /** Most users of one look, and of all looks for one answer. */
  readonly mostUsers: number;
  readonly mostOfAll: number;
  /** Users from a place on, in the client's order; `own` asks otherwise. */
  usersAt(at: number, count: number, own?: Partial<ListQuery>): Promise<Found>;
  groups(): Promise<readonly Resource[]>;
}

/** A page of both kinds in its order; `ofGroups` are those of them that are groups. */
interface BothFound {
  readonly resources: readonly Resource[];
  readonly ofGroups: readonly Resource[];
  readonly total: number;
  readonly next?: string;
}

/** A cursor says in which of the two lists it stands, and where: `u` and a place among the users, or `g` and a group's id. */
async function oneAfterTheOther({ page, after }: ListQuery, lists: Lists): Promise<BothFound> {
  const all = [...(await lists.groups())].sort(byId);
  const { count } = page;
  if (page.method === 'index') {
    const found = await lists.usersAt(page.startIndex - 1, count);
    const others = all.slice(Math.max(0, page.startIndex - 1 - found.total)).slice(0, count - found.resources.length);
    return { resources: [...found.resources, ...others], ofGroups: others, total: found.total + all.length };
  }
  const isAmongGroups = after?.startsWith('g') === true;
  const place = after?.slice(1) ?? '';
  const found = isAmongGroups
    ? { ...(await lists.usersAt(0, 0)), resources: [] }
    : await lists.usersAt(0, count, { page, ...(place === '' ? {} : { after: place }) });
  const total = found.total + all.length;
  if (found.next !== undefined) return { resources: found.resources, ofGroups: [], total, next: `u${found.next}` };
  const behind = isAmongGroups && place !== '' ? all.filter((group) => byId(group, { id: place }) > 0) : all;
  const others = behind.slice(0, count - found.resources.length);
  const last = others.at(-1)?.id ?? (isAmongGroups ? place : '');
  const isLast = others.length === behind.length || count === 0;
  return {
    resources: [...found.resources, ...others],
    ofGroups: others,
    total,
    ...(isLast ? {} : { next: `g${String(last)}` }),
  };
}

/**
 * Both in one order. The users up to the end of the page are read, since nobody knows how many groups stand between them; so deep pages cost
 * what is before them. A cursor says how many were shown.
 */
async function inOneOrder({ page, after }: ListQuery, order: Order, lists: Lists): Promise<BothFound> {
  const start = page.method === 'index' ? page.startIndex - 1 : Number((after ?? 'n0').slice(1));
  const end = start + page.count;
  const keys = { User: sortKeyOf(order.by, lists.index), Group: sortKeyOf(order.by, GROUP_INDEX) };
  if (keys.User === undefined && keys.Group === undefined)
    throw new ScimError(400, `sorting by "${order.by}": neither User nor Group has such an attribute`, 'invalidPath');
  const own = keys.User === undefined ? { order: { by: 'id', descending: false } } : {};
  const users: Resource[] = [];
  let total = 0;
  for (let isMore = true; isMore; ) {
    const found = await lists.usersAt(users.length, Math.min(lists.mostUsers, end - users.length), own);
    users.push(...found.resources);
    if (users.length > lists.mostOfAll)
      throw new ScimError(
        400,
        `users and groups in one order are shown up to number ${lists.mostOfAll}; ask for one of them, or for less`,
        'tooMany',
      );
    total = found.total;
    isMore = found.resources.length > 0 && users.length < Math.min(end, total);
  }
  const groups = [...(await lists.groups())].sort(byId);
  const sign = order.descending ? -1 : 1;
  const merged = [
    ...users.map((resource) => ({ resource, key: keys.User?.(resource), isGroup: false })),
    ...groups.map((resource) => ({ resource, key: keys.Group?.(resource), isGroup: true })),
  ].sort((a, b) => sign * compareSortKeys(a.key, b.key));
  const shown = merged.slice(start, end);
  const isLast = page.count === 0 || end >= total + groups.length;
  return {
    resources: shown.map(({ resource }) => resource),
    ofGroups: shown.flatMap(({ resource, isGroup }) => (isGroup ? [resource] : [])),
    total: total + groups.length,
    ...(isLast ? {} : { next: `n${end}` }),
  };
}
