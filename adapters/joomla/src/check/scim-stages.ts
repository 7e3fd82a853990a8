import { asSentence, type CheckStage, failedStage } from '@rollcall/contract';
import type { ScimUsers } from '../scim/scim-users.js';
import { stageOfFailure } from './stage-of-failure.js';

const PLUGIN = 'SCIM plugin';

/** Can the SCIM plugin be reached, does it take the token, and which edition is it? `spare`: the other way works, so this one is not needed. */
export async function scimStages(scim: ScimUsers, spare: boolean, signal: AbortSignal): Promise<readonly CheckStage[]> {
  try {
    // Only a look-up proves anything: to questions that it does not know, the plugin says 200, even with a wrong token.
    await scim.operations(signal);
    const { notById } = await scim.edition(signal);
    return [
      { stage: 'reach', label: PLUGIN, status: 'passed', detail: `The plugin on ${scim.api.site} answers.` },
      { stage: 'credential', label: `${PLUGIN}: token`, status: 'passed', detail: 'The plugin accepts the token.' },
      {
        stage: 'read',
        label: `${PLUGIN}: look-up`,
        status: 'passed',
        detail:
          notById === undefined
            ? 'Users can be looked up, and read by their id.'
            : asSentence(`users can be looked up by username and e-mail; ${notById}`),
      },
    ];
  } catch (error) {
    signal.throwIfAborted();
    const stage = failedStage(stageOfFailure(error), PLUGIN, error);
    const reached: readonly CheckStage[] =
      stage.stage === 'reach' ? [] : [{ stage: 'reach', label: PLUGIN, status: 'passed', detail: 'The site answers.' }];
    return [
      ...reached,
      spare
        ? { ...stage, status: 'warning', detail: `${stage.detail} The Web Services API does the work without it.` }
        : stage,
    ];
  }
}
