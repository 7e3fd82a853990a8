import type { HttpAnswer, HttpRequest } from '@rollcall/contract';
import type { DrupalSite } from '../drupal-site.js';
import { type JsonApiResource, MEDIA_TYPE, pathOf } from '../json-api.js';

export interface WriteRequest {
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  /** Below the root of JSON:API. */
  readonly path: string;
  readonly data?: unknown;
  readonly doing: string;
  readonly signal: AbortSignal;
}

/**
 * Sends a write. Each may be sent twice: a create brings its own uuid, and everything else says what shall be, not what shall
 * be done to it.
 */
export function send(site: DrupalSite, { data, path, ...request }: WriteRequest): Promise<HttpAnswer> {
  const body: Pick<HttpRequest, 'body' | 'headers'> =
    data === undefined
      ? { headers: { accept: MEDIA_TYPE } }
      : { body: JSON.stringify({ data }), headers: { accept: MEDIA_TYPE, 'content-type': MEDIA_TYPE } };
  return site.http.request({ ...request, ...body, path: pathOf(site, path), repeatable: site.hasty !== true });
}

/** The account in an answer; `undefined` where it is none, such as a page of a proxy. */
export function userIn(answer: HttpAnswer): JsonApiResource | undefined {
  if (answer.mediaType !== MEDIA_TYPE) return undefined;
  try {
    const { data } = answer.json() as { readonly data?: JsonApiResource };
    return typeof data?.id === 'string' ? data : undefined;
  } catch {
    return undefined;
  }
}
