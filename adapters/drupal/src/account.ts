import type { Account, Attributes, AttributeValue } from '@rollcall/contract';
import type { JsonApiResource } from './json-api.js';

export interface AccountRules {
  /** Uuid of the account that Rollcall signs in with. */
  readonly ownId: string;
  /** Lower-case names, uuids and uids. */
  readonly protect: ReadonlySet<string>;
  /** Roles that exist; a role that was deleted stays on accounts until they are saved. `undefined`: not known. */
  readonly roles: ReadonlySet<string> | undefined;
}

export const UID = 'drupal_internal__uid';
/** Roles that everybody has who is signed out, or in; Drupal's own business. */
export const LOCKED_ROLES: ReadonlySet<string> = new Set(['anonymous', 'authenticated']);
const NO_GROUPS: readonly string[] = [];

/** Signed out, Drupal shows only names; then these are missing, and nothing may be concluded from that. */
export type Visibility = 'full' | 'anonymous-row' | 'no-uid' | 'no-status' | 'no-roles';

/** What of an account the site let us see. Row 0 of every list is the Anonymous user itself. */
export function visibilityOf({ attributes, relationships }: JsonApiResource): Visibility {
  if (attributes === undefined) return 'anonymous-row';
  if (typeof attributes[UID] !== 'number') return 'created' in attributes ? 'no-uid' : 'anonymous-row';
  if (!('status' in attributes)) return 'no-status';
  return relationships?.roles?.data === undefined ? 'no-roles' : 'full';
}

/**
 * A fully visible JSON:API user as an account. What the site did not send stays absent. Runs for every user of the site, so it
 * copies nothing: the attributes are the parsed object itself, with the uuid that JSON:API has beside them.
 */
export function accountOf(row: JsonApiResource, rules: AccountRules): Account {
  const { id } = row;
  const attributes = row.attributes as Record<string, AttributeValue>;
  attributes.uuid = id;
  const active = attributes.status === true;
  const groups = groupsOf(row, rules.roles);
  const protection = protectionOf(id, attributes, rules);
  return protection === undefined ? { id, attributes, active, groups } : { id, attributes, active, groups, protection };
}

/** Does the row name a role that is not among those that exist? Then it was deleted, or our list is old. */
export function hasUnknownRole(row: JsonApiResource, { roles }: AccountRules): boolean {
  return roles !== undefined && groupsOf(row, undefined).some((name) => !roles.has(name));
}

function groupsOf({ relationships }: JsonApiResource, existing: ReadonlySet<string> | undefined): readonly string[] {
  const references = relationships?.roles?.data;
  if (references === undefined || references === null || references.length === 0) return NO_GROUPS;
  const groups: string[] = [];
  for (const { meta } of references) {
    const name = meta?.drupal_internal__target_id;
    if (name === undefined || LOCKED_ROLES.has(name) || groups.includes(name)) continue;
    if (existing === undefined || existing.has(name)) groups.push(name);
  }
  return groups;
}

function protectionOf(id: string, attributes: Attributes, { protect, ownId }: AccountRules): string | undefined {
  if (attributes[UID] === 1) return 'it is account 1, which may do everything';
  if (id === ownId) return 'it is the account that Rollcall signs in with';
  if (protect.size === 0) return undefined;
  const named =
    protect.has(id) || protect.has(String(attributes[UID])) || protect.has(String(attributes.name).toLowerCase());
  return named ? 'the configuration says so' : undefined;
}
