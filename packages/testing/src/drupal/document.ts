import { showsAttribute, visibilityOf } from './access.js';
import type { DrupalRole, DrupalUser } from './model.js';
import type { DrupalSite } from './site.js';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** Says what of a resource a request wants: `fields[type]`; undefined means all. */
export type FieldChoice = ReadonlySet<string> | undefined;

/** The head of every JSON:API answer. */
export const JSON_API: JsonObject = {
  version: '1.0',
  meta: { links: { self: { href: 'http://jsonapi.org/format/1.0/' } } },
};

/** Seconds as Drupal writes dates: RFC 3339 in UTC with `+00:00`. */
export function dateText(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}+00:00`;
}

/** A user as a resource object, with what the viewer may see. */
export function userResource(
  site: DrupalSite,
  viewer: DrupalUser | undefined,
  row: DrupalUser,
  origin: string,
  choice: FieldChoice,
): JsonObject {
  const user = site.view(row);
  const visibility = visibilityOf(site, viewer, row);
  const self = `${origin}/jsonapi/user/user/${user.uuid}`;
  const attributes: Record<string, Json> = {};
  for (const [name, value] of userAttributes(site, user)) {
    if (choice !== undefined && !choice.has(name)) continue;
    if (showsAttribute(site, viewer, visibility, name)) attributes[name] = value;
  }
  const relationships: Record<string, Json> = {};
  if (visibility === 'all' && (choice === undefined || choice.has('roles'))) {
    relationships.roles = { data: roleIdentifiers(site, user), links: relationshipLinks(self, 'roles') };
  }
  if (visibility !== 'label' && (choice === undefined || choice.has('user_picture'))) {
    relationships.user_picture = { data: null, links: relationshipLinks(self, 'user_picture') };
  }
  return {
    type: 'user--user',
    id: user.uuid,
    links: { self: { href: self } },
    ...(Object.keys(attributes).length > 0 ? { attributes } : {}),
    ...(Object.keys(relationships).length > 0 ? { relationships } : {}),
  };
}

/** Role references: a user keeps showing roles that are gone, where its view is old. */
export function roleIdentifiers(site: DrupalSite, user: DrupalUser): Json[] {
  const seen = new Map<string, number>();
  return user.roles.flatMap((id) => {
    const uuid = site.role(id)?.uuid ?? site.formerRoleUuid(id);
    if (uuid === undefined) return [];
    const arity = seen.get(id) ?? 0;
    seen.set(id, arity + 1);
    // A role held twice is told apart by its arity.
    const isRepeated = user.roles.indexOf(id) !== user.roles.lastIndexOf(id);
    const meta = { drupal_internal__target_id: id, ...(isRepeated ? { arity } : {}) };
    return [{ type: 'user_role--user_role', id: uuid, meta }];
  });
}

export function roleResource(role: DrupalRole, origin: string, choice: FieldChoice): JsonObject {
  const all: Record<string, Json> = {
    langcode: 'en',
    status: true,
    // PHP writes an empty map as an empty list.
    dependencies: Object.keys(role.dependencies).length === 0 ? [] : role.dependencies,
    drupal_internal__id: role.id,
    label: role.label,
    weight: role.weight,
    is_admin: role.isAdmin,
    permissions: role.permissions,
  };
  const attributes = Object.fromEntries(
    Object.entries(all).filter(([name]) => choice === undefined || choice.has(name)),
  );
  return {
    type: 'user_role--user_role',
    id: role.uuid,
    links: { self: { href: roleAddress(role, origin) } },
    ...(Object.keys(attributes).length > 0 ? { attributes } : {}),
  };
}

/** `meta.omitted` for roles that the viewer may not read. */
export function omittedRoles(site: DrupalSite, roles: readonly DrupalRole[], origin: string): JsonObject {
  const links: Record<string, Json> = {
    help: { href: 'https://www.drupal.org/docs/8/modules/json-api/filtering#filters-access-control' },
  };
  for (const role of roles) {
    const hash = Array.from({ length: 7 }, () => BASE62[Math.floor(site.chance() * 62)]).join('');
    links[`item--${hash}`] = {
      href: roleAddress(role, origin),
      meta: { rel: 'item', detail: ROLE_FORBIDDEN },
    };
  }
  return {
    omitted: { detail: 'Some resources have been omitted because of insufficient authorization.', links },
  };
}

export const ROLE_FORBIDDEN =
  "The current user is not allowed to GET the selected resource. The 'administer permissions' permission is required.";

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function roleAddress(role: DrupalRole, origin: string): string {
  return `${origin}/jsonapi/user_role/user_role/${role.uuid}`;
}

function relationshipLinks(self: string, name: string): JsonObject {
  return { related: { href: `${self}/${name}` }, self: { href: `${self}/relationships/${name}` } };
}

function userAttributes(site: DrupalSite, user: DrupalUser): [string, Json][] {
  return [
    ['display_name', user.uid === 0 ? 'Anonymous' : user.name],
    ['drupal_internal__uid', user.uid],
    ['langcode', user.langcode],
    ['preferred_langcode', user.preferredLangcode],
    ['preferred_admin_langcode', user.preferredAdminLangcode],
    ['name', user.name],
    ['mail', user.mail],
    ['timezone', user.timezone],
    ['status', user.status],
    ['created', dateText(user.created)],
    ['changed', dateText(user.changed)],
    ['access', dateText(user.access)],
    ['login', dateText(user.login)],
    ['init', user.init],
    ['default_langcode', true],
    ...site.fields.map(({ name }): [string, Json] => [name, user.fields[name] ?? null]),
  ];
}
