import type { Http, HttpRequest } from '@rollcall/contract';
import { drupalError, notJsonApi } from './drupal-errors.js';

export interface RoleReference {
  readonly id: string;
  readonly meta?: { readonly drupal_internal__target_id?: string };
}

/** A `user--user` or `user_role--user_role` as JSON:API gives it. */
export interface JsonApiResource {
  readonly type: string;
  readonly id: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly relationships?: { readonly roles?: { readonly data?: readonly RoleReference[] } };
}

export interface JsonApiDocument {
  readonly data?: JsonApiResource | readonly JsonApiResource[];
  readonly meta?: { readonly omitted?: unknown; readonly links?: { readonly me?: { readonly meta?: { readonly id?: string } } } };
}

export const MEDIA_TYPE = 'application/vnd.api+json';

/** Asks JSON:API; anything but a JSON:API document becomes an error of the contract. */
export async function getDocument(http: Http, request: Pick<HttpRequest, 'path' | 'query' | 'signal' | 'doing' | 'anonymous'>): Promise<JsonApiDocument> {
  const answer = await http.request({ method: 'GET', headers: { accept: MEDIA_TYPE }, ...request });
  if (answer.status !== 200) throw drupalError(http, request.doing, answer);
  if (answer.mediaType !== MEDIA_TYPE) throw notJsonApi(`${request.doing} at ${http.origin}`);
  return answer.json() as JsonApiDocument;
}

export function listOf(document: JsonApiDocument): readonly JsonApiResource[] {
  return Array.isArray(document.data) ? (document.data as readonly JsonApiResource[]) : [];
}
