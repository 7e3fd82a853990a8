import { ConfigError } from '@rollcall/contract';
import { type AccessTokens, type FreshToken, type KeptToken, type Rollcall, systemClock } from '@rollcall/engine';
import { GatewayTokens, parseGatewayConfig, pathOf, TOKEN_SCOPES, type TokenScope } from '@rollcall/gateway';
import { suggestion } from '@rollcall/plugin';
import { type ApiRights, consoleTokens, ROLES } from '@rollcall/server';
import { type CommonOptions, type Context, withRollcall } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { table } from '../output/table.js';

export interface TokenOptions extends CommonOptions {
  readonly name?: string;
  /** For the console's API instead of a tenant of the gateway. */
  readonly console?: boolean;
  readonly role?: string;
  readonly scope?: readonly string[];
  readonly expiresDays?: string;
  readonly neverExpires?: boolean;
  readonly account?: string;
  readonly overlapHours?: string;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/**
 * `rollcall token create TENANT`: a token for a client of the gateway; with `--console`, for a program that uses the console's API. It is
 * printed once.
 */
export async function createToken(
  context: Context,
  tenant: string | undefined,
  options: TokenOptions,
): Promise<number> {
  return withRollcall(context, options, async (rollcall) => {
    if (options.console === true) return createApiToken(context, rollcall, options);
    if (tenant === undefined)
      throw new ConfigError({
        code: 'unknown-tenant',
        doing: 'making a token',
        happened: 'no tenant of the gateway is named',
        hint: 'name one, or give --console for a token of the console and its API',
      });
    const { tenants, config } = parseGatewayConfig(rollcall.config.gateway, rollcall.connectionNames());
    const settings = tenants.get(tenant);
    if (settings === undefined)
      throw new ConfigError({
        code: 'unknown-tenant',
        doing: `making a token for "${tenant}"`,
        happened: 'the configuration has no such tenant under "gateway"',
        hint: suggestion(tenant, [...tenants.keys()]),
      });
    const issued = await tokensOf(rollcall).create({
      tenant,
      name: options.name ?? tenant,
      scopes: scopesOf(options.scope),
      expiresAt: endOf(options),
      ...(options.account === undefined ? {} : { account: options.account }),
    });
    return show(context, options, issued, `${config.publicUrl ?? ''}${pathOf(tenant, settings)}`);
  });
}

async function createApiToken(context: Context, rollcall: Rollcall, options: TokenOptions): Promise<number> {
  const role = ROLES.find((one) => one === (options.role ?? 'viewer'));
  if (role === undefined)
    throw new ConfigError({
      code: 'unknown-role',
      doing: `making a token for a ${options.role}`,
      happened: 'there is no such role',
      hint: `choose one of ${ROLES.join(', ')}`,
    });
  const rights: ApiRights = { role, by: 'rollcall token create' };
  const issued = await apiTokensOf(rollcall).create({
    ...rights,
    name: options.name ?? 'api',
    expiresAt: endOf(options),
  });
  return show(context, options, issued, undefined, 'Send it to /api of the console as "Authorization: Bearer …".\n');
}

function endOf({ neverExpires, expiresDays = '365' }: TokenOptions): number | null {
  return neverExpires === true ? null : systemClock.now() + Number(expiresDays) * DAY_MS;
}

/** `rollcall token list [TENANT]`: the tokens, without what they are. */
export async function listTokens(context: Context, tenant: string | undefined, options: TokenOptions): Promise<number> {
  return withRollcall(context, options, async (rollcall) => {
    const ofClients = options.console === true ? [] : await tokensOf(rollcall).list(tenant);
    const ofPrograms = tenant === undefined ? await apiTokensOf(rollcall).list() : [];
    const records = [...ofClients, ...ofPrograms];
    if (options.json === true) {
      context.terminal.out(
        `${JSON.stringify(
          records.map(({ hash: _, ...record }) => record),
          null,
          2,
        )}\n`,
      );
      return EXIT.ok;
    }
    const rows = records.map((record) => [
      record.id,
      'tenant' in record ? record.tenant : '(console)',
      record.name,
      stateOf(record),
      'scopes' in record ? record.scopes.join(' ') : record.role,
    ]);
    context.terminal.out(
      rows.length === 0
        ? 'There is no token. "rollcall token create" makes one.\n'
        : `${table(context.terminal, ['token', 'tenant', 'name', 'state', 'rights'], rows)}\n`,
    );
    return EXIT.ok;
  });
}

/** `rollcall token rotate ID`: another token with the same rights; the old one works on for a while. */
export async function rotateToken(context: Context, id: string, options: TokenOptions): Promise<number> {
  return withRollcall(context, options, async (rollcall) => {
    const hours = Number(options.overlapHours ?? 24);
    const issued = await (await keeperOf(rollcall, id)).rotate(id, hours * HOUR_MS);
    return show(context, options, issued, undefined, `The token ${id} works for ${hours} more hours.\n`);
  });
}

/** `rollcall token revoke ID`: from now on it opens nothing, also for a server that runs. */
export async function revokeToken(context: Context, id: string, options: TokenOptions): Promise<number> {
  return withRollcall(context, options, async (rollcall) => {
    const { name } = await (await keeperOf(rollcall, id)).revoke(id);
    context.terminal.out(`The token ${id} (${name}) opens nothing any more.\n`);
    return EXIT.ok;
  });
}

function tokensOf(rollcall: Rollcall): GatewayTokens {
  return new GatewayTokens(rollcall.state.marks, () => systemClock.now());
}

function apiTokensOf(rollcall: Rollcall): AccessTokens<ApiRights> {
  return consoleTokens(rollcall.state.marks, () => systemClock.now());
}

/** Which kind of token an id is; one that is of neither kind is the gateway's to refuse. */
async function keeperOf(rollcall: Rollcall, id: string): Promise<Pick<AccessTokens<object>, 'rotate' | 'revoke'>> {
  const ofPrograms = apiTokensOf(rollcall);
  return (await ofPrograms.has(id)) ? ofPrograms : tokensOf(rollcall);
}

function show(
  context: Context,
  options: TokenOptions,
  { record, token }: FreshToken<object>,
  address: string | undefined,
  more = '',
): number {
  const { hash: _, ...shown } = record;
  if (options.json === true) {
    context.terminal.out(`${JSON.stringify({ ...shown, token }, null, 2)}\n`);
    return EXIT.ok;
  }
  context.terminal.out(
    `${token}\n\nThis is shown once. Its id is ${record.id}; it ${lifeOf(record)}.\n${address === undefined ? '' : `Address for the client: ${address}\n`}${more}`,
  );
  return EXIT.ok;
}

function scopesOf(wanted: readonly string[] | undefined): readonly TokenScope[] {
  if (wanted === undefined || wanted.length === 0) return TOKEN_SCOPES;
  return wanted.map((name) => {
    const scope = TOKEN_SCOPES.find((known) => known === name);
    if (scope !== undefined) return scope;
    throw new ConfigError({
      code: 'unknown-scope',
      doing: 'making a token',
      happened: `there is no scope "${name}"`,
      hint: suggestion(name, TOKEN_SCOPES),
    });
  });
}

function lifeOf({ expiresAt }: KeptToken): string {
  return expiresAt === null ? 'never expires' : `expires on ${new Date(expiresAt).toISOString().slice(0, 10)}`;
}

function stateOf(record: KeptToken): string {
  if (record.revokedAt !== null) return `revoked on ${new Date(record.revokedAt).toISOString().slice(0, 10)}`;
  if (record.expiresAt !== null && record.expiresAt <= systemClock.now()) return 'expired';
  return lifeOf(record);
}
