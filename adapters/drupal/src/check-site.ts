import { type CheckReport, type CheckStage, type Http, RollcallError } from '@rollcall/contract';
import { UID, visibilityOf } from './account.js';
import type { DrupalConfig } from './drupal-config.js';
import { type JsonApiResource, getDocument, listOf } from './json-api.js';
import { readRoles } from './roles.js';
import { whoAmI } from './session.js';

type Stage = CheckStage['stage'];

/** Looks at a Drupal site stage by stage and says which permission or setting is missing, and where it is changed. */
export async function checkSite(http: Http, config: DrupalConfig, signal: AbortSignal): Promise<CheckReport> {
  const stages: CheckStage[] = [];
  const attempt = async (stage: Stage, label: string, work: () => Promise<Omit<CheckStage, 'stage' | 'label'>>): Promise<boolean> => {
    if (stages.some(({ status }) => status === 'failed')) {
      stages.push({ stage, label, status: 'skipped', detail: 'not tried, because of what failed before' });
      return false;
    }
    const result = await work().catch((error: unknown) => failed(error));
    stages.push({ stage, label, ...result });
    return result.status !== 'failed';
  };
  await attempt('reach', 'Reach the site and its JSON:API', () => reach(http, config, signal));
  stages.push(encryption(config));
  await attempt('credential', 'Sign in', () => signIn(http, config, signal));
  await attempt('read', 'Read accounts', () => readUsers(http, config, signal));
  await attempt('read', 'Read roles', () => roles(http, config, signal));
  return { stages };
}

/** Anonymous, so that a wrong credential does not look like a wrong address. */
async function reach(http: Http, config: DrupalConfig, signal: AbortSignal): Promise<Omit<CheckStage, 'stage' | 'label'>> {
  await getDocument(http, { path: config.jsonapiPath, signal, doing: 'opening JSON:API', anonymous: true });
  return { status: 'passed', detail: `${http.origin}${config.jsonapiPath} answers` };
}

function encryption({ baseUrl, allowSelfSigned }: DrupalConfig): CheckStage {
  const { protocol, hostname } = new URL(baseUrl);
  const about = { stage: 'tls', label: 'Encryption' } as const;
  if (protocol === 'https:') {
    return allowSelfSigned
      ? { ...about, status: 'warning', detail: 'any certificate is trusted', remedy: 'give the certificate under "ca" instead of allowSelfSigned: true' }
      : { ...about, status: 'passed', detail: 'the connection is encrypted' };
  }
  if (['localhost', '127.0.0.1', '[::1]'].includes(hostname)) return { ...about, status: 'passed', detail: 'not encrypted, and it does not leave this machine' };
  return { ...about, status: 'warning', detail: 'the password travels unencrypted', remedy: 'use https:// in baseUrl' };
}

async function signIn(http: Http, config: DrupalConfig, signal: AbortSignal): Promise<Omit<CheckStage, 'stage' | 'label'>> {
  const id = await whoAmI(http, config.jsonapiPath, signal);
  return { status: 'passed', detail: config.auth.username === undefined ? `signed in as ${id}` : `signed in as "${config.auth.username}"` };
}

async function readUsers(http: Http, config: DrupalConfig, signal: AbortSignal): Promise<Omit<CheckStage, 'stage' | 'label'>> {
  const rows = await firstUsers(http, config, signal);
  const permission = { status: 'failed', remedy: `People → Permissions (${http.origin}/admin/people/permissions): give a role of this account "Administer users". Nothing less shows status and roles` } as const;
  const visible = rows.map(visibilityOf);
  if (rows.length === 0 || visible.every((kind) => kind === 'anonymous-row' || kind === 'no-uid')) return { ...permission, detail: 'only names are visible, no accounts' };
  if (visible.includes('no-status')) return { ...permission, detail: 'accounts are visible, but not whether they are active, nor their roles' };
  if (visible.includes('no-roles')) return { ...permission, detail: 'accounts are visible, but not their roles' };
  const withoutMail = rows.filter(({ attributes }) => attributes.mail === null).length;
  return { status: 'passed', detail: `names, mail, status and roles are visible${rows.length === 50 ? ' (looked at 50 accounts)' : ` (${rows.length} accounts)`}${withoutMail === 0 ? '' : `; ${withoutMail} of them have no e-mail address`}` };
}

async function roles(http: Http, config: DrupalConfig, signal: AbortSignal): Promise<Omit<CheckStage, 'stage' | 'label'>> {
  const list = await readRoles(http, config.jsonapiPath, signal);
  if (list !== undefined) return { status: 'passed', detail: list.filter(({ locked }) => locked !== true).map(({ id }) => id).join(', ') };
  return {
    status: 'warning', detail: 'the list of roles is not visible; roles are known only as far as accounts have them, and a misspelt role in the configuration is not noticed',
    remedy: `People → Permissions (${http.origin}/admin/people/permissions): give a role of this account "Administer permissions" as well`,
  };
}

/** The first accounts with a number; row 0 is the Anonymous user and shows nothing. */
export async function firstUsers(http: Http, config: Pick<DrupalConfig, 'jsonapiPath'>, signal: AbortSignal): Promise<readonly JsonApiResource[]> {
  const document = await getDocument(http, {
    path: `${config.jsonapiPath}/user/user`, signal, doing: 'reading users',
    query: { 'filter[after][condition][path]': UID, 'filter[after][condition][operator]': '>', 'filter[after][condition][value]': 0, sort: UID, 'page[limit]': 50 },
  });
  return listOf(document);
}

function failed(error: unknown): Omit<CheckStage, 'stage' | 'label'> {
  if (!RollcallError.is(error)) throw error;
  return { status: 'failed', detail: `${error.doing}: ${error.happened}`, ...(error.hint === undefined ? {} : { remedy: error.hint }) };
}
