import { OPERATIONS, type OperationSupport, type Sentence, type Support } from '@rollcall/contract';
import { drupalError, permissionHint } from '../drupal-errors.js';
import type { DrupalSite } from '../drupal-site.js';
import { DRUPAL_TEXTS } from '../drupal-texts.js';
import { MEDIA_TYPE, pathOf } from '../json-api.js';

const T = DRUPAL_TEXTS.check;

/** May accounts be changed, and if not, what would have to be done? */
export type MayWrite =
  | { readonly may: true }
  | { readonly may: false; readonly reason: Sentence; readonly remedy: Sentence };

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
      reason: T.onlyReads,
      remedy: T.acceptAll(site.address),
    };
  if (answer.status === 403 && answer.mediaType === MEDIA_TYPE)
    return {
      may: false,
      reason: T.lacks,
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
    : { supported: false, reason: `${state.reason.plain}; ${state.remedy.plain}` };
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
