import { type CheckStage, checkStage } from '@rollcall/contract';
import type { ScimApi } from '../scim-api.js';
import type { ScimConfig } from '../scim-config.js';
import { SCIM_TEXTS } from '../scim-texts.js';

const T = SCIM_TEXTS.credential;
const STAGE = 'credential';

export interface CredentialCheck {
  readonly api: ScimApi;
  readonly config: ScimConfig;
  readonly usersPath: string;
  readonly signal: AbortSignal;
}

/** Does a stranger get the same answer? Then the credential is not proven, and the service is open to everybody. */
export async function credentialStages(check: CredentialCheck): Promise<readonly CheckStage[]> {
  const common = { stage: STAGE, label: SCIM_TEXTS.check.signIn } as const;
  const { auth } = check.config;
  if (auth.type === 'none') return [checkStage({ ...common, status: 'warning', detail: T.none, remedy: T.give })];
  if ((await statusFor(check)) === 200)
    return [checkStage({ ...common, status: 'warning', detail: T.open, remedy: T.close })];
  const accepted = checkStage({ ...common, status: 'passed', detail: T.accepted });
  return auth.nextToken === undefined ? [accepted] : [accepted, await pairStage(check)];
}

/** Which of the two tokens does the service take? */
async function pairStage(check: CredentialCheck): Promise<CheckStage> {
  const { token, nextToken } = check.config.auth;
  const [first, second] = [await statusFor(check, token?.reveal()), await statusFor(check, nextToken?.reveal())];
  const common = { stage: STAGE, label: T.two } as const;
  if (first === 200 && second === 200) return checkStage({ ...common, status: 'passed', detail: T.both });
  const [detail, remedy] = second === 200 ? [T.onlyNext, T.moveUp] : [T.nextRefused, T.makeAgain];
  return checkStage({ ...common, status: 'warning', detail, remedy });
}

/** Without a token: as a stranger. `undefined` where there is no answer. */
async function statusFor({ api, usersPath, signal }: CredentialCheck, token?: string): Promise<number | undefined> {
  const doing = `asking ${api.root} ${token === undefined ? 'as a stranger' : 'with one token'}`;
  const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const query = { startIndex: 1, count: 1 };
  try {
    return (await api.send('GET', usersPath, { doing, signal, query, anonymous: true, headers })).status;
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
