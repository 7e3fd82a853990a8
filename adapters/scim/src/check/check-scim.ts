import { randomUUID } from 'node:crypto';
import type { CheckReport, CheckStage, CheckStageName } from '@rollcall/contract';
import { ConfigError, encryptionStage, failedStage, RollcallError, UnauthorizedError } from '@rollcall/contract';
import type { Facts } from '../discovery/service-facts.js';
import type { ScimConfig } from '../scim-config.js';
import { operationSupport } from '../write/operation-support.js';
import { adviceStages } from './advice-stages.js';
import type { Checked } from './checked.js';
import { credentialStages } from './credential-stages.js';
import { writeStage } from './write-stage.js';

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
    passed('reach', 'Reach the service', `${api.root} answers.`),
    tls,
    ...(await credentialStages({ api, config, usersPath, signal })),
    passed('read', 'List users', counted(config, total)),
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

function counted({ listing }: ScimConfig, total: number | undefined): string {
  if (listing === 'never') return 'Users can be looked up; this service does not list them.';
  return total === undefined ? 'Users can be listed; the service does not count them.' : `${total} users are there.`;
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
    return failedStage(stage, label, error);
  });
}

function passed(stage: CheckStageName, label: string, detail: string): CheckStage {
  return { stage, label, status: 'passed', detail };
}
