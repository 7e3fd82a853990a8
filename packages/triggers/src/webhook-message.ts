import type { AccountEvent } from '@rollcall/contract';

/** Events about a role or group may concern anybody. */
const ABOUT_MANY = /^(?:role|group|user-group)\./;
const TYPE = /^[a-z][a-z0-9_.-]{0,63}$/;
const LONGEST_ID = 200;

/**
 * `{type: "user.update", data: {uuid}}`, as Rollcall's companion modules send it, or `data: {id}`. Undefined for anything else.
 * What else a message holds is not looked at: the truth is read from the source.
 */
export function readMessage(body: unknown): AccountEvent | undefined {
  const { type, data } = (body ?? {}) as { readonly type?: unknown; readonly data?: unknown };
  if (typeof type !== 'string' || !TYPE.test(type)) return undefined;
  if (ABOUT_MANY.test(type)) return { account: null, cause: type };
  const { uuid, id } = (data ?? {}) as { readonly uuid?: unknown; readonly id?: unknown };
  const account = uuid ?? id;
  if (typeof account !== 'string' && typeof account !== 'number') return undefined;
  const text = String(account);
  return text === '' || text.length > LONGEST_ID ? undefined : { account: text, cause: type };
}
