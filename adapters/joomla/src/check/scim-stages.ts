import { type CheckStage, checkStage, failedStage } from '@rollcall/contract';
import { JOOMLA_TEXTS } from '../joomla-texts.js';
import type { ScimUsers } from '../scim/scim-users.js';
import { stageOfFailure } from './stage-of-failure.js';
import { withDetail } from './with-detail.js';

const T = JOOMLA_TEXTS.scim;

/** Can the SCIM plugin be reached, does it take the token, and which edition is it? `spare`: the other way works, so this one is not needed. */
export async function scimStages(scim: ScimUsers, spare: boolean, signal: AbortSignal): Promise<readonly CheckStage[]> {
  try {
    // Only a look-up proves anything: to questions that it does not know, the plugin says 200, even with a wrong token.
    await scim.operations(signal);
    const { notById } = await scim.edition(signal);
    const detail = notById === undefined ? T.byId : T.notById(notById);
    return [
      checkStage({ stage: 'reach', label: T.plugin, status: 'passed', detail: T.answers(scim.api.site) }),
      checkStage({ stage: 'credential', label: T.token, status: 'passed', detail: T.tokenAccepted }),
      checkStage({ stage: 'read', label: T.lookUp, status: 'passed', detail }),
    ];
  } catch (error) {
    signal.throwIfAborted();
    const stage = failedStage(stageOfFailure(error), T.plugin, error);
    const siteAnswers = {
      stage: 'reach',
      label: T.plugin,
      status: 'passed',
      detail: JOOMLA_TEXTS.core.siteAnswers,
    } as const;
    const reached = stage.stage === 'reach' ? [] : [checkStage(siteAnswers)];
    return [...reached, spare ? withDetail(stage, 'warning', T.without) : stage];
  }
}
