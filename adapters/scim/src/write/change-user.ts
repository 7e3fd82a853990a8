import type { AccountChange, HttpAnswer, WriteResult } from '@rollcall/contract';
import { isSameValue, parseError } from '@rollcall/scim-protocol';
import type { Facts } from '../discovery/service-facts.js';
import { type Row, versionOfResource } from '../scim-api.js';
import { bodyOf } from '../scim-errors.js';
import { needsCurrent, patchBody, patchOperations, rejectingPaths, replacement } from './user-body.js';
import type { Asking, UserRequests, Written } from './user-requests.js';

export interface ChangeOf {
  readonly users: UserRequests;
  readonly facts: Facts;
  readonly id: string;
  readonly asking: Asking;
}

/**
 * Changes a user by PATCH: the fewest operations, by what is known of the user. When the service finds that it is another user by
 * now (its version, or an element that is gone), the user is read and the rest is done on top of that, once.
 */
export async function patchUser(change: AccountChange, of: ChangeOf): Promise<WriteResult> {
  const { users, facts, id, asking } = of;
  const { config } = users;
  const index = facts.service.users;
  const names = Object.keys(change.set);
  const looks = rejectingPaths(asking.doing, () => needsCurrent(change.set, change.before, index, config));
  let current = looks ? await users.current(id, facts, asking) : undefined;
  for (let isLast = false; ; isLast = true) {
    const operations = rejectingPaths(asking.doing, () => patchOperations({ ...change, current }, index, config));
    if (operations.length === 0) return current === undefined ? { id } : users.result(id, current, names, facts);
    const version = current === undefined ? change.version : versionOfResource(current);
    const answer = await sendPatch(operations, version, of);
    if (isLast || !isOutdated(answer)) return users.settled(answer, { id, set: change.set }, facts, asking);
    current = await users.current(id, facts, asking);
  }
}

/** Reads the whole user and writes it back, at most twice: when somebody else was quicker, on top of what they wrote. */
export async function putUser(set: AccountChange['set'], of: ChangeOf, active?: boolean): Promise<WriteResult> {
  const { users, facts, id, asking } = of;
  const wanted = active === undefined ? set : { ...set, active };
  const written: Written = { id, set, ...(active === undefined ? {} : { active }) };
  for (let isLast = false; ; isLast = true) {
    const current = await users.current(id, facts, asking);
    const json = rejectingPaths(asking.doing, () => replacement(current, wanted, facts.service.users));
    if (isSameValue(json, current)) return users.result(id, current, Object.keys(set), facts);
    const version = facts.manner.etags ? versionOfResource(current) : undefined;
    const ifMatch = version === undefined ? {} : { ifMatch: version };
    const answer = await users.api.send('PUT', userPath(id, facts), { ...asking, ...ifMatch, json, repeatable: true });
    if (answer.status !== 412 || isLast) return users.settled(answer, written, facts, asking);
  }
}

export function userPath(id: string, { service }: Facts): string {
  return `${service.usersPath}/${encodeURIComponent(id)}`;
}

/** In as few requests as the service takes; the first answer that is no success, or else the last. */
async function sendPatch(
  operations: ReturnType<typeof patchOperations>,
  version: string | undefined,
  { users, facts, id, asking }: ChangeOf,
): Promise<HttpAnswer> {
  const size = users.config.operationsPerPatch;
  for (let at = 0; ; at += size) {
    const piece = operations.slice(at, at + size);
    // Only the first piece can name the version: with that it is another one.
    const ifMatch = facts.manner.etags && version !== undefined && at === 0 ? { ifMatch: version } : {};
    const answer = await users.api.send('PATCH', userPath(id, facts), {
      ...asking,
      ...ifMatch,
      json: patchBody(piece),
      repeatable: piece.every(({ op }) => op.toLowerCase() !== 'add'),
    });
    if (at + size >= operations.length || answer.status < 200 || answer.status > 299) return answer;
  }
}

/** Is the user another one than we knew? */
function isOutdated(answer: HttpAnswer): boolean {
  if (answer.status === 412) return true;
  return answer.status === 400 && parseError(bodyOf(answer) as Row | undefined, 400)?.scimType === 'noTarget';
}
