import { randomInt } from 'node:crypto';
import { inspect } from 'node:util';
import { type AccountWriter, type CreateRequest, type NewCredential, RejectedError, Secret } from '@rollcall/contract';
import type { FirstCredential } from '../config/sync-config.js';

/** What a target must be able to do for each policy. */
export const CREDENTIAL_KINDS: Readonly<Record<Exclude<FirstCredential, 'none'>, NewCredential['kind']>> = {
  random: 'password',
  invite: 'invitation',
};

const LENGTH = 32;
/** Without look-alikes, in case somebody has to read one out; each kind that password rules ask for. */
const KINDS = ['abcdefghijkmnpqrstuvwxyz', 'ABCDEFGHJKLMNPQRSTUVWXYZ', '23456789', '!#%+-.:=?@_'] as const;

/**
 * The writer of a target, giving each new account its first credential. A password is made when the request is sent, and exists
 * nowhere else: not in plan, journal or links, since what those hold was settled before.
 */
export function withFirstCredential(
  writer: AccountWriter,
  policy: FirstCredential,
  newPassword: () => Secret = randomPassword,
): AccountWriter {
  if (policy === 'none') return writer;
  const given = (request: CreateRequest): CreateRequest & { readonly credential: NewCredential } => ({
    ...request,
    credential: policy === 'invite' ? { kind: 'invitation' } : { kind: 'password', password: newPassword() },
  });
  // Over the writer, so that methods that it has or lacks are had or lacked as before.
  return new Proxy(writer, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (name === 'create') {
        const create: AccountWriter['create'] = async (request, context) => {
          const whole = given(request);
          return target.create(whole, context).catch((error: unknown) => Promise.reject(without(whole, error)));
        };
        return create;
      }
      if (name === 'batch' && typeof value === 'function') {
        const batch: NonNullable<AccountWriter['batch']> = async (requests, signal) => {
          const whole = requests.map((request) =>
            request.operation === 'create' ? { ...request, create: given(request.create) } : request,
          );
          const outcomes = (await target.batch?.(whole, signal)) ?? [];
          return outcomes.map((outcome, index) => {
            const request = whole[index];
            if (!('error' in outcome) || request?.operation !== 'create') return outcome;
            return { error: without(request.create, outcome.error) };
          });
        };
        return batch;
      }
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** 32 characters of each kind that password rules ask for; nobody ever sees them. */
export function randomPassword(): Secret {
  for (;;) {
    const all = KINDS.join('');
    const text = Array.from({ length: LENGTH }, () => all[randomInt(all.length)]).join('');
    if (KINDS.every((kind) => [...text].some((character) => kind.includes(character)))) return new Secret(text);
  }
}

/** A system that quotes the password in its refusal must not bring it into journal and log. */
function without({ credential }: CreateRequest, error: unknown): unknown {
  if (credential?.kind !== 'password' || !inspect(error, { depth: 8 }).includes(credential.password.reveal()))
    return error;
  return new RejectedError({
    code: 'credential-quoted',
    doing: 'creating an account with a random password',
    happened: 'the target refused it, and its answer, which is not shown, has the password in it',
    hint: 'see whether the password rules of the target take 32 letters, digits and signs',
  });
}
