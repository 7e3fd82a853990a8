import type { CheckStage, Http, OperationSupport } from '@rollcall/contract';
import { checkStage, UnavailableError } from '@rollcall/contract';
import { JOOMLA_TEXTS } from '../joomla-texts.js';
import { SCIM_VIA } from '../scim/edition.js';
import type { ScimUsers } from '../scim/scim-users.js';

const T = JOOMLA_TEXTS.advice;

export interface AdviceSubject {
  readonly site: string;
  readonly http: Http | undefined;
  /** Is there a token of the Web Services API? */
  readonly core: boolean;
  readonly scim: ScimUsers | undefined;
  readonly operations: OperationSupport | undefined;
}

/** What a person should know before the first run: things that Joomla does by itself and that nobody expects. */
export async function adviceStages(subject: AdviceSubject, signal: AbortSignal): Promise<readonly CheckStage[]> {
  const { operations, core, scim } = subject;
  const stages: CheckStage[] = [];
  if (operations?.create.supported === true) stages.push(MAIL);
  if (operations?.create.supported === true && operations.create.via === SCIM_VIA && scim !== undefined) {
    const { notById } = await scim.edition(signal);
    if (notById !== undefined) stages.push(DROPPED);
  }
  if (!core && scim !== undefined && operations?.update.supported === true) stages.push(NO_SUPER_USERS);
  stages.push(...(await debugLogStage(subject, signal)));
  return stages;
}

const about = { stage: 'advice', status: 'warning' } as const;
const MAIL = checkStage({ ...about, label: T.mail, detail: T.mailed, remedy: T.turnMailOff });
const DROPPED = checkStage({ ...about, label: T.keeps, detail: T.freeEdition, remedy: T.useApi });
const NO_SUPER_USERS = checkStage({ ...about, label: T.superUsers, detail: T.notTold, remedy: T.protectThem });
/** For the web server; in every language the same. */
const FORBID = 'Apache: a file log/.htaccess with "Require all denied"; nginx: "location /log/ { deny all; }"';

/**
 * The SCIM plugin writes each request, passwords in it, into a file that the web server gives to everybody. Asked for
 * as a stranger asks; its content is not looked at.
 */
async function debugLogStage({ site, http, scim }: AdviceSubject, signal: AbortSignal): Promise<readonly CheckStage[]> {
  const readable = await isReadable(http, `${site}/log/log.log`, signal);
  const label = T.debugLog;
  if (readable === true) {
    const detail = T.logIsPublic(`${site}/log/log.log`);
    return [checkStage({ ...about, label, detail, remedy: T.forbidLog(FORBID) })];
  }
  if (scim === undefined) return [];
  return readable === false
    ? [checkStage({ stage: 'advice', label, status: 'passed', detail: T.logIsNot })]
    : [checkStage({ stage: 'advice', label, status: 'skipped', detail: T.logUnknown })];
}

async function isReadable(http: Http | undefined, path: string, signal: AbortSignal): Promise<boolean | undefined> {
  if (http === undefined) return undefined;
  const asked = { path, signal, anonymous: true, repeatable: false, doing: 'looking whether the debug log is public' };
  try {
    let answer = await http.request({ ...asked, method: 'HEAD' });
    if (answer.status === 405 || answer.status === 501)
      answer = await http.request({ ...asked, method: 'GET', headers: { Range: 'bytes=0-0' } });
    // Many sites answer any address with a page of theirs.
    return (answer.status === 200 || answer.status === 206) && answer.mediaType !== 'text/html';
  } catch (error) {
    if (UnavailableError.is(error)) return undefined;
    throw error;
  }
}
