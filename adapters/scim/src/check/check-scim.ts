import { randomUUID } from 'node:crypto';
import type { CheckReport, CheckStage, CheckStageName, Text } from '@rollcall/contract';
import {
  ConfigError,
  checkStage,
  encryptionStage,
  failedStage,
  RollcallError,
  UnauthorizedError,
} from '@rollcall/contract';
import type { Facts } from '../discovery/service-facts.js';
import type { ScimConfig } from '../scim-config.js';
import { SCIM_TEXTS } from '../scim-texts.js';
import { operationSupport } from '../write/operation-support.js';
import { adviceStages } from './advice-stages.js';
import type { Checked } from './checked.js';
import { credentialStages } from './credential-stages.js';
import { writeStage } from './write-stage.js';

const T = SCIM_TEXTS.check;

/** Looks stage by stage whether the service can be used; changes nothing. */
export async function checkScim(checked: Checked, signal: AbortSignal): Promise<CheckReport> {
  const { api, config } = checked;
  const tls = encryptionStage(api.root, config.allowSelfSigned);
  let facts: Facts;
  let total: number | undefined;
  try {
    facts = await checked.facts.refresh(signal);
    total = await countUsers(checked, facts, signal);
  } catch (error) {
    signal.throwIfAborted();
    return { stages: failedAt(stageOf(error), tls, error) };
  }
  const { usersPath } = facts.service;
  const stages: CheckStage[] = [
    passed('reach', T.reach, T.answers(api.root)),
    tls,
    ...(await credentialStages({ api, config, usersPath, signal })),
    passed('read', T.list, counted(config, total)),
    await writeStage(checked, facts, signal),
    ...adviceStages(config, facts),
  ];
  return { stages, operations: operationSupport(config, facts) };
}

/** Undefined where the service does not count; a service that does not list is asked for somebody who is not there. */
async function countUsers(
  { api, config }: Checked,
  { service, manner }: Facts,
  signal: AbortSignal,
): Promise<number | undefined> {
  const doing = `listing users of ${api.root}`;
  if (config.listing === 'never') {
    const nobodyIsNotFound = config.nobodyIs === 'not-found';
    const filter = `userName eq ${JSON.stringify(`rollcall-check-${randomUUID()}`)}`;
    await api.list(service.usersPath, { doing, signal, query: { filter }, nobodyIsNotFound });
    return undefined;
  }
  const from: Record<string, string | number> = manner.paging === 'cursor' ? { cursor: '' } : { startIndex: 1 };
  return (await api.list(service.usersPath, { doing, signal, query: { ...from, count: 1 } })).totalResults;
}

function stageOf(error: unknown): CheckStageName {
  if (UnauthorizedError.is(error)) return 'credential';
  if (ConfigError.is(error) && /certificate|tls/i.test(`${error.code} ${error.happened}`)) return 'tls';
  if (RollcallError.is(error) && error.code.startsWith('scim-') && error.code !== 'scim-no-such-address') return 'read';
  return 'reach';
}

function counted({ listing }: ScimConfig, total: number | undefined): Text {
  if (listing === 'never') return T.notListed;
  return total === undefined ? T.notCounted : T.users(total);
}

const ORDER: readonly (readonly [CheckStageName, Text])[] = [
  ['reach', T.reach],
  ['tls', T.encryption],
  ['credential', T.signIn],
  ['read', T.list],
  ['write', T.mayWrite],
];

function failedAt(failed: CheckStageName, tls: CheckStage, error: unknown): readonly CheckStage[] {
  const at = ORDER.findIndex(([stage]) => stage === failed);
  return ORDER.map(([stage, label], index): CheckStage => {
    if (index > at) return checkStage({ stage, label, status: 'skipped', detail: T.skipped });
    if (index < at) return stage === 'tls' ? tls : passed(stage, label, T.passed);
    return failedStage(stage, label, error);
  });
}

function passed(stage: CheckStageName, label: Text, detail: Text): CheckStage {
  return checkStage({ stage, label, status: 'passed', detail });
}
