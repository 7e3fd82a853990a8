import { nested, setting } from '@rollcall/contract';
import { ConfigProblems, type Problem, parseConfig } from '@rollcall/plugin';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  Min,
} from 'class-validator';

/** How fast one client may ask. */
export class RateLimitConfig {
  @setting('Requests in a second that one client may make over time. Entra ID asks for 25.')
  @IsNumber()
  @Min(0.1)
  requestsPerSecond = 50;

  @setting('Requests that may come at once after a quiet time.')
  @IsInt()
  @Min(1)
  burst = 200;
}

/** One set of clients and the connection that they push people into. */
export class TenantConfig {
  @setting('The connection that accounts are written to.')
  @IsString()
  connection!: string;

  @setting('Where its SCIM server is. Default: /scim/ and the name of the tenant.', { example: '/scim/okta' })
  @IsOptional()
  @Matches(/^(?:\/[\w.-]+)+$/, { message: 'path must begin with "/" and be such as /scim/okta' })
  path?: string;

  @setting(
    'Which client it is, for what clients do otherwise than the standard: strict, entra, okta, or generous for any.',
  )
  @IsIn(['strict', 'entra', 'okta', 'generous'])
  client: 'strict' | 'entra' | 'okta' | 'generous' = 'generous';

  @setting(
    'SCIM paths and the attributes of the connection that they are, besides what is known; an empty name takes a path out.',
  )
  @IsObject()
  mapping: Record<string, string> = {};

  @setting('What a DELETE of a user does: deactivate (the account stays, and is gone for the client), or delete.')
  @IsIn(['deactivate', 'delete'])
  onDelete: 'deactivate' | 'delete' = 'deactivate';

  @setting(
    'What a PUT does with what it does not name: replace clears it as RFC 7644 says, merge leaves it. Default: merge for okta, else replace.',
  )
  @IsOptional()
  @IsIn(['replace', 'merge'])
  put?: 'replace' | 'merge';

  @setting('Clients may write, not only read.')
  @IsBoolean()
  writable = true;

  @setting('Resources on a page, where the client does not say.', { advanced: true })
  @IsInt()
  @Min(1)
  @Max(1_000)
  pageSize = 100;

  @setting('Most resources on a page.', { advanced: true })
  @IsInt()
  @Min(1)
  @Max(10_000)
  maxPageSize = 1_000;

  @setting('Seconds for which a cursor is good; whoever asks for the next page later begins anew.', { advanced: true })
  @IsInt()
  @Min(1)
  @Max(31_536_000)
  cursorTimeoutSeconds = 3_600;

  @setting('Accounts looked through for one answer, where the system does not look for them itself.', {
    advanced: true,
  })
  @IsInt()
  @Min(1)
  maxScan = 50_000;

  @setting('Most operations in a Bulk.', { advanced: true })
  @IsInt()
  @Min(1)
  @Max(10_000)
  maxBulkOperations = 1_000;

  @setting('Largest body of a request, in bytes.', { advanced: true })
  @IsInt()
  @Min(1_024)
  maxBodyBytes = 4_194_304;
}

/** The part `gateway` of the configuration, without its tenants. */
export class GatewayConfig {
  @setting(
    'How clients reach the gateway from outside, without a path. Without it, addresses in answers are as the request says.',
    {
      example: 'https://provision.example',
    },
  )
  @IsOptional()
  @IsUrl(
    { require_protocol: true, require_tld: false, protocols: ['http', 'https'] },
    { message: 'must be an address such as https://provision.example' },
  )
  @Matches(/^https?:\/\/[^/?#]+$/, { message: 'publicUrl must be without a path' })
  publicUrl?: string;

  @setting('File that each write is written to before and after it is done, a line of JSON each.', {
    example: '.rollcall/gateway-audit.jsonl',
  })
  @IsOptional()
  @IsString()
  auditFile?: string;

  @setting('How fast each client may ask.')
  @nested(() => RateLimitConfig)
  rateLimit = new RateLimitConfig();
}

/** The part `gateway` of the configuration, checked. */
export interface GatewaySettings {
  /** What holds for all tenants. */
  readonly config: GatewayConfig;
  /** By name, in the order of the configuration. */
  readonly tenants: ReadonlyMap<string, TenantConfig>;
}

const NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/i;

/** Reads `gateway:`. Throws `ConfigProblems` with everything that is wrong. */
export function parseGatewayConfig(
  data: Readonly<Record<string, unknown>>,
  connections: readonly string[],
): GatewaySettings {
  const problems: Problem[] = [];
  const { tenants: listed = {}, ...rest } = data;
  const config = collect(problems, () => parseConfig(GatewayConfig, rest, ['gateway'])) ?? new GatewayConfig();
  const tenants = new Map<string, TenantConfig>();
  const isRecord = typeof listed === 'object' && listed !== null && !Array.isArray(listed);
  if (!isRecord) problems.push({ path: ['gateway', 'tenants'], message: 'must be a list of names with settings' });
  for (const [name, value] of Object.entries(isRecord ? listed : {})) {
    const path = ['gateway', 'tenants', name];
    if (!NAME.test(name)) problems.push({ path, message: 'a name may have letters, digits, "-" and "_" only' });
    const tenant = collect(problems, () => parseConfig(TenantConfig, value, path));
    if (tenant === undefined) continue;
    if (!connections.includes(tenant.connection))
      problems.push({
        path: [...path, 'connection'],
        message: `there is no connection "${tenant.connection}". Known: ${connections.join(', ')}`,
      });
    const at = pathOf(name, tenant);
    const other = [...tenants].find(([otherName, one]) => overlap(pathOf(otherName, one), at));
    if (other !== undefined) problems.push({ path, message: `its path ${at} and that of "${other[0]}" overlap` });
    tenants.set(name, tenant);
  }
  if (problems.length > 0) throw new ConfigProblems(problems);
  return { config, tenants };
}

/** Where a tenant's SCIM server is. */
export function pathOf(name: string, { path }: Pick<TenantConfig, 'path'>): string {
  return path ?? `/scim/${name}`;
}

function overlap(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}

function collect<T>(problems: Problem[], work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!ConfigProblems.is(error)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}
