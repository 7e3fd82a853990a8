import {
  type AccountChange,
  type Attributes,
  type AttributeValue,
  RejectedError,
  UnavailableError,
  type WriteResult,
} from '@rollcall/contract';
import type { DrupalRole } from '../roles.js';
import { references } from './create-account.js';
import { send, userIn } from './send.js';
import { isNothing, resultOf, type TargetSite } from './target-site.js';
import { afterWrite, writeError } from './write-errors.js';

const UNBLOCK_NOTE =
  'Drupal mails people who are unblocked, unless "Account activation" is switched off at Configuration → People → Account settings';

/** Changes just what differs from what is there: attributes in one request, roles one by one, so that a role that others gave meanwhile stays. */
export async function changeAccount(
  target: TargetSite,
  id: string,
  { set, groups }: AccountChange,
  signal: AbortSignal,
): Promise<WriteResult> {
  const { site, roles } = target.parts;
  const doing = `changing account ${id} at ${site.address}`;
  const names = Object.keys(set);
  const add = groups?.add ?? [];
  const given = await roles.writable(add, doing, signal);
  const current = await target.current(id, names, doing, signal);
  const held = new Set(current.groups);
  const surplus = (groups?.remove ?? []).filter((role) => held.has(role) && !add.includes(role));
  const taken = await removable(target, surplus, doing, signal);
  const delta = difference(set, current.attributes);
  if (delta.mail === null) throw mailNeeded(doing);
  const steps: (() => Promise<WriteResult>)[] = [];
  let result = resultOf(current, names);
  if (Object.keys(delta).length > 0) steps.push(() => patch(target, { id, attributes: delta, names, doing }, signal));
  for (const [method, change] of [
    ['POST', given.filter((role) => !held.has(role.id))],
    ['DELETE', taken],
  ] as const) {
    if (change.length === 0) continue;
    steps.push(async () => {
      await sendRoles(target, { method, id, change, doing }, signal);
      const changed = new Set(change.map((role) => role.id));
      const kept = (result.groups ?? []).filter((role) => !changed.has(role));
      return { ...result, groups: method === 'POST' ? [...kept, ...changed] : kept };
    });
  }
  for (const [index, step] of steps.entries()) result = index === 0 ? await step() : await afterWrite(doing, step);
  return result;
}

/** Blocks or unblocks an account that is not so already: a second unblocking would send a second mail. */
export async function setStatus(
  target: TargetSite,
  id: string,
  active: boolean,
  signal: AbortSignal,
): Promise<WriteResult> {
  const doing = `${active ? 'unblocking' : 'blocking'} account ${id} at ${target.parts.site.address}`;
  const current = await target.current(id, ['mail'], doing, signal);
  if (current.active === active) return resultOf(current, []);
  const result = await patch(target, { id, attributes: { status: active }, names: [], doing }, signal);
  if (result.active !== active)
    throw new RejectedError({
      code: 'drupal-status',
      doing,
      happened: 'the site left the account as it was',
      hint: 'look for a module on the site that blocks or unblocks accounts',
    });
  return active && !isNothing(current.attributes.mail) ? { ...result, notes: [UNBLOCK_NOTE] } : result;
}

interface Patch {
  readonly id: string;
  readonly attributes: Attributes;
  /** Names that the answer shall tell. */
  readonly names: readonly string[];
  readonly doing: string;
}

async function patch(
  target: TargetSite,
  { id, attributes, names, doing }: Patch,
  signal: AbortSignal,
): Promise<WriteResult> {
  const { site } = target.parts;
  const data = { type: 'user--user', id, attributes };
  const answer = await send(site, { method: 'PATCH', path: `user/user/${id}`, data, doing, signal });
  const user = answer.status === 200 ? userIn(answer) : undefined;
  if (user !== undefined && user.id === id) return target.resultOf(user, names, signal);
  if (answer.status < 300)
    throw new UnavailableError({
      code: 'drupal-odd-answer',
      doing,
      happened: `${answer.status} without the account`,
      outcome: 'unknown',
    });
  if (answer.status === 422) throw await target.refusal(answer, { sent: attributes, self: id, doing }, signal);
  throw writeError(site, doing, answer, attributes);
}

interface RoleChange {
  readonly method: 'POST' | 'DELETE';
  readonly id: string;
  readonly change: readonly DrupalRole[];
  readonly doing: string;
}

async function sendRoles(
  { parts: { site, roles } }: TargetSite,
  { method, id, change, doing }: RoleChange,
  signal: AbortSignal,
): Promise<void> {
  const path = `user/user/${id}/relationships/roles`;
  const answer = await send(site, { method, path, data: references(change), doing, signal });
  if (answer.status === 204 || answer.status === 200) return;
  if (answer.status !== 400) throw writeError(site, doing, answer, {});
  // One of the roles was deleted a moment ago.
  await roles.list(true, signal);
  throw new RejectedError({
    code: 'drupal-role',
    doing,
    happened: `the site does not know the role ${change.map((role) => `"${role.id}"`).join(' or ')} any more`,
    hint: 'run the sync again; it lists the roles anew',
  });
}

/** A role that is not there any more cannot be taken away, and need not be. */
async function removable(
  { parts }: TargetSite,
  ids: readonly string[],
  doing: string,
  signal: AbortSignal,
): Promise<readonly DrupalRole[]> {
  const found: DrupalRole[] = [];
  for (const id of ids) {
    try {
      found.push(...(await parts.roles.writable([id], doing, signal)));
    } catch (error) {
      if (!RejectedError.is(error) || error.code !== 'drupal-role') throw error;
    }
  }
  return found;
}

function mailNeeded(doing: string): RejectedError {
  return new RejectedError({
    code: 'drupal-mail-needed',
    doing,
    happened: 'mail: Drupal does not let the address of an account be taken away, only be changed',
    hint: 'give the person an address where the data comes from, or leave mail out of the mapping',
  });
}

/** What differs from what is there. */
function difference(set: Attributes, current: Attributes): Attributes {
  return Object.fromEntries(Object.entries(set).filter(([name, value]) => !isSame(value, current[name])));
}

function isSame(a: AttributeValue, b: AttributeValue | undefined): boolean {
  if (isNothing(a) || isNothing(b)) return isNothing(a) && isNothing(b);
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
