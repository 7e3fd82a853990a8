import { ConfigError } from '@rollcall/contract';
import { type Rollcall, systemClock } from '@rollcall/engine';
import {
  GatewayTokens,
  type IssuedToken,
  parseGatewayConfig,
  pathOf,
  TOKEN_SCOPES,
  type TokenRecord,
  type TokenScope,
} from '@rollcall/gateway';
import { suggestion } from '@rollcall/plugin';
import { type CommonOptions, type Context, withRollcall } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { table } from '../output/table.js';

export interface TokenOptions extends CommonOptions {
  readonly name?: string;
  readonly scope?: readonly string[];
  readonly expiresDays?: string;
  readonly neverExpires?: boolean;
  readonly account?: string;
  readonly overlapHours?: string;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** `rollcall token create TENANT`: a token for a client of the gateway. It is printed once. */
export async function createToken(context: Context, tenant: string, options: TokenOptions): Promise<number> {
  return withRollcall(context, options, async (rollcall) => {
    const { tenants, config } = parseGatewayConfig(rollcall.config.gateway, rollcall.connectionNames());
    const settings = tenants.get(tenant);
    if (settings === undefined)
      throw new ConfigError({
        code: 'unknown-tenant',
        doing: `making a token for "${tenant}"`,
        happened: 'the configuration has no such tenant under "gateway"',
        hint: suggestion(tenant, [...tenants.keys()]),
      });
    const days = Number(options.expiresDays ?? 365);
    const issued = await tokensOf(rollcall).create({
      tenant,
      name: options.name ?? tenant,
      scopes: scopesOf(options.scope),
      expiresAt: options.neverExpires === true ? null : systemClock.now() + days * DAY_MS,
      ...(options.account === undefined ? {} : { account: options.account }),
    });
    return show(context, options, issued, `${config.publicUrl ?? ''}${pathOf(tenant, settings)}`);
  });
}

/** `rollcall token list [TENANT]`: the tokens, without what they are. */
export async function listTokens(context: Context, tenant: string | undefined, options: TokenOptions): Promise<number> {
  return withRollcall(context, options, async (rollcall) => {
    const records = await tokensOf(rollcall).list(tenant);
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
      record.tenant,
      record.name,
      stateOf(record),
      record.scopes.join(' '),
    ]);
    context.terminal.out(
      rows.length === 0
        ? 'There is no token. "rollcall token create TENANT" makes one.\n'
        : `${table(context.terminal, ['token', 'tenant', 'name', 'state', 'scopes'], rows)}\n`,
    );
    return EXIT.ok;
  });
}

/** `rollcall token rotate ID`: another token with the same rights; the old one works on for a while. */
export async function rotateToken(context: Context, id: string, options: TokenOptions): Promise<number> {
  return withRollcall(context, options, async (rollcall) => {
    const hours = Number(options.overlapHours ?? 24);
    const issued = await tokensOf(rollcall).rotate(id, hours * HOUR_MS);
    return show(context, options, issued, undefined, `The token ${id} works for ${hours} more hours.\n`);
  });
}

/** `rollcall token revoke ID`: from now on it opens nothing, also for a server that runs. */
export async function revokeToken(context: Context, id: string, options: TokenOptions): Promise<number> {
  return withRollcall(context, options, async (rollcall) => {
    const { tenant, name } = await tokensOf(rollcall).revoke(id);
    context.terminal.out(`The token ${id} (${name}, ${tenant}) opens nothing any more.\n`);
    return EXIT.ok;
  });
}

function tokensOf(rollcall: Rollcall): GatewayTokens {
  return new GatewayTokens(rollcall.state.marks, () => systemClock.now());
}

function show(
  context: Context,
  options: TokenOptions,
  { record, token }: IssuedToken,
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

function lifeOf({ expiresAt }: TokenRecord): string {
  return expiresAt === null ? 'never expires' : `expires on ${new Date(expiresAt).toISOString().slice(0, 10)}`;
}

function stateOf(record: TokenRecord): string {
  if (record.revokedAt !== null) return `revoked on ${new Date(record.revokedAt).toISOString().slice(0, 10)}`;
  if (record.expiresAt !== null && record.expiresAt <= systemClock.now()) return 'expired';
  return lifeOf(record);
}
