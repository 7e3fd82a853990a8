import type { CheckReport, CheckStage, Http, OperationSupport } from '@rollcall/contract';
import { encryptionStage, RollcallError } from '@rollcall/contract';
import type { CoreRoute } from '../core/core-route.js';
import { ABILITIES, type JoomlaAccounts } from '../joomla-accounts.js';
import type { ScimUsers } from '../scim/scim-users.js';
import { adviceStages } from './advice-stages.js';
import { coreStages } from './core-stages.js';
import { scimStages } from './scim-stages.js';

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
      ? [
          {
            stage: 'write',
            label: 'Operations',
            status: 'skipped',
            detail: 'Not looked at, because something before failed.',
          } as const,
        ]
      : writeStages(operations, byCore.off ? API_OFF : core === undefined ? NO_TOKEN : LEAVE_OUT);
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
  return stage.status === 'failed'
    ? { ...stage, status: 'warning', detail: `${stage.detail} The SCIM plugin does what it can without it.` }
    : stage;
}

const ORDER: readonly CheckStage['stage'][] = ['reach', 'tls', 'credential', 'read', 'write', 'advice'];

const LABELS: Readonly<Record<keyof OperationSupport, string>> = {
  create: 'Create users',
  update: 'Update users',
  deactivate: 'Block users',
  reactivate: 'Unblock users',
  delete: 'Delete users',
  memberships: 'Put users into groups and take them out',
  list: 'List users',
};

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

const LEAVE_OUT = 'Leave this operation out of the sync.';
const API_OFF = `In Joomla: System → Manage → Plugins: turn on "Web Services - Users". Or: ${LEAVE_OUT}`;
const NO_TOKEN = `Give the connection the API token of a Super User as "token" (in Joomla: Users → Manage → the user → tab "Joomla API Token"). Or: ${LEAVE_OUT}`;

function writeStages(operations: OperationSupport, remedy: string): readonly CheckStage[] {
  return ABILITIES.map((ability): CheckStage => {
    const support = operations[ability];
    const label = LABELS[ability];
    if (support.supported)
      return { stage: 'write', label, status: 'passed', detail: `Works, by the ${support.via ?? 'site'}.` };
    return { stage: 'write', label, status: 'warning', detail: `Does not work: ${support.reason}.`, remedy };
  });
}
