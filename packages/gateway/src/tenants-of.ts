import type { Provider } from '@rollcall/contract';
import { ENTRA_LENIENCY, GENEROUS_LENIENCY, OKTA_LENIENCY } from '@rollcall/scim-protocol';
import { type GatewaySettings, pathOf } from './gateway-config.js';
import type { GatewayTenant } from './gateway-options.js';
import { tolerant } from './request/tolerant.js';

const LENIENCIES = {
  entra: tolerant(ENTRA_LENIENCY),
  okta: tolerant(OKTA_LENIENCY),
  generous: tolerant(GENEROUS_LENIENCY),
  strict: undefined,
} as const;

/** The tenants that a configuration names, over the connections that it has. */
export function tenantsOf(
  { tenants }: GatewaySettings,
  provider: (connection: string) => Provider,
): readonly GatewayTenant[] {
  return [...tenants].map(([name, config]) => {
    const {
      connection,
      client,
      put,
      mapping,
      onDelete,
      writable,
      pageSize,
      maxPageSize,
      cursorTimeoutSeconds,
      maxScan,
      maxBulkOperations,
      maxBodyBytes,
    } = config;
    return {
      name,
      path: pathOf(name, config),
      provider: provider(connection),
      connection,
      leniency: LENIENCIES[client],
      put: put ?? (client === 'okta' ? 'merge' : 'replace'),
      ...{
        mapping,
        onDelete,
        writable,
        pageSize,
        maxPageSize,
        cursorTimeoutSeconds,
        maxScan,
        maxBulkOperations,
        maxBodyBytes,
      },
    };
  });
}
