import { signedInAsNobody } from './drupal-errors.js';
import type { DrupalSite } from './drupal-site.js';
import { getDocument, type JsonApiResource } from './json-api.js';

/** The account that Rollcall works as. */
export interface Me {
  /** Its uuid. */
  readonly id: string;
  /** As Drupal shows it, for messages. */
  readonly name: string;
  readonly uid?: number;
}

/**
 * Uuid of the account that we are signed in as. The entry point of JSON:API names it only when the sign-in worked;
 * every other answer looks the same to a stranger. Throws `UnauthorizedError`.
 */
export async function whoAmI(site: DrupalSite, signal: AbortSignal): Promise<string> {
  let id = await ownId(site, signal);
  // A token that has run out makes a stranger of us without a 401.
  if (id === undefined && site.renew !== undefined) {
    await site.renew(signal);
    id = await ownId(site, signal);
  }
  if (id === undefined) throw signedInAsNobody(site);
  return id;
}

/** The same with its name. Throws `UnauthorizedError`. */
export async function meAt(site: DrupalSite, signal: AbortSignal): Promise<Me> {
  const id = await whoAmI(site, signal);
  const query = { 'fields[user--user]': 'name,display_name,drupal_internal__uid' };
  const { data } = await getDocument(site, {
    path: `user/user/${encodeURIComponent(id)}`,
    query,
    signal,
    doing: 'signing in',
  });
  const { name, display_name: shown, drupal_internal__uid: uid } = (data as JsonApiResource | null)?.attributes ?? {};
  return { id, name: String(name ?? shown ?? id), ...(typeof uid === 'number' ? { uid } : {}) };
}

async function ownId(site: DrupalSite, signal: AbortSignal): Promise<string | undefined> {
  return (await getDocument(site, { path: '', signal, doing: 'signing in' })).meta?.links?.me?.meta?.id;
}
