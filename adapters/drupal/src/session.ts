import type { Http } from '@rollcall/contract';
import { signedInAsNobody } from './drupal-errors.js';
import { getDocument } from './json-api.js';

/**
 * Uuid of the account that we are signed in as. The entry point of JSON:API names it only when the sign-in worked;
 * every other answer looks the same to a stranger. Throws `UnauthorizedError`.
 */
export async function whoAmI(http: Http, jsonapiPath: string, signal: AbortSignal): Promise<string> {
  const { meta } = await getDocument(http, { path: jsonapiPath, signal, doing: 'signing in' });
  const id = meta?.links?.me?.meta?.id;
  if (id === undefined) throw signedInAsNobody(`signing in at ${http.origin}`);
  return id;
}
