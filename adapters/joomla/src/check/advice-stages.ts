import type { CheckStage, Http, OperationSupport } from '@rollcall/contract';
import { UnavailableError } from '@rollcall/contract';
import { SCIM_VIA } from '../scim/edition.js';
import type { ScimUsers } from '../scim/scim-users.js';

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

const MAIL: CheckStage = {
  stage: 'advice',
  label: 'Mail to new users',
  status: 'warning',
  detail:
    'Joomla mails each new user the password in clear text, unless that is turned off; the API does not tell whether it is.',
  remedy: 'Before the first run: System → Manage → Plugins → "User - Joomla!" → set "Notification Mail to User" to No.',
};

const DROPPED: CheckStage = {
  stage: 'advice',
  label: 'What the SCIM plugin keeps',
  status: 'warning',
  detail:
    'Of a new user the free edition keeps the username and the e-mail address. The name becomes the username, the group is the default of the plugin, and everything else is dropped. It makes nobody blocked.',
  remedy:
    'Use the Web Services API for the rest, or leave the rest out of the mapping. The report of each run says of whom what was dropped.',
};

const NO_SUPER_USERS: CheckStage = {
  stage: 'advice',
  label: 'Super Users',
  status: 'warning',
  detail: 'By the SCIM plugin alone, Super Users cannot be told from other users.',
  remedy: 'Write their usernames into "protect" of the connection, or give it an API token as "token".',
};

/**
 * The SCIM plugin writes each request, passwords in it, into a file that the web server gives to everybody. Asked for
 * as a stranger asks; its content is not looked at.
 */
async function debugLogStage({ site, http, scim }: AdviceSubject, signal: AbortSignal): Promise<readonly CheckStage[]> {
  const readable = await isReadable(http, `${site}/log/log.log`, signal);
  const label = 'Debug log of the SCIM plugin';
  if (readable === true) {
    return [
      {
        stage: 'advice',
        label,
        status: 'warning',
        detail: `${site}/log/log.log can be read by everybody, and the SCIM plugin writes user data and passwords into it.`,
        remedy:
          'Forbid the folder /log in the web server (Apache: a file log/.htaccess with "Require all denied"; nginx: "location /log/ { deny all; }"), and delete the file.',
      },
    ];
  }
  if (scim === undefined) return [];
  return [
    readable === false
      ? { stage: 'advice', label, status: 'passed', detail: 'Strangers cannot read /log/log.log.' }
      : {
          stage: 'advice',
          label,
          status: 'skipped',
          detail: 'Whether strangers can read /log/log.log could not be found out.',
        },
  ];
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
