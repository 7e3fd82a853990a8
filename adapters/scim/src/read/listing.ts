import type { CompletenessProof, HttpRequest } from '@rollcall/contract';
import type { Row, ScimApi } from '../scim-api.js';

/** What is read, and how it is asked for. */
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

export interface ResourcePage {
  /** Only resources that no page before had. */
  readonly resources: readonly Row[];
  /** On the last page only. */
  readonly proof?: CompletenessProof;
}
