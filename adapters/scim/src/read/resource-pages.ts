import type { CompletenessProof, HttpRequest } from '@rollcall/contract';
import type { Manner } from '../discovery/manner.js';
import type { Row, ScimApi } from '../scim-api.js';
import { cursorPages } from './cursor-pages.js';
import { indexPages } from './index-pages.js';

export interface ResourcePage {
  /** Only resources that no page before had. */
  readonly resources: readonly Row[];
  /** On the last page only. */
  readonly proof?: CompletenessProof;
}

export interface Listing {
  readonly api: ScimApi;
  readonly path: string;
  /** What is listed, for messages: `users`. */
  readonly what: string;
  readonly doing: string;
  readonly pageSize: number;
  readonly query: NonNullable<HttpRequest['query']>;
  readonly signal: AbortSignal;
}

/** Every resource of a list, each once, with the proof at the end. */
export function resourcePages(listing: Listing, { paging }: Manner): AsyncGenerator<ResourcePage> {
  return paging === 'cursor' ? cursorPages(listing) : indexPages(listing);
}
