import type { Provider } from '@rollcall/contract';
import type { Clock, Marks } from '@rollcall/engine';
import type { AuditSink } from './audit.js';
import type { RefusedCall } from './auth/refused-calls.js';
import type { RateLimit } from './request/rate-limiter.js';
import type { TenantOptions } from './tenant.js';

export interface GatewayOptions {
  readonly tenants: readonly GatewayTenant[];
  /** Where tokens, clients' ids and deletions are kept. */
  readonly marks: Marks;
  readonly clock: Pick<Clock, 'now'>;
  readonly audit: AuditSink;
  readonly rateLimit: RateLimit;
  /** How clients reach the gateway, without a path: `https://provision.example`. Absent: as the request says, which its sender chooses. */
  readonly publicUrl?: string;
  readonly maxDepth?: number;
  /** Told what a client is not told. */
  readonly onError: (error: unknown, requestId: string) => void;
  /** Told who was not let in and why, each token once in a minute. Called after the answer. */
  readonly onRefused?: (refused: RefusedCall) => void;
}

export interface GatewayTenant extends TenantOptions {
  readonly provider: Provider;
  /** The same for tenants of the same connection, so that their writes to one account do not overlap. Default: the tenant alone. */
  readonly connection?: string;
}
