import { randomUUID } from 'node:crypto';
import type { CheckStage, HttpAnswer } from '@rollcall/contract';
import { RollcallError } from '@rollcall/contract';
import type { Facts } from '../discovery/service-facts.js';
import { isScimNotFound, scimError } from '../scim-errors.js';
import { activePatch, patchBody } from '../write/user-body.js';
import type { Checked } from './check-scim.js';
import { sentence } from './stages.js';

const LABEL = 'May write';

/** Changes a user who does not exist: a service that may be written to says that there is none. */
export async function writeStage(
  { api, config }: Checked,
  { service, manner }: Facts,
  signal: AbortSignal,
): Promise<CheckStage> {
  if (manner.updateBy === 'put')
    return unknown('Not tried: the service is changed by PUT, which some services take for a creation.');
  const doing = `changing a user who does not exist at ${api.root}`;
  const json = patchBody(activePatch(false, config));
  try {
    const answer = await api.send('PATCH', `${service.usersPath}/${randomUUID()}`, { doing, signal, json });
    return stageOf(answer, doing);
  } catch (error) {
    signal.throwIfAborted();
    return unknown(sentence(RollcallError.is(error) ? error.happened : 'an unexpected error'));
  }
}

function stageOf(answer: HttpAnswer, doing: string): CheckStage {
  if (isScimNotFound(answer))
    return {
      stage: 'write',
      label: LABEL,
      status: 'passed',
      detail: 'A change was understood: the service looked for the user.',
    };
  const error = scimError(answer, doing, false);
  if (answer.status === 401 || answer.status === 403)
    return {
      stage: 'write',
      label: LABEL,
      status: 'failed',
      detail: sentence(error.happened),
      remedy: sentence(error.hint ?? 'give the credential the permission to write'),
    };
  return unknown(sentence(error.happened));
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
