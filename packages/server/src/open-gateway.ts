import { isAbsolute, join } from 'node:path';
import { type Rollcall, systemClock } from '@rollcall/engine';
import {
  type AuditEntry,
  createGatewayHandler,
  type GatewayHandler,
  gatewayApp,
  parseGatewayConfig,
  type RefusedCall,
  tenantsOf,
} from '@rollcall/gateway';
import type { Hono } from 'hono';
import type { Logger } from 'pino';
import { AuditFile } from './audit-file.js';

/** For whoever reads the log because a client says 401. */
const REASONS: Readonly<Record<RefusedCall['reason'], string>> = {
  missing: 'the request has no "Authorization: Bearer …"',
  'no-token':
    'what came has not the form of a token of this gateway, "rcg_" and two parts, as "rollcall token create" printed it',
  unknown: 'there is no token with this id; "rollcall token list" shows those that there are',
  wrong: 'the token has the id of another one and not its secret; it may be cut off',
  revoked: 'the token is revoked',
  expired: 'the token is expired; "rollcall token create" makes another one',
  'not-for-this': 'the token is of another tenant',
};

export interface OpenGateway {
  readonly app: Hono;
  /** The same without Hono, for `gatewayFirst`. */
  readonly handler: GatewayHandler;
  /** Resolves when the audit is written. */
  close(): Promise<void>;
}

/** The gateway that a configuration describes; undefined where it has none. Throws `ConfigProblems`. */
export async function openGateway(parts: {
  readonly rollcall: Rollcall;
  readonly log: Logger;
  readonly folder: string;
}): Promise<OpenGateway | undefined> {
  const { rollcall, log, folder } = parts;
  const settings = parseGatewayConfig(rollcall.config.gateway, rollcall.connectionNames());
  if (settings.tenants.size === 0) return undefined;
  const { auditFile, publicUrl, rateLimit } = settings.config;
  const path = auditFile === undefined || isAbsolute(auditFile) ? auditFile : join(folder, auditFile);
  const file = path === undefined ? undefined : await AuditFile.open(path);
  const audit = (entry: AuditEntry): void | Promise<void> => {
    if (entry.phase !== 'intended') log.info(entry, 'the gateway wrote');
    return file?.write(entry);
  };
  const tenants = tenantsOf(settings, (name) => rollcall.connection(name).provider);
  const handler = createGatewayHandler({
    tenants,
    marks: rollcall.state.marks,
    clock: systemClock,
    audit,
    rateLimit,
    ...(publicUrl === undefined ? {} : { publicUrl }),
    onError: (error, request) =>
      log.error(
        { request, error: error instanceof Error ? error.message : String(error) },
        'a request to the gateway failed',
      ),
    onRefused: ({ reason, ...about }) => log.warn({ ...about, reason: REASONS[reason] }, 'the gateway let nobody in'),
  });
  const paths = tenants.map(({ path: own }) => own);
  return { app: gatewayApp(handler, paths, { owned: '/scim' }), handler, close: async () => file?.close() };
}
