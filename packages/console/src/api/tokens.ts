import type { ApiToken, consoleTokens, IssuedApiToken } from '../auth/console-tokens.js';
import type { Role } from '../auth/roles.js';
import type { Caller, Services } from '../services.js';
import { missing } from './api-error.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** A token that was just made, with what opens it; told once. */
export interface NewApiToken {
  readonly token: string;
  readonly record: ApiToken;
}

/** Oldest first, without what opens them. */
export async function listTokens({ tokens }: Services): Promise<readonly ApiToken[]> {
  return (await tokens.list()).map(withoutHash);
}

/** A token with which a program may do what the role may. `days`: `null` is without end. */
export async function createToken(
  { tokens, audit, now }: Services,
  caller: Caller,
  { name, role, days }: { readonly name: string; readonly role: Role; readonly days: number | null },
): Promise<NewApiToken> {
  await audit.note(caller.name, 'create-token', `${name} ${role}`);
  return told(
    await tokens.create({ name, role, by: caller.name, expiresAt: days === null ? null : now() + days * DAY_MS }),
  );
}

/** Another token with the same rights; the old one works on for a while. */
export async function rotateToken(
  { tokens, audit }: Services,
  caller: Caller,
  id: string,
  overlapHours: number,
): Promise<NewApiToken> {
  if (!(await tokens.has(id))) throw missing('token');
  await audit.note(caller.name, 'rotate-token', id);
  return told(await tokens.rotate(id, overlapHours * HOUR_MS));
}

/** From now on it opens nothing. */
export async function revokeToken({ tokens, audit }: Services, caller: Caller, id: string): Promise<void> {
  if (!(await tokens.has(id))) throw missing('token');
  await audit.note(caller.name, 'revoke-token', id);
  await tokens.revoke(id);
}

function told({ token, record }: IssuedApiToken): NewApiToken {
  return { token, record: withoutHash(record) };
}

function withoutHash({
  hash: _,
  ...record
}: Awaited<ReturnType<ReturnType<typeof consoleTokens>['list']>>[number]): ApiToken {
  return record;
}
