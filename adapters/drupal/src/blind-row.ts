import { UID, visibilityOf } from './account.js';
import { lacksAdministerUsers } from './drupal-errors.js';
import type { DrupalSite } from './drupal-site.js';
import type { JsonApiResource } from './json-api.js';
import { meAt } from './session.js';

const MISSING = {
  'anonymous-row': 'number, status and roles',
  'no-uid': 'their number',
  'no-status': 'their status',
  'no-roles': 'their roles',
} as const;

/** The first row that does not show everything, if there is one. */
export function blindRow(rows: readonly JsonApiResource[]): JsonApiResource | undefined {
  return rows.find((row) => visibilityOf(row) !== 'full');
}

/**
 * Missing attributes are missing permissions, or a sign-in that stopped working: never "the value is gone". Drupal does not say
 * which, so ask it who we are. Throws `UnauthorizedError`.
 */
export async function refuseBlind(
  site: DrupalSite,
  row: JsonApiResource,
  doing: string,
  signal: AbortSignal,
): Promise<never> {
  const { name } = await meAt(site, signal);
  const visibility = visibilityOf(row);
  throw lacksAdministerUsers(
    `${doing} at ${site.address}`,
    site.address,
    `accounts come without ${visibility === 'full' ? 'some attributes' : MISSING[visibility]}`,
    name,
  );
}

/** A list without anybody: we have an account there ourselves, so it was kept from us. Throws `UnauthorizedError`. */
export async function refuseEmpty(site: DrupalSite, doing: string, signal: AbortSignal): Promise<never> {
  const { name } = await meAt(site, signal);
  throw lacksAdministerUsers(
    `${doing} at ${site.address}`,
    site.address,
    'no account is shown, not even the own one',
    name,
  );
}

/** Rows that all show everything; throws as {@link refuseBlind} does. */
export async function sighted(
  site: DrupalSite,
  rows: readonly JsonApiResource[],
  doing: string,
  signal: AbortSignal,
): Promise<readonly JsonApiResource[]> {
  const blind = blindRow(rows);
  return blind === undefined ? rows : refuseBlind(site, blind, doing, signal);
}

/** The number of a fully visible row. */
export function uidOf({ attributes }: JsonApiResource): number {
  return attributes?.[UID] as number;
}
