import type { CheckStage } from '@rollcall/contract';
import type { ScimApi } from '../scim-api.js';
import type { ScimConfig } from '../scim-config.js';

const STAGE = 'credential';

export interface CredentialCheck {
  readonly api: ScimApi;
  readonly config: ScimConfig;
  readonly usersPath: string;
  readonly signal: AbortSignal;
}

/** Does a stranger get the same answer? Then the credential is not proven, and the service is open to everybody. */
export async function credentialStages(check: CredentialCheck): Promise<readonly CheckStage[]> {
  const label = 'Sign in';
  const { auth } = check.config;
  if (auth.type === 'none')
    return [
      {
        stage: STAGE,
        label,
        status: 'warning',
        detail: 'No credential is sent.',
        remedy: 'Give the connection one under "auth".',
      },
    ];
  if ((await statusFor(check)) === 200)
    return [
      {
        stage: STAGE,
        label,
        status: 'warning',
        detail: 'The service answers strangers too, so the credential is not proven.',
        remedy: 'Let the service ask for a credential: everybody can read its users now.',
      },
    ];
  const accepted: CheckStage = { stage: STAGE, label, status: 'passed', detail: 'The credential was accepted.' };
  return auth.nextToken === undefined ? [accepted] : [accepted, await pairStage(check)];
}

/** Which of the two tokens does the service take? */
async function pairStage(check: CredentialCheck): Promise<CheckStage> {
  const { token, nextToken } = check.config.auth;
  const [first, second] = [await statusFor(check, token?.reveal()), await statusFor(check, nextToken?.reveal())];
  const common = { stage: STAGE, label: 'Two tokens' } as const;
  if (first === 200 && second === 200)
    return {
      ...common,
      status: 'passed',
      detail: 'Both tokens are accepted: "nextToken" can become "token", and the old one can be taken away.',
    };
  if (second === 200)
    return {
      ...common,
      status: 'warning',
      detail: '"token" is refused, and "nextToken" is accepted and used.',
      remedy: 'Write the value of "nextToken" under "token", and take "nextToken" out.',
    };
  return {
    ...common,
    status: 'warning',
    detail: '"nextToken" is refused: when "token" ends, everything stops.',
    remedy: 'Make the second token in the service again, and write it under "nextToken".',
  };
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
