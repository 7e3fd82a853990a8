import type { CheckStage } from '@rollcall/contract';
import { checkStage, failedStage, NotFoundError } from '@rollcall/contract';
import { isApiMissing } from '../core/core-errors.js';
import type { CoreRoute } from '../core/core-route.js';
import { countRows } from '../core/paging.js';
import { JOOMLA_TEXTS } from '../joomla-texts.js';
import { stageOfFailure } from './stage-of-failure.js';

const T = JOOMLA_TEXTS.core;

export interface CoreLook {
  readonly stages: readonly CheckStage[];
  /** The site answers, and not as this API: it is off, or the address is another. */
  readonly off: boolean;
}

/** Can the Web Services API be reached, does it take the token, and what can be read and written? */
export async function coreStages(core: CoreRoute, signal: AbortSignal): Promise<CoreLook> {
  let users: number | undefined;
  try {
    users = await countRows(core.api, { path: 'users', doing: `reading users of ${core.api.site}`, signal });
  } catch (error) {
    signal.throwIfAborted();
    return { stages: failed(error), off: isApiMissing(error) };
  }
  const reached: readonly CheckStage[] = [
    checkStage({ stage: 'reach', label: T.api, status: 'passed', detail: T.answers(core.api.site) }),
    checkStage({ stage: 'credential', label: T.token, status: 'passed', detail: T.tokenAccepted }),
  ];
  try {
    const [tree, fields, rights] = await Promise.all([
      core.parts.groups.refresh(signal),
      core.parts.fields.refresh(signal),
      core.writeRights(signal),
    ]);
    const counts = [tree.groups.length, fields.size] as const;
    const detail = users === undefined ? T.readableUncounted(...counts) : T.readable(users, ...counts);
    const found = checkStage({ stage: 'read', label: T.parts, status: 'passed', detail });
    return { stages: [...reached, found, rightsStage(rights)], off: false };
  } catch (error) {
    signal.throwIfAborted();
    return { stages: [...reached, failedStage('read', T.parts, error)], off: false };
  }
}

function failed(error: unknown): readonly CheckStage[] {
  if (NotFoundError.is(error)) {
    const [detail, remedy] = [T.noUsers, T.turnOnUsers];
    return [checkStage({ stage: 'reach', label: T.api, status: 'failed', detail, remedy })];
  }
  const stage = stageOfFailure(error);
  const reached: readonly CheckStage[] =
    stage === 'reach' ? [] : [checkStage({ stage: 'reach', label: T.api, status: 'passed', detail: T.siteAnswers })];
  return [...reached, failedStage(stage, stage === 'credential' ? T.token : T.api, error)];
}

function rightsStage(rights: Awaited<ReturnType<CoreRoute['writeRights']>>): CheckStage {
  const about = { stage: 'write', label: T.rights } as const;
  if (rights.known) return checkStage({ ...about, status: 'passed', detail: T.superUser });
  return checkStage({ ...about, status: 'warning', detail: T.rightsUnknown(rights.why), remedy: T.useSuperUser });
}
