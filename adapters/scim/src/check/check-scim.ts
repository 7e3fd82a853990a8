import type { CheckReport, CheckStage, CheckStageName } from '@rollcall/contract';
import { ConfigError, RollcallError, UnauthorizedError } from '@rollcall/contract';
import type { Facts, ServiceFacts } from '../discovery/service-facts.js';
import type { ScimApi } from '../scim-api.js';
import type { ScimConfig } from '../scim-config.js';
import { operationSupport } from '../write/operation-support.js';
import { adviceStages } from './advice-stages.js';
import { sentence, tlsStage } from './stages.js';
import { writeStage } from './write-stage.js';

export interface Checked {
  readonly api: ScimApi;
  readonly config: ScimConfig;
  readonly facts: ServiceFacts;
}

/** Looks stage by stage whether the service can be used; changes nothing. */
export async function checkScim(checked: Checked, signal: AbortSignal): Promise<CheckReport> {
  const { api, config } = checked;
  const tls = tlsStage(api.root);
  let facts: Facts;
  let total: number | undefined;
  try {
    facts = await checked.facts.refresh(signal);
    total = await countUsers(api, facts, signal);
  } catch (error) {
    signal.throwIfAborted();
    return { stages: failedAt(stageOf(error), tls, error) };
  }
  const counted =
    total === undefined ? 'Users can be listed; the service does not count them.' : `${total} users are there.`;
  const stages: CheckStage[] = [
    passed('reach', 'Reach the service', `${api.root} answers.`),
    tls,
    await credentialStage(checked, facts, signal),
    passed('read', 'List users', counted),
    await writeStage(checked, facts, signal),
    ...adviceStages(config, facts),
  ];
  return { stages, operations: operationSupport(config, facts) };
}

async function countUsers(api: ScimApi, { service, manner }: Facts, signal: AbortSignal): Promise<number | undefined> {
  const doing = `listing users of ${api.root}`;
  const from: Record<string, string | number> = manner.paging === 'cursor' ? { cursor: '' } : { startIndex: 1 };
  const list = await api.list(service.usersPath, { doing, signal, query: { ...from, count: 1 } });
  return list.totalResults;
}

/** Does a stranger get the same answer? Then the credential is not proven, and the service is open to everybody. */
async function credentialStage({ api, config }: Checked, { service }: Facts, signal: AbortSignal): Promise<CheckStage> {
  const label = 'Sign in';
  if (config.auth.type === 'none')
    return {
      stage: 'credential',
      label,
      status: 'warning',
      detail: 'No credential is sent.',
      remedy: 'Give the connection one under "auth".',
    };
  try {
    const doing = `asking ${api.root} as a stranger`;
    const query = { startIndex: 1, count: 1 };
    const answer = await api.send('GET', service.usersPath, { doing, signal, query, anonymous: true });
    if (answer.status === 200)
      return {
        stage: 'credential',
        label,
        status: 'warning',
        detail: 'The service answers strangers too, so the credential is not proven.',
        remedy: 'Let the service ask for a credential: everybody can read its users now.',
      };
  } catch {
    // A stranger is not even answered.
  }
  return passed('credential', label, 'The credential was accepted.');
}

function stageOf(error: unknown): CheckStageName {
  if (UnauthorizedError.is(error)) return 'credential';
  if (ConfigError.is(error) && /certificate|tls/i.test(`${error.code} ${error.happened}`)) return 'tls';
  if (RollcallError.is(error) && error.code.startsWith('scim-') && error.code !== 'scim-no-such-address') return 'read';
  return 'reach';
}

const ORDER: readonly (readonly [CheckStageName, string])[] = [
  ['reach', 'Reach the service'],
  ['tls', 'Encryption'],
  ['credential', 'Sign in'],
  ['read', 'List users'],
  ['write', 'May write'],
];

function failedAt(failed: CheckStageName, tls: CheckStage, error: unknown): readonly CheckStage[] {
  const at = ORDER.findIndex(([stage]) => stage === failed);
  return ORDER.map(([stage, label], index): CheckStage => {
    if (index > at) return { stage, label, status: 'skipped', detail: 'An earlier stage did not pass.' };
    if (index < at) return stage === 'tls' ? tls : passed(stage, label, 'Passed.');
    if (!RollcallError.is(error))
      return {
        stage,
        label,
        status: 'failed',
        detail: 'An unexpected error.',
        remedy: 'Look into the log, and report it.',
      };
    return {
      stage,
      label,
      status: 'failed',
      detail: sentence(error.happened),
      remedy: sentence(error.hint ?? 'try again later'),
    };
  });
}

function passed(stage: CheckStageName, label: string, detail: string): CheckStage {
  return { stage, label, status: 'passed', detail };
}
