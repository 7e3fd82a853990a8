import { OPERATIONS, type OperationSupport, type Support } from '@rollcall/contract';
import { drupalError, permissionHint } from '../drupal-errors.js';
import type { DrupalSite } from '../drupal-site.js';
import { MEDIA_TYPE, pathOf } from '../json-api.js';

/** May accounts be changed, and if not, what would have to be done? */
export type MayWrite =
  | { readonly may: true }
  | { readonly may: false; readonly reason: string; readonly remedy: string };

/**
 * Asked by a POST with nothing in it, of which Drupal makes nothing: 400 when it would take a real one, 405 when JSON:API only reads,
 * 403 when the account may not. Changes nothing. Throws for anything else.
 */
export async function mayWrite(site: DrupalSite, signal: AbortSignal): Promise<MayWrite> {
  const doing = 'looking whether JSON:API accepts changes';
  const answer = await site.http.request({
    method: 'POST',
    path: pathOf(site, 'user/user'),
    signal,
    doing,
    repeatable: site.hasty !== true,
    headers: { accept: MEDIA_TYPE, 'content-type': MEDIA_TYPE },
  });
  if (answer.status === 400) return { may: true };
  if (answer.status === 405)
    return {
      may: false,
      reason: 'JSON:API of this site only reads',
      remedy: `choose "Accept all JSON:API create, read, update, and delete operations" at Configuration → Web services → JSON:API (${site.address}/admin/config/services/jsonapi)`,
    };
  if (answer.status === 403 && answer.mediaType === MEDIA_TYPE)
    return {
      may: false,
      reason: 'the account that Rollcall signs in with lacks the permission "Administer users"',
      remedy: permissionHint(site.address),
    };
  throw drupalError(site, `${doing} at ${site.address}`, answer);
}

const VIA = 'JSON:API';
/** What JSON:API's DELETE does is a setting of the site that nobody can read from outside. */
const VIA_CANCEL = 'JSON:API; the site\'s setting "When cancelling a user account" says whether that blocks or deletes';

export function supportOf(state: MayWrite): OperationSupport {
  const write: Support = state.may
    ? { supported: true, via: VIA }
    : { supported: false, reason: `${state.reason}; ${state.remedy}` };
  return {
    ...(Object.fromEntries(OPERATIONS.map((operation) => [operation, write])) as Record<
      (typeof OPERATIONS)[number],
      Support
    >),
    delete: state.may ? { supported: true, via: VIA_CANCEL } : write,
    memberships: write,
    list: { supported: true, via: VIA },
  };
}
