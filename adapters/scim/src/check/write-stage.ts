import { randomUUID } from 'node:crypto';
import type { CheckStage, HttpAnswer } from '@rollcall/contract';
import { asSentence, checkStage, RollcallError, type Text, textOf } from '@rollcall/contract';
import type { Facts } from '../discovery/service-facts.js';
import { idOf, resourceIn } from '../scim-api.js';
import { isScimNotFound, scimError } from '../scim-errors.js';
import { SCIM_TEXTS } from '../scim-texts.js';
import { activePatch, newUser, patchBody } from '../write/user-body.js';
import { idFromLocation } from '../write/user-requests.js';
import type { Checked } from './checked.js';

const T = SCIM_TEXTS.write;
const LABEL = SCIM_TEXTS.check.mayWrite;

/** Asks for a change of a user who does not exist; or, where the configuration wants it, makes one and deletes it again. */
export async function writeStage(checked: Checked, facts: Facts, signal: AbortSignal): Promise<CheckStage> {
  try {
    if (checked.config.probeWrites) return await probe(checked, facts, signal);
    return await changeNobody(checked, facts, signal);
  } catch (error) {
    signal.throwIfAborted();
    return unknown(RollcallError.is(error) ? happenedIn(error) : T.unexpected);
  }
}

async function changeNobody({ api, config }: Checked, facts: Facts, signal: AbortSignal): Promise<CheckStage> {
  const { updateBy } = facts.manner;
  if (updateBy === 'none') return unknown(T.changesNone);
  if (updateBy === 'put') return unknown(T.putIsNew);
  const doing = `changing a user who does not exist at ${api.root}`;
  const json = patchBody(activePatch(false, config));
  const answer = await api.send('PATCH', `${facts.service.usersPath}/${randomUUID()}`, { doing, signal, json });
  if (isScimNotFound(answer)) return passed(T.understood);
  return refused(answer, doing);
}

/** Only where DELETE deletes: nothing is left behind. */
async function probe({ api, config }: Checked, facts: Facts, signal: AbortSignal): Promise<CheckStage> {
  if (config.deleteMeans !== 'delete') return unknown(T.notDeletable);
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
  if (id === undefined) return leftBehind(name, T.noId);
  const doing = `deleting the user of the check at ${api.root}`;
  const path = `${usersPath}/${encodeURIComponent(id)}`;
  const removed = await api.send('DELETE', path, { doing, signal, repeatable: true });
  if (removed.status < 200 || removed.status > 299)
    return leftBehind(name, textOf(scimError(removed, doing, false), 'happened') ?? '');
  const after = await api.send('GET', path, { doing, signal });
  if (!isScimNotFound(after)) return leftBehind(name, T.stillThere);
  return passed(T.madeAndDeleted);
}

function refused(answer: HttpAnswer, doing: string): CheckStage {
  const error = scimError(answer, doing, false);
  if (answer.status !== 401 && answer.status !== 403) return unknown(happenedIn(error));
  const remedy = inSentence(textOf(error, 'hint') ?? T.givePermission);
  return checkStage({ stage: 'write', label: LABEL, status: 'failed', detail: happenedIn(error), remedy });
}

function leftBehind(name: string, why: Text): CheckStage {
  const [detail, remedy] = [T.leftBehind(why), T.deleteIt(name)];
  return checkStage({ stage: 'write', label: LABEL, status: 'failed', detail, remedy });
}

function passed(detail: Text): CheckStage {
  return checkStage({ stage: 'write', label: LABEL, status: 'passed', detail });
}

function unknown(detail: Text): CheckStage {
  return checkStage({ stage: 'write', label: LABEL, status: 'warning', detail, remedy: T.tryOne });
}

function happenedIn(error: RollcallError): Text {
  return inSentence(textOf(error, 'happened') ?? '');
}

function inSentence(text: Text): Text {
  return typeof text === 'string' ? asSentence(text) : { ...text, plain: asSentence(text.plain) };
}
