import { visibilityOf } from './access.js';
import { jsonApi } from './answer.js';
import {
  type FieldChoice,
  type Json,
  type JsonObject,
  omittedRoles,
  ROLE_FORBIDDEN,
  roleIdentifiers,
  roleResource,
  userResource,
} from './document.js';
import { addressOf, type Exchange } from './exchange.js';
import { type Listing, nested, type Page, pickPage, pickUsers, readListing } from './listing.js';
import type { DrupalRole, DrupalUser } from './model.js';
import { DrupalProblem } from './problem.js';
import { buildQuery } from './query-string.js';
import { RESOURCE_TYPES } from './resource-types.js';
import { roleColumns, userColumns } from './user-columns.js';

/** `GET /jsonapi`: the only read that says whether the login worked, by `meta.links.me`. */
export function readEntryPoint(exchange: Exchange): Response {
  const { origin, viewer } = exchange;
  const links: Record<string, Json> = { self: { href: `${origin}/jsonapi` } };
  for (const type of RESOURCE_TYPES) {
    links[type] = { href: `${origin}/jsonapi/${type.replace('--', '/')}` };
  }
  const me = viewer && { meta: { id: viewer.uuid }, href: `${origin}/jsonapi/user/user/${viewer.uuid}` };
  return jsonApi(exchange, 200, { data: [], ...(me ? { meta: { links: { me } } } : {}), links });
}

/** `GET /jsonapi/user/user`. @throws DrupalProblem */
export function readUsers(exchange: Exchange): Response {
  const { site, viewer, origin } = exchange;
  checkParameters(exchange);
  const withRoles = readInclude(exchange);
  const url = `${exchange.path}?${buildQuery(exchange.query)}`;
  if (site.settings.caches && exchange.hasCredentials && site.caches.isDenied(url)) {
    exchange.extraHeaders.push(['x-drupal-dynamic-cache', 'HIT']);
    readListing(exchange.query, userColumns(site, undefined), site.settings.pageCap);
  }
  const listing = readUserListing(exchange, url);
  const { rows, hasMore } = pickUsers(site.users, restrict(exchange, listing));
  if (listing.filter !== undefined) site.caches.rememberGood(url);
  const choice = chosenFields(exchange, 'user--user');
  const content: Record<string, Json> = {
    data: rows.map((row) => userResource(site, viewer, row, origin, choice)),
  };
  if (withRoles) Object.assign(content, includedRoles(exchange, rows));
  content.links = pageLinks(exchange, listing.page, hasMore);
  return jsonApi(exchange, 200, content);
}

/** `GET /jsonapi/user/user/{uuid}` */
export function readUser(exchange: Exchange, user: DrupalUser): Response {
  checkParameters(exchange);
  const withRoles = readInclude(exchange);
  return jsonApi(exchange, 200, {
    ...userDocument(exchange, user),
    ...(withRoles ? includedRoles(exchange, [user]) : {}),
    links: { self: { href: addressOf(exchange) } },
  });
}

/** A document with one user, as reads and writes answer. */
export function userDocument(exchange: Exchange, user: DrupalUser): JsonObject {
  const { site, viewer, origin } = exchange;
  return {
    data: userResource(site, viewer, user, origin, chosenFields(exchange, 'user--user')),
    links: { self: { href: addressOf(exchange) } },
  };
}

/** `GET …/relationships/roles` and the full answer of a write to it. @throws DrupalProblem 403 */
export function rolesRelationship(exchange: Exchange, user: DrupalUser): JsonObject {
  const { site, viewer, origin } = exchange;
  if (visibilityOf(site, viewer, user) !== 'all') {
    throw new DrupalProblem(403, 'The current user is not allowed to view this relationship.', {
      pointer: 'roles',
    });
  }
  const self = `${origin}/jsonapi/user/user/${user.uuid}`;
  return {
    data: roleIdentifiers(site, site.view(user)),
    links: { related: { href: `${self}/roles` }, self: { href: `${self}/relationships/roles` } },
  };
}

/** `GET …/roles`: the roles themselves. */
export function readRolesOfUser(exchange: Exchange, user: DrupalUser): Response {
  const { site, viewer, origin } = exchange;
  rolesRelationship(exchange, user);
  const roles = heldRoles(exchange, [user]);
  const allowed = site.may(viewer, 'administer permissions');
  const choice = chosenFields(exchange, 'user_role--user_role');
  return jsonApi(exchange, 200, {
    data: allowed ? roles.map((role) => roleResource(role, origin, choice)) : [],
    ...(allowed || roles.length === 0 ? {} : { meta: omittedRoles(site, roles, origin) }),
    links: { self: { href: addressOf(exchange) } },
  });
}

/** `GET /jsonapi/user_role/user_role`: without the permission an empty list, not an error. */
export function readRoles(exchange: Exchange): Response {
  const { site, viewer, origin, query } = exchange;
  checkParameters(exchange);
  const listing = readListing(query, roleColumns, site.settings.pageCap);
  const { rows, hasMore } = pickPage(site.roles, listing);
  const allowed = site.may(viewer, 'administer permissions');
  const choice = chosenFields(exchange, 'user_role--user_role');
  return jsonApi(exchange, 200, {
    data: allowed ? rows.map((role) => roleResource(role, origin, choice)) : [],
    ...(allowed || rows.length === 0 ? {} : { meta: omittedRoles(site, rows, origin) }),
    links: pageLinks(exchange, listing.page, hasMore),
  });
}

/** `GET /jsonapi/user_role/user_role/{uuid}`. @throws DrupalProblem 403 */
export function readRole(exchange: Exchange, role: DrupalRole): Response {
  if (!exchange.site.may(exchange.viewer, 'administer permissions')) {
    throw new DrupalProblem(403, ROLE_FORBIDDEN, { pointer: '/data' });
  }
  return jsonApi(exchange, 200, {
    data: roleResource(role, exchange.origin, chosenFields(exchange, 'user_role--user_role')),
    links: { self: { href: addressOf(exchange) } },
  });
}

/** Refused filters poison their URL. */
function readUserListing(exchange: Exchange, url: string): Listing<DrupalUser> {
  const { site, viewer, query } = exchange;
  try {
    return readListing(query, userColumns(site, viewer), site.settings.pageCap);
  } catch (error) {
    if (error instanceof DrupalProblem && error.status === 403 && exchange.hasCredentials && site.settings.caches) {
      site.caches.rememberDenied(url);
    }
    throw error;
  }
}

/** Any filter leaves out the Anonymous user, and everybody for a viewer who may not see profiles. */
function restrict({ site, viewer }: Exchange, listing: Listing<DrupalUser>): Listing<DrupalUser> {
  const { filter } = listing;
  if (filter === undefined) return listing;
  const seesOthers = site.may(viewer, 'administer users') || site.may(viewer, 'access user profiles');
  const test = seesOthers ? (row: DrupalUser) => row.uid !== 0 && filter.test(row) : () => false;
  return { ...listing, filter: { ...filter, test } };
}

/** Names of a–z only belong to the specification, so unknown ones are refused; others are the client's own. */
function checkParameters({ query }: Exchange): void {
  const bad = [...query.keys()].filter((name) => /^[a-z]+$/.test(name) && !KNOWN_PARAMETERS.has(name));
  if (bad.length === 0) return;
  throw new DrupalProblem(400, `The following query parameters violate the JSON:API spec: '${bad.join("', '")}'.`, {
    headers: { link: 'http://jsonapi.org/format/#query-parameters' },
  });
}

const KNOWN_PARAMETERS = new Set(['filter', 'sort', 'page', 'fields', 'include']);

function readInclude({ query }: Exchange): boolean {
  const value = query.get('include');
  if (typeof value !== 'string' || value === '') return false;
  const names = value.split(',');
  const unknown = names.find((name) => name !== 'roles' && name !== 'user_picture');
  if (unknown !== undefined) {
    throw new DrupalProblem(
      400,
      `\`${unknown}\` is not a valid relationship field name. Possible values: roles, user_picture.`,
    );
  }
  return names.includes('roles');
}

function chosenFields({ query }: Exchange, type: string): FieldChoice {
  const value = nested(query, 'fields')?.get(type);
  return typeof value === 'string' ? new Set(value.split(',')) : undefined;
}

function includedRoles(exchange: Exchange, rows: readonly DrupalUser[]): JsonObject {
  const { site, viewer, origin } = exchange;
  const roles = heldRoles(exchange, rows);
  if (roles.length === 0) return {};
  if (!site.may(viewer, 'administer permissions')) return { meta: omittedRoles(site, roles, origin) };
  const choice = chosenFields(exchange, 'user_role--user_role');
  return { included: roles.map((role) => roleResource(role, origin, choice)) };
}

function heldRoles({ site, viewer }: Exchange, rows: readonly DrupalUser[]): DrupalRole[] {
  const visible = rows.filter((row) => visibilityOf(site, viewer, row) === 'all');
  const ids = new Set(visible.flatMap(({ roles }) => roles));
  return [...ids].flatMap((id) => site.role(id) ?? []);
}

/** `links` of a collection: `next` only while there is more, never a total. */
function pageLinks(exchange: Exchange, { offset, limit }: Page, hasMore: boolean): JsonObject {
  const at = (start: number): JsonObject => {
    const query = new Map(exchange.query);
    query.set(
      'page',
      new Map([
        ['offset', String(start)],
        ['limit', String(limit)],
      ]),
    );
    return { href: `${exchange.origin}${exchange.path}?${buildQuery(query)}` };
  };
  return {
    ...(offset > 0 ? { first: at(0) } : {}),
    ...(hasMore ? { next: at(offset + limit) } : {}),
    ...(offset > 0 ? { prev: at(Math.max(0, offset - limit)) } : {}),
    self: { href: addressOf(exchange) },
  };
}
