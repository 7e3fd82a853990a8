import { RollcallError } from '@rollcall/contract';
import type { DrupalSite } from '../drupal-site.js';
import { MEDIA_TYPE, pathOf } from '../json-api.js';

/**
 * Is the module HTTP Basic Authentication certainly off? Asked without the credential, so that it counts as no failed sign-in:
 * where the module is on, a stranger who filters by status is told 401 and offered "Basic". The custom parameter keeps the
 * refusal in a cache entry of its own: Drupal would give it to everybody who asks the same.
 */
export async function lacksBasicAuth(site: DrupalSite, signal: AbortSignal): Promise<boolean> {
  try {
    const answer = await site.http.request({
      method: 'GET',
      path: pathOf(site, 'user/user'),
      signal,
      doing: 'looking which ways to sign in there are',
      anonymous: true,
      repeatable: false,
      headers: { accept: MEDIA_TYPE },
      query: { 'filter[status]': 1, 'page[limit]': 1, noCache: crypto.randomUUID() },
    });
    return answer.status === 403 && answer.mediaType === MEDIA_TYPE && answer.headers.get('www-authenticate') === null;
  } catch (error) {
    if (!RollcallError.is(error)) throw error;
    return false;
  }
}
