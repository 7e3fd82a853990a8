import type { CheckReport, CheckStage, Http, OperationSupport, Text } from '@rollcall/contract';
import { checkStage, encryptionStage, RollcallError } from '@rollcall/contract';
import type { CoreRoute } from '../core/core-route.js';
import { ABILITIES, type JoomlaAccounts } from '../joomla-accounts.js';
import { JOOMLA_TEXTS } from '../joomla-texts.js';
import type { ScimUsers } from '../scim/scim-users.js';
import { adviceStages } from './advice-stages.js';
import { coreStages } from './core-stages.js';
import { scimStages } from './scim-stages.js';
import { withDetail } from './with-detail.js';

const T = JOOMLA_TEXTS.operations;

export interface CheckSubject {
  readonly site: string;
  readonly allowSelfSigned: boolean;
  /** A client for the site itself. */
  readonly http: Http | undefined;
  readonly core: CoreRoute | undefined;
  readonly scim: ScimUsers | undefined;
  readonly accounts: JoomlaAccounts;
}

/** Looks at each way in, then says which operations will work. Changes nothing. */
export async function checkJoomla(
  { site, allowSelfSigned, http, core, scim, accounts }: CheckSubject,
  signal: AbortSignal,
): Promise<CheckReport> {
  const byCore = core === undefined ? { stages: [], off: false } : await coreStages(core, signal);
  const coreWorks = byCore.stages.some(({ status }) => status === 'passed');
  const byScim = scim === undefined ? [] : await scimStages(scim, coreWorks, signal);
  const scimWorks =
    byScim.some(({ status }) => status === 'passed') && byScim.every(({ status }) => status !== 'failed');
  const looked = [
    ...(byCore.off && scimWorks ? byCore.stages.map(spared) : byCore.stages),
    ...byScim,
    encryptionStage(site, allowSelfSigned),
  ];
  const operations = looked.some(({ status, stage }) => status === 'failed' && stage !== 'write')
    ? undefined
    : await supportOf(accounts, signal);
  const writes =
    operations === undefined
      ? [checkStage({ stage: 'write', label: T.label, status: 'skipped', detail: T.notLooked })]
      : writeStages(operations, byCore.off ? T.apiOff : core === undefined ? T.noToken : T.leaveOut);
  const advice = await adviceStages({ site, http, core: core !== undefined, scim, operations }, signal);
  return {
    stages: [...looked, ...writes, ...advice].toSorted(
      (left, right) => ORDER.indexOf(left.stage) - ORDER.indexOf(right.stage),
    ),
    ...(operations === undefined ? {} : { operations }),
  };
}

/** The API is off and the plugin works: less can be done, and nothing is wrong. */
function spared(stage: CheckStage): CheckStage {
  return stage.status === 'failed' ? withDetail(stage, 'warning', JOOMLA_TEXTS.core.without) : stage;
}

const ORDER: readonly CheckStage['stage'][] = ['reach', 'tls', 'credential', 'read', 'write', 'advice'];

async function supportOf(accounts: JoomlaAccounts, signal: AbortSignal): Promise<OperationSupport> {
  try {
    return await accounts.operations(signal);
  } catch (error) {
    signal.throwIfAborted();
    const reason = RollcallError.is(error) ? error.message : 'an unexpected error';
    return Object.fromEntries(
      ABILITIES.map((ability) => [ability, { supported: false, reason }]),
    ) as unknown as OperationSupport;
  }
}

function writeStages(operations: OperationSupport, remedy: Text): readonly CheckStage[] {
  return ABILITIES.map((ability): CheckStage => {
    const support = operations[ability];
    const about = { stage: 'write', label: T[ability] } as const;
    if (support.supported) return checkStage({ ...about, status: 'passed', detail: T.works(support.via ?? T.site) });
    return checkStage({ ...about, status: 'warning', detail: T.doesNot(support.reason), remedy });
  });
}
