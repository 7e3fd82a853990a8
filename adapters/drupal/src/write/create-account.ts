import {
  type Attributes,
  type CreateRequest,
  type HttpAnswer,
  UnavailableError,
  type WriteResult,
} from '@rollcall/contract';
import type { DrupalRole } from '../roles.js';
import { send, userIn } from './send.js';
import { resultOf, type TargetSite } from './target-site.js';
import { afterWrite, writeError } from './write-errors.js';

/**
 * Makes an account with the uuid given. Without a password nobody can sign in with it until the person asks Drupal for a link; and
 * Drupal sends no mail about it. Whatever came back, the uuid tells whether it was made.
 */
export async function createAccount(
  target: TargetSite,
  { attributes, active, groups, credential }: CreateRequest,
  uuid: string,
  signal: AbortSignal,
): Promise<WriteResult> {
  const { site, roles } = target.parts;
  const doing = `creating an account at ${site.address}`;
  const wanted = await roles.writable(groups, doing, signal);
  // Blocked is Drupal's default, and no value is not a value.
  const sent: Attributes = Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== null));
  const data = {
    type: 'user--user',
    id: uuid,
    attributes: {
      ...sent,
      ...(credential?.kind === 'password' ? { pass: credential.password.reveal() } : {}),
      status: active,
    },
    ...(wanted.length === 0 ? {} : { relationships: { roles: { data: references(wanted) } } }),
  };
  const making: Making = { target, uuid, names: Object.keys(sent), doing, signal };
  const answer = await sendCreate(making, data);
  if (answer === 'made before') return madeBefore(making);
  const made = answer.status === 201 ? userIn(answer) : undefined;
  if (made !== undefined) return target.resultOf(made, making.names, signal);
  if (answer.status === 422) throw await target.refusal(answer, { sent, doing }, signal);
  const error = writeError(site, doing, answer, sent);
  if (!UnavailableError.is(error) && answer.status >= 300) throw error;
  // A 500 may be the second of two that were made at one time; an odd 2xx may be anything.
  const there = await afterWrite(doing, () => known(making));
  if (there !== undefined) return there;
  throw (await target.taken(sent, undefined, doing, signal)) ?? error;
}

/** Roles as JSON:API names them. */
export function references(roles: readonly DrupalRole[]): readonly { readonly type: string; readonly id: string }[] {
  return roles.map(({ uuid }) => ({ type: 'user_role--user_role', id: uuid ?? '' }));
}

interface Making {
  readonly target: TargetSite;
  readonly uuid: string;
  readonly names: readonly string[];
  readonly doing: string;
  readonly signal: AbortSignal;
}

async function sendCreate(making: Making, data: unknown): Promise<HttpAnswer | 'made before'> {
  const { target, doing, signal } = making;
  try {
    const answer = await send(target.parts.site, { method: 'POST', path: 'user/user', data, doing, signal });
    return answer.status === 409 ? 'made before' : answer;
  } catch (error) {
    if (!UnavailableError.is(error) || error.outcome !== 'unknown' || signal.aborted) throw error;
    const there = await known(making).catch(() => undefined);
    if (there === undefined) throw error;
    return 'made before';
  }
}

async function madeBefore(making: Making): Promise<WriteResult> {
  const there = await known(making);
  if (there !== undefined) return { ...there, notes: ['an earlier try had made it already'] };
  throw new UnavailableError({
    code: 'drupal-odd-answer',
    doing: making.doing,
    happened: 'the site says that the account is there, and does not show it',
    outcome: 'unknown',
  });
}

async function known({ target, uuid, names, signal }: Making): Promise<WriteResult | undefined> {
  const account = await target.parts.accounts.get(uuid, { attributes: names, signal });
  return account === undefined ? undefined : resultOf(account, names);
}
