import type { CreateRequest, HttpAnswer, WriteResult } from '@rollcall/contract';
import { RejectedError, UnsupportedError } from '@rollcall/contract';
import { parseError } from '@rollcall/scim-protocol';
import type { Facts } from '../discovery/service-facts.js';
import { type ScimAccounts, unlessRefused } from '../read/scim-accounts.js';
import { bodyOf } from '../scim-errors.js';
import { newUser, rejectingPaths } from './user-body.js';
import { type Asking, type UserRequests, unclear } from './user-requests.js';

export interface CreateWith {
  readonly users: UserRequests;
  readonly facts: Facts;
  readonly asking: Asking;
  readonly accounts: ScimAccounts;
}

/** Makes a user. */
export async function createUser(request: CreateRequest, by: CreateWith): Promise<WriteResult> {
  const { attributes, active } = request;
  const { users, facts, asking } = by;
  const { config, api } = users;
  if (!active && config.deactivateBy !== 'active')
    throw new UnsupportedError({
      code: 'scim-unsupported',
      doing: asking.doing,
      happened: 'the service makes every user active',
    });
  const json = rejectingPaths(asking.doing, () => newUser(request, facts.service.users, config));
  const answer = await api.send('POST', facts.service.usersPath, { ...asking, json });
  if (config.createErrors === 'reject' && isHiddenRefusal(answer)) throw await whyNot(attributes.userName, by);
  const result = await users.settled(answer, { set: attributes, ...(active ? {} : { active }) }, facts, asking);
  if (result.active === undefined || result.active === active) return result;
  return { ...result, notes: [`the service made the user ${active ? 'inactive' : 'active'}`] };
}

/** An error that the service itself tells, as SCIM: a proxy's or PHP's says nothing about the user. */
function isHiddenRefusal(answer: HttpAnswer): boolean {
  return answer.status === 500 && parseError(bodyOf(answer), 500) !== undefined;
}

async function whyNot(userName: unknown, { asking, accounts }: CreateWith): Promise<Error> {
  const { doing, signal } = asking;
  const found =
    typeof userName === 'string'
      ? await unlessRefused(accounts.find([{ attribute: 'userName', value: userName }], { attributes: [], signal }))
      : [];
  if (found.length > 0) return unclear(doing, 'the service says 500, and the user is there');
  return new RejectedError({
    code: 'scim-refused',
    doing,
    happened: 'the service says 500 without a cause, and no user was made',
    hint: 'it does so for users that it does not take: look at the user name, and whether another user has the e-mail address',
  });
}
