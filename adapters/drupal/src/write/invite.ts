import { RollcallError } from '@rollcall/contract';
import type { DrupalSite } from '../drupal-site.js';

/**
 * Lets Drupal mail the person a link that signs in once, to set a password. Resolves to a note where that did not work: the account
 * is there all the same, and the person can ask for the link at /user/password.
 *
 * The route (user.pass.http) refuses those who sign in by Basic authentication, so it is asked as a stranger. Drupal lets one address
 * ask for 50 links an hour.
 */
export async function invite(site: DrupalSite, name: string, signal: AbortSignal): Promise<string | undefined> {
  const help = `the person can ask for a link at ${site.address}/user/password`;
  try {
    const answer = await site.http.request({
      method: 'POST',
      path: 'user/password',
      query: { _format: 'json' },
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify({ name }),
      doing: `inviting a person at ${site.address}`,
      anonymous: true,
      // A second mail would confuse more than none.
      repeatable: false,
      signal,
    });
    return answer.status === 200 ? undefined : `the invitation was not sent: ${answer.status}; ${help}`;
  } catch (error) {
    if (!RollcallError.is(error)) throw error;
    return `the invitation may not have been sent: ${error.message}; ${help}`;
  }
}
