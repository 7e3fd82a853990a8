import { type Group, UnauthorizedError } from '@rollcall/contract';
import { LOCKED_ROLES, UID } from './account.js';
import { sighted, uidOf } from './blind-row.js';
import type { DrupalSite } from './drupal-site.js';
import { getList, type JsonApiResource } from './json-api.js';

const DOING = 'reading roles';
const PAGE = 50;
const EVERYTHING = 'it may do everything';
/** Who has one of these can take every other permission, too. */
const POWERFUL = ['administer users', 'administer permissions', 'administer modules', 'import configuration'];
/** A role with what JSON:API needs to give it. */
export interface DrupalRole extends Group {
  /** Absent for roles that nobody is given. */
  readonly uuid?: string;
  /** It may do everything, whatever permissions it has. */
  readonly everything?: boolean;
}

const LOCKED_GROUPS: readonly DrupalRole[] = [
  { id: 'anonymous', name: 'Anonymous user', locked: true },
  { id: 'authenticated', name: 'Authenticated user', locked: true, everyone: true },
];

/**
 * The site's roles, or `undefined` when it does not show them: that needs "Administer permissions", and without it
 * roles are left out of the list instead of refused.
 */
export async function readRoles(site: DrupalSite, signal: AbortSignal): Promise<readonly DrupalRole[] | undefined> {
  const roles = new Map<string, DrupalRole>();
  try {
    for (let offset = 0; ; offset += PAGE) {
      const { data, meta, links } = await getList(site, {
        path: 'user_role/user_role',
        query: { 'page[limit]': PAGE, 'page[offset]': offset },
        signal,
        doing: DOING,
      });
      // Some left out is as bad as all: a role that is not in the list would count as deleted.
      if (meta?.omitted !== undefined) return undefined;
      for (const group of data.map(groupOf)) roles.set(group.id, group);
      if (data.length === 0 || links?.next === undefined) break;
    }
  } catch (error) {
    if (UnauthorizedError.is(error) && error.code === 'drupal-forbidden') return undefined;
    throw error;
  }
  return roles.size === 0 ? undefined : [...roles.values()];
}

function groupOf({ id: uuid, attributes = {} }: JsonApiResource): DrupalRole {
  const id = String(attributes.drupal_internal__id);
  const locked = LOCKED_ROLES.has(id);
  const privileged = locked ? undefined : powerOf(id, attributes);
  return {
    id,
    uuid,
    name: typeof attributes.label === 'string' ? attributes.label : id,
    ...(privileged === EVERYTHING ? { everything: true } : {}),
    ...(locked ? { locked: true } : {}),
    ...(id === 'authenticated' ? { everyone: true } : {}),
    ...(privileged === undefined ? {} : { privileged }),
  };
}

function powerOf(
  id: string,
  { is_admin: isAdmin, permissions }: Readonly<Record<string, unknown>>,
): string | undefined {
  if (isAdmin === true || id === 'administrator') return EVERYTHING;
  const power = Array.isArray(permissions)
    ? POWERFUL.find((permission) => permissions.includes(permission))
    : undefined;
  return power === undefined ? undefined : `it has the permission "${power}"`;
}

/** Roles as far as accounts have them, learnt from all accounts, for a site that does not list them. A role that nobody has stays unknown. */
export async function* rolesOnAccounts(site: DrupalSite, signal: AbortSignal): AsyncGenerator<DrupalRole> {
  yield* LOCKED_GROUPS;
  const seen = new Set(LOCKED_ROLES);
  for (let last = 0; ; ) {
    const query = {
      'fields[user--user]': `${UID},status,roles`,
      sort: UID,
      'page[limit]': 50,
      'filter[after][condition][path]': UID,
      'filter[after][condition][operator]': '>',
      'filter[after][condition][value]': last,
    };
    const { data } = await getList(site, { path: 'user/user', query, signal, doing: 'learning roles from accounts' });
    const rows = await sighted(site, data, 'learning roles from accounts', signal);
    for (const { id: uuid, meta } of rows.flatMap(({ relationships }) => relationships?.roles?.data ?? [])) {
      const id = meta?.drupal_internal__target_id;
      if (id === undefined || seen.has(id)) continue;
      seen.add(id);
      yield { id, uuid, name: id, ...(id === 'administrator' ? { privileged: EVERYTHING, everything: true } : {}) };
    }
    const end = rows.at(-1);
    if (end === undefined || uidOf(end) <= last) return;
    last = uidOf(end);
  }
}
