import type { HttpRequest } from '@rollcall/contract';
import { drupalError, notJsonApi, oddDocument } from './drupal-errors.js';
import type { DrupalSite } from './drupal-site.js';

export interface RoleReference {
  readonly id: string;
  readonly meta?: { readonly drupal_internal__target_id?: string };
}

/** A `user--user` or `user_role--user_role` as JSON:API gives it. */
export interface JsonApiResource {
  readonly type: string;
  readonly id: string;
  /** Left out as a whole when none of the fields that were asked for may be seen. */
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly relationships?: { readonly roles?: { readonly data?: readonly RoleReference[] | null } };
}

export interface JsonApiDocument {
  readonly links?: { readonly next?: { readonly href?: string } };
  readonly data?: JsonApiResource | readonly JsonApiResource[];
  readonly meta?: {
    readonly omitted?: unknown;
    readonly links?: { readonly me?: { readonly meta?: { readonly id?: string } } };
  };
}

export const MEDIA_TYPE = 'application/vnd.api+json';

export interface DocumentRequest extends Pick<HttpRequest, 'query' | 'signal' | 'doing' | 'anonymous'> {
  /** Below the root of JSON:API: `user/user`; empty for the root. */
  readonly path: string;
}

/** Asks JSON:API; anything but a JSON:API document becomes an error of the contract. */
export async function getDocument(site: DrupalSite, request: DocumentRequest): Promise<JsonApiDocument> {
  const at = `${request.doing} at ${site.address}`;
  const answer = await site.http.request({
    method: 'GET',
    ...request,
    path: pathOf(site, request.path),
    doing: at,
    headers: { accept: MEDIA_TYPE },
    ...(site.hasty === true ? { repeatable: false } : {}),
  });
  if (answer.status !== 200) throw drupalError(site, at, answer);
  if (answer.mediaType !== MEDIA_TYPE) throw notJsonApi(at, answer);
  const document = answer.json();
  // An answer without data is not an empty list: taken for one, it would end a reading early.
  if (typeof document !== 'object' || document === null || !('data' in document))
    throw oddDocument(at, 'has no data in it');
  return document as JsonApiDocument;
}

export function pathOf(site: Pick<DrupalSite, 'jsonapiPath'>, path: string): string {
  const root = site.jsonapiPath.replace(/\/+$/, '');
  return path === '' ? root : `${root}/${path}`;
}

/** A document with a list in it. */
export async function getList(
  site: DrupalSite,
  request: DocumentRequest,
): Promise<JsonApiDocument & { readonly data: readonly JsonApiResource[] }> {
  const document = await getDocument(site, request);
  if (!Array.isArray(document.data))
    throw oddDocument(`${request.doing} at ${site.address}`, 'has one thing in it and no list');
  return document as JsonApiDocument & { readonly data: readonly JsonApiResource[] };
}
