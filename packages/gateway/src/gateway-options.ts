import type { Provider } from '@rollcall/contract';
import type { Clock, Marks } from '@rollcall/engine';
import type { AuditSink } from './audit.js';
import type { RefusedCall } from './auth/refused-calls.js';
import type { RateLimit } from './request/rate-limiter.js';
import type { TenantOptions } from './tenant.js';

/** What a gateway needs, whoever configures it. */
export interface GatewayOptions {
  /** No two of the same path. */
  readonly tenants: readonly GatewayTenant[];
  /** Where tokens, clients' ids and deletions are kept. */
  readonly marks: Marks;
  /** For the ends of tokens and cursors, and the times in the audit. */
  readonly clock: Pick<Clock, 'now'>;
  /** Told before and after each write. */
  readonly audit: AuditSink;
  /** For each client by itself. */
  readonly rateLimit: RateLimit;
  /** How clients reach the gateway, without a path: `https://provision.example`. Absent: as the request says, which its sender chooses. */
  readonly publicUrl?: string;
  /** How deeply objects and lists of a body may lie in each other. Default: 24. */
  readonly maxDepth?: number;
  /** Told what a client is not told. */
  readonly onError: (error: unknown, requestId: string) => void;
  /** Told who was not let in and why, each token once in a minute. Called after the answer. */
  readonly onRefused?: (refused: RefusedCall) => void;
}

/** A tenant with the system that it writes to. */
export interface GatewayTenant extends TenantOptions {
  /** Reads and writes the system; what it cannot do, `/ServiceProviderConfig` does not offer. */
  readonly provider: Provider;
  /** The same for tenants of the same connection, so that their writes to one account do not overlap. Default: the tenant alone. */
  readonly connection?: string;
}
