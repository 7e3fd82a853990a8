import {
  type CheckReport,
  type CheckStage,
  CONTRACT_TEXTS,
  checkStage,
  encryptionStage,
  RollcallError,
  type StageTexts,
  type Text,
  textOf,
  UnauthorizedError,
} from '@rollcall/contract';
import { adviceStages } from './check/advice-stages.js';
import { lacksBasicAuth } from './check/lacks-basic-auth.js';
import { lookAtUsers, type Users } from './check/look-at-users.js';
import type { DrupalConfig } from './drupal-config.js';
import { noBasicAuth, permissionHint } from './drupal-errors.js';
import type { DrupalSite } from './drupal-site.js';
import { DRUPAL_TEXTS } from './drupal-texts.js';
import { getDocument } from './json-api.js';
import { readRoles } from './roles.js';
import { type Me, meAt } from './session.js';
import { mayWrite } from './write/may-write.js';

const T = DRUPAL_TEXTS.check;

type Stage = CheckStage['stage'];

type Result = Omit<StageTexts, 'stage' | 'label'>;

/**
 * Looks at a Drupal site stage by stage and says which permission or setting is missing, and where it is changed. Changes nothing.
 * After a failure nothing more is asked with the credential: each wrong password counts towards Drupal's lock-out.
 */
export async function checkSite(site: DrupalSite, config: DrupalConfig, signal: AbortSignal): Promise<CheckReport> {
  const stages: CheckStage[] = [];
  const found: { me?: Me; users?: Users } = {};
  const attempt = async (stage: Stage, label: Text, work: () => Promise<Result>): Promise<boolean> => {
    if (stages.some(({ status }) => status === 'failed')) {
      stages.push(checkStage({ stage, label, status: 'skipped', detail: T.skipped }));
      return false;
    }
    const result = await work().catch((error: unknown) => failed(error, signal));
    stages.push(checkStage({ stage, label, ...result }));
    return result.status !== 'failed';
  };
  await attempt('reach', T.reach, () => reach(site, signal));
  stages.push(encryptionStage(config.baseUrl, config.allowSelfSigned));
  await attempt('credential', T.signIn, async () => {
    found.me = await signIn(site, signal);
    return { status: 'passed', detail: T.signedIn(found.me.name) };
  });
  await attempt('read', T.readAccounts, async () => {
    found.users = await lookAtUsers(site, signal);
    return { status: 'passed', detail: T.visible(found.users.count) };
  });
  const { me, users } = found;
  await attempt('read', T.readRoles, () => roles(site, me, signal));
  if (me === undefined || users === undefined) return { stages };
  await attempt('write', T.acceptChanges, () => changes(site, signal));
  return { stages: [...stages, ...(await adviceStages({ site, me, users, protect: config.protect }, signal))] };
}

/** Anonymous, so that a wrong credential does not look like a wrong address. */
async function reach(site: DrupalSite, signal: AbortSignal): Promise<Result> {
  try {
    await getDocument(site, { path: '', signal, doing: 'opening JSON:API', anonymous: true });
  } catch (error) {
    // JSON:API that strangers may not open is there all the same; whether we may, the sign-in shows.
    if (!UnauthorizedError.is(error)) throw error;
  }
  return { status: 'passed', detail: T.answers(`${site.address}${site.jsonapiPath}`) };
}

async function signIn(site: DrupalSite, signal: AbortSignal): Promise<Me> {
  try {
    return await meAt(site, signal);
  } catch (error) {
    if (site.signIn === 'basic' && UnauthorizedError.is(error) && (await lacksBasicAuth(site, signal)))
      throw noBasicAuth(site);
    throw error;
  }
}

async function roles(site: DrupalSite, me: Me | undefined, signal: AbortSignal): Promise<Result> {
  const list = await readRoles(site, signal);
  if (list !== undefined)
    return {
      status: 'passed',
      detail: list
        .filter(({ locked }) => locked !== true)
        .map(({ id }) => id)
        .join(', '),
    };
  return {
    status: 'warning',
    detail: T.rolesHidden,
    remedy: permissionHint(site.address, me?.name, 'Administer permissions'),
  };
}

/** Whether Rollcall may make and change accounts here. A site that is only read need not let it. */
async function changes(site: DrupalSite, signal: AbortSignal): Promise<Result> {
  const state = await mayWrite(site, signal);
  if (state.may) return { status: 'passed', detail: T.mayChange };
  return { status: 'skipped', detail: T.mayNotChange(state.reason, state.remedy) };
}

function failed(error: unknown, signal: AbortSignal): Result {
  signal.throwIfAborted();
  if (!RollcallError.is(error)) throw error;
  return {
    status: 'failed',
    detail: CONTRACT_TEXTS.failed.whole(textOf(error, 'doing') ?? '', textOf(error, 'happened') ?? ''),
    remedy: textOf(error, 'hint'),
  };
}
