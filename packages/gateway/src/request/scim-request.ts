import type { Caller } from '../auth/gateway-tokens.js';

/** One request, whether it came by HTTP or in a Bulk. */
export interface ScimRequest {
  /** The resource that is meant; absent for a list or a new one. */
  readonly id?: string;
  /** Parameters of the query, or of a search request. */
  readonly query: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly ifMatch?: string;
  readonly ifNoneMatch?: string;
  readonly caller: Caller;
  /** Address of the tenant, without a slash at the end. */
  readonly base: string;
  /** The same for everything that one request does; in the audit and in the answer's `X-Request-Id`. */
  readonly requestId: string;
  readonly signal: AbortSignal;
}

export interface ScimAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What one endpoint does for one method. Rejects with `ScimError` or an error of the contract. */
export type Handler = (request: ScimRequest) => Promise<ScimAnswer>;
