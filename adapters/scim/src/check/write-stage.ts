import { randomUUID } from 'node:crypto';
import type { CheckStage, HttpAnswer } from '@rollcall/contract';
import { asSentence, RollcallError } from '@rollcall/contract';
import type { Facts } from '../discovery/service-facts.js';
import { idOf, resourceIn } from '../scim-api.js';
import { isScimNotFound, scimError } from '../scim-errors.js';
import { activePatch, newUser, patchBody } from '../write/user-body.js';
import { idFromLocation } from '../write/user-requests.js';
import type { Checked } from './checked.js';

const LABEL = 'May write';

/** Asks for a change of a user who does not exist; or, where the configuration wants it, makes one and deletes it again. */
export async function writeStage(checked: Checked, facts: Facts, signal: AbortSignal): Promise<CheckStage> {
  try {
    if (checked.config.probeWrites) return await probe(checked, facts, signal);
    return await changeNobody(checked, facts, signal);
  } catch (error) {
    signal.throwIfAborted();
    return unknown(asSentence(RollcallError.is(error) ? error.happened : 'an unexpected error'));
  }
}

async function changeNobody({ api, config }: Checked, facts: Facts, signal: AbortSignal): Promise<CheckStage> {
  const { updateBy } = facts.manner;
  if (updateBy === 'none') return unknown('Not tried: this service changes no users.');
  if (updateBy === 'put')
    return unknown('Not tried: some services take a PUT of a user who is not there for a new one.');
  const doing = `changing a user who does not exist at ${api.root}`;
  const json = patchBody(activePatch(false, config));
  const answer = await api.send('PATCH', `${facts.service.usersPath}/${randomUUID()}`, { doing, signal, json });
  if (isScimNotFound(answer)) return passed('A change was understood: the service looked for the user.');
  return refused(answer, doing);
}

/** Only where DELETE deletes: nothing is left behind. */
async function probe({ api, config }: Checked, facts: Facts, signal: AbortSignal): Promise<CheckStage> {
  if (config.deleteMeans !== 'delete')
    return unknown('Not tried: a user that was made for the check could not be deleted again.');
  const { usersPath, users } = facts.service;
  const name = `rollcall-check-${randomUUID()}@example.invalid`;
  const json = newUser(
    { attributes: { userName: name, 'emails[type eq "work"].value': name }, active: false },
    users,
    config,
  );
  const making = `making a user for the check at ${api.root}`;
  const made = await api.send('POST', usersPath, { doing: making, signal, json });
  if (made.status < 200 || made.status > 299) return refused(made, making);
  const told = resourceIn(made);
  const id = (told === undefined ? undefined : idOf(told)) ?? idFromLocation(made.headers.get('location'));
  if (id === undefined) return leftBehind(name, 'the service did not tell its id');
  const doing = `deleting the user of the check at ${api.root}`;
  const path = `${usersPath}/${encodeURIComponent(id)}`;
  const removed = await api.send('DELETE', path, { doing, signal, repeatable: true });
  if (removed.status < 200 || removed.status > 299) return leftBehind(name, scimError(removed, doing, false).happened);
  const after = await api.send('GET', path, { doing, signal });
  if (!isScimNotFound(after)) return leftBehind(name, 'it is still there after it was deleted');
  return passed('A user was made and deleted again.');
}

function refused(answer: HttpAnswer, doing: string): CheckStage {
  const error = scimError(answer, doing, false);
  if (answer.status !== 401 && answer.status !== 403) return unknown(asSentence(error.happened));
  return {
    stage: 'write',
    label: LABEL,
    status: 'failed',
    detail: asSentence(error.happened),
    remedy: asSentence(error.hint ?? 'give the credential the permission to write'),
  };
}

function leftBehind(name: string, why: string): CheckStage {
  return {
    stage: 'write',
    label: LABEL,
    status: 'failed',
    detail: `A user was made for the check and could not be deleted: ${why}.`,
    remedy: `Delete the user "${name}" in the service, and take "probeWrites" out.`,
  };
}

function passed(detail: string): CheckStage {
  return { stage: 'write', label: LABEL, status: 'passed', detail };
}

function unknown(detail: string): CheckStage {
  return {
    stage: 'write',
    label: LABEL,
    status: 'warning',
    detail,
    remedy: 'Plan a run, and let it write for one person first: "rollcall provision PERSON".',
  };
}
