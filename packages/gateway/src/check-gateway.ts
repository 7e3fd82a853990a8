import type { Provider } from '@rollcall/contract';
import type { Marks } from '@rollcall/engine';
import { ConfigProblems, formatProblem } from '@rollcall/plugin';
import { type Filter, parseFilter } from '@rollcall/scim-protocol';
import { GatewayTokens, type TokenRecord } from './auth/gateway-tokens.js';
import { type GatewaySettings, parseGatewayConfig, type TenantConfig } from './gateway-config.js';
import { UserMapping } from './mapping/user-mapping.js';
import { conditionOf, widerConditionOf } from './users/user-conditions.js';

/** One thing that was looked at. `hint`: good to know, and nothing to do. */
export interface GatewayFinding {
  /** Only `failed` and `warning` ask for something to be done. */
  readonly status: 'passed' | 'hint' | 'warning' | 'failed';
  /** What was looked at, in few words. */
  readonly label: string;
  /** Never a secret, never a value of a person. */
  readonly detail: string;
  /** What to do; absent where nothing is. */
  readonly remedy?: string;
}

/** What {@link checkGateway} found. */
export interface GatewayReport {
  /** What is wrong with the settings themselves; then nothing else was looked at. */
  readonly problems: readonly string[];
  /** By the tenant's name, in the order in which things were looked at. */
  readonly tenants: Readonly<Record<string, readonly GatewayFinding[]>>;
  /** Of tokens whose tenant the configuration does not have. */
  readonly strays: readonly GatewayFinding[];
}

/** What {@link checkGateway} looks at. */
export interface GatewayCheck {
  /** `gateway:` as the configuration has it. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Names of connections, and whether each was found to work. */
  readonly connections: ReadonlyMap<string, boolean>;
  /** Called only for connections that were found to work. */
  readonly provider: (connection: string) => Provider;
  /** Where tokens are kept. */
  readonly marks: Marks;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Aborted, the check rejects. */
  readonly signal: AbortSignal;
}

const DAY_MS = 86_400_000;
const SOON_DAYS = 30;

/** Looks whether each tenant of the gateway can do its work: connection, mapping, tokens, and what its filters cost. Changes nothing. */
export async function checkGateway(check: GatewayCheck): Promise<GatewayReport> {
  let settings: GatewaySettings;
  try {
    settings = parseGatewayConfig(check.config, [...check.connections.keys()]);
  } catch (error) {
    if (!ConfigProblems.is(error)) throw error;
    return { problems: error.problems.map(formatProblem), tenants: {}, strays: [] };
  }
  const tokens = await new GatewayTokens(check.marks, () => check.now).list();
  const tenants: Record<string, readonly GatewayFinding[]> = {};
  for (const [name, tenant] of settings.tenants) {
    const own = tokens.filter((token) => token.tenant === name);
    tenants[name] = [...(await system(tenant, check)), ofTokens(name, own, check.now)];
  }
  return { problems: [], tenants, strays: strays(tokens, settings, check.now) };
}

/** Such a token opens nothing, until a tenant is named so again: perhaps in front of another system. */
function strays(tokens: readonly TokenRecord[], { tenants }: GatewaySettings, now: number): readonly GatewayFinding[] {
  const valid = tokens.filter((token) => !tenants.has(token.tenant) && isValid(token, now));
  return [...Map.groupBy(valid, ({ tenant }) => tenant)].map(([tenant, own]) => ({
    status: 'warning',
    label: 'Tokens',
    detail: `the configuration has no tenant "${tenant}", and ${own.length === 1 ? 'a token' : `${own.length} tokens`} of it would open one that is named so again: ${own.map(({ id, name }) => `${id} (${name})`).join(', ')}`,
    remedy: own.map(({ id }) => `rollcall token revoke ${id}`).join('; '),
  }));
}

/** Did nothing fail? Hints and warnings do not count. */
export function gatewayPassed({ problems, tenants }: GatewayReport): boolean {
  return problems.length === 0 && Object.values(tenants).every((all) => all.every(({ status }) => status !== 'failed'));
}

async function system(tenant: TenantConfig, check: GatewayCheck): Promise<readonly GatewayFinding[]> {
  const { connection } = tenant;
  if (check.connections.get(connection) !== true)
    return [{ status: 'failed', label: 'Connection', detail: `${connection} does not work; see above` }];
  const works: GatewayFinding = { status: 'passed', label: 'Connection', detail: `${connection} works` };
  const provider = check.provider(connection);
  let mapping: UserMapping;
  try {
    mapping = new UserMapping(await provider.schema(check.signal), tenant.mapping);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    const remedy = 'correct "mapping" of this tenant; the reference page of the gateway says what may stand there';
    return [works, { status: 'failed', label: 'Mapping', detail, remedy }];
  }
  return [works, ofMapping(mapping), ...ofWriting(tenant, provider), ...ofFilters(tenant, mapping, provider)];
}

function ofMapping(mapping: UserMapping): GatewayFinding {
  const label = 'Mapping';
  if (mapping.binding('userName') === undefined)
    return {
      status: 'failed',
      label,
      detail: 'nothing of the connection is "userName", without which no client can do anything',
      remedy: 'name the attribute: mapping: { userName: … }',
    };
  return { status: 'passed', label, detail: mapping.bindings.map(({ text }) => text).join(', ') };
}

function ofWriting({ writable }: TenantConfig, provider: Provider): readonly GatewayFinding[] {
  if (!writable || provider.writer !== undefined) return [];
  return [
    {
      status: 'warning',
      label: 'Writing',
      detail: 'clients may write, and the connection can only be read: each write is answered with 501',
      remedy: 'set "writable: false", so that clients are told beforehand',
    },
  ];
}

/** Which attributes a client cannot ask for without all accounts being looked through. */
function ofFilters({ maxScan }: TenantConfig, mapping: UserMapping, provider: Provider): readonly GatewayFinding[] {
  const scanned = mapping.bindings
    .filter(({ attribute, scimType }) => attribute.name !== 'password' && scimType === 'string')
    .map(({ text }) => text)
    .filter((text) => !isAsked(text, mapping, provider));
  if (scanned.length === 0) return [{ status: 'passed', label: 'Filters', detail: 'the system is asked for each' }];
  return [
    {
      status: 'hint',
      label: 'Filters',
      detail: `a filter by one of these alone looks through all accounts, at most ${maxScan}: ${scanned.join(', ')}`,
    },
  ];
}

function isAsked(text: string, mapping: UserMapping, { queries, prefilter, writer }: Provider): boolean {
  const attribute = mapping.binding(text)?.attribute;
  if (attribute?.findable === true && attribute.unique === true && writer !== undefined) return true;
  const filter = filterBy(text);
  if (filter === undefined) return false;
  const [exact, wider] = [conditionOf(filter, mapping), widerConditionOf(filter, mapping)];
  return (
    (exact !== undefined && queries?.supports(exact) === true) ||
    (wider !== undefined && prefilter?.narrows(wider) === true)
  );
}

function filterBy(text: string): Filter | undefined {
  try {
    return parseFilter(`${text} eq "example"`);
  } catch {
    return undefined;
  }
}

function isValid({ revokedAt, expiresAt }: TokenRecord, now: number): boolean {
  return revokedAt === null && (expiresAt === null || expiresAt > now);
}

function ofTokens(tenant: string, tokens: readonly TokenRecord[], now: number): GatewayFinding {
  const label = 'Tokens';
  const valid = tokens.filter((token) => isValid(token, now));
  if (valid.length === 0)
    return {
      status: 'warning',
      label,
      detail: tokens.length === 0 ? 'there is none, so no client can come in' : 'all are expired or revoked',
      remedy: `rollcall token create ${tenant}`,
    };
  const [next] = valid
    .filter((token): token is TokenRecord & { readonly expiresAt: number } => token.expiresAt !== null)
    .sort((a, b) => a.expiresAt - b.expiresAt);
  const count = valid.length === 1 ? '1 is valid' : `${valid.length} are valid`;
  if (next === undefined) return { status: 'passed', label, detail: `${count}, without an end` };
  const day = new Date(next.expiresAt).toISOString().slice(0, 10);
  const days = Math.ceil((next.expiresAt - now) / DAY_MS);
  if (days > SOON_DAYS) return { status: 'passed', label, detail: `${count}; the first expires on ${day}` };
  return {
    status: 'warning',
    label,
    detail: `${next.id} (${next.name}) expires on ${day}, in ${days} ${days === 1 ? 'day' : 'days'}`,
    remedy: `rollcall token rotate ${next.id}`,
  };
}
