import type { Account, AttributeValue, Attributes } from '@rollcall/contract';
import type { JsonApiResource } from './json-api.js';

export interface AccountRules {
  /** Lower-case names and uuids. */
  readonly protect: ReadonlySet<string>;
  /** Roles that exist; a role that was deleted stays on accounts until they are saved. `undefined`: not known. */
  readonly roles: ReadonlySet<string> | undefined;
}

export const UID = 'drupal_internal__uid';

/** Signed out, Drupal shows only names; then these are missing, and nothing may be concluded from that. */
export type Visibility = 'full' | 'anonymous-row' | 'no-uid' | 'no-status' | 'no-roles';

/** What of an account the site let us see. Row 0 of every list is the Anonymous user itself. */
export function visibilityOf({ attributes, relationships }: JsonApiResource): Visibility {
  if (!(UID in attributes)) return 'created' in attributes ? 'no-uid' : 'anonymous-row';
  if (!('status' in attributes)) return 'no-status';
  return relationships?.roles?.data === undefined ? 'no-roles' : 'full';
}

/** A JSON:API user as an account. What the site did not send stays absent. */
export function accountOf({ id, attributes, relationships }: JsonApiResource, rules: AccountRules): Account {
  const groups: string[] = [];
  for (const { meta } of relationships?.roles?.data ?? []) {
    const name = meta?.drupal_internal__target_id;
    if (name !== undefined && (rules.roles === undefined || rules.roles.has(name)) && !groups.includes(name)) groups.push(name);
  }
  const protection = protectionOf(id, attributes, rules.protect);
  return {
    id, attributes: attributes as Attributes, active: attributes.status === true, groups,
    ...(protection === undefined ? {} : { protection }),
  };
}

function protectionOf(id: string, attributes: Readonly<Record<string, unknown>>, protect: ReadonlySet<string>): string | undefined {
  if (attributes[UID] === 1) return 'it is account 1, which may do everything';
  if (protect.size === 0) return undefined;
  const named = protect.has(id) || protect.has(String(attributes.name as AttributeValue).toLowerCase());
  return named ? 'the configuration says so' : undefined;
}
