import { type Group, type Http, UnauthorizedError } from '@rollcall/contract';
import { type JsonApiResource, getDocument, listOf } from './json-api.js';

/** Roles that Drupal itself keeps: everybody who is signed out, or in. */
const LOCKED = new Set(['anonymous', 'authenticated']);
const DOING = 'reading roles';

/**
 * The site's roles, or `undefined` when it does not show them: that needs "Administer permissions", and without it
 * the list is empty instead of refused.
 */
export async function readRoles(http: Http, jsonapiPath: string, signal: AbortSignal): Promise<readonly Group[] | undefined> {
  const roles: Group[] = [];
  for (let offset = 0; ; offset += 50) {
    let rows: readonly JsonApiResource[];
    try {
      rows = listOf(await getDocument(http, { path: `${jsonapiPath}/user_role/user_role`, query: { 'page[limit]': 50, 'page[offset]': offset }, signal, doing: DOING }));
    } catch (error) {
      if (UnauthorizedError.is(error)) return undefined;
      throw error;
    }
    roles.push(...rows.map(groupOf));
    if (rows.length < 50) break;
  }
  return roles.length === 0 ? undefined : roles;
}

function groupOf({ attributes }: JsonApiResource): Group {
  const id = String(attributes.drupal_internal__id);
  const administrator = attributes.is_admin === true || id === 'administrator';
  return {
    id, name: typeof attributes.label === 'string' ? attributes.label : id,
    ...(LOCKED.has(id) ? { locked: true } : {}), ...(id === 'authenticated' ? { everyone: true } : {}), ...(administrator ? { privileged: 'it may do everything' } : {}),
  };
}

/** Roles as far as accounts show them, for a site that does not list them. */
export function rolesOnAccounts(rows: readonly JsonApiResource[]): readonly Group[] {
  const ids = new Set(rows.flatMap(({ relationships }) => (relationships?.roles?.data ?? []).map(({ meta }) => meta?.drupal_internal__target_id)).filter((id) => id !== undefined));
  const locked: readonly Group[] = [{ id: 'anonymous', name: 'Anonymous user', locked: true }, { id: 'authenticated', name: 'Authenticated user', locked: true, everyone: true }];
  return [...locked, ...[...ids].filter((id) => !LOCKED.has(id)).sort().map((id) => ({ id, name: id, ...(id === 'administrator' ? { privileged: 'it may do everything' } : {}) }))];
}
