import { ClientCredentials, type Http, type HttpClients, type HttpOptions, transportOptions } from '@rollcall/contract';
import { ScimApi } from '../scim-api.js';
import type { ScimConfig } from '../scim-config.js';
import { noToken } from './no-token.js';
import { TokenPair } from './token-pair.js';

const ACCEPT = 'application/scim+json, application/json;q=0.9';

export interface OpenedService {
  readonly api: ScimApi;
  readonly close: () => Promise<void>;
}

/** What the HTTP client is told about the credential. */
type Credential = Pick<HttpOptions, 'headers' | 'renew' | 'secrets'>;

/** Opens the HTTP client of a service with its credential. */
export function openService(config: ScimConfig, clients: HttpClients): OpenedService {
  const root = config.baseUrl.replace(/\/+$/, '');
  const options: HttpOptions = {
    ...transportOptions(config),
    baseUrl: root,
    concurrency: config.concurrency,
  };
  const fixed = { ...config.headers, Accept: ACCEPT };
  // Tokens have a client of their own: it has no credential, and may be of another origin.
  const tokenHttp = config.auth.type === 'oauth2' ? openTokenClient(config, clients) : undefined;
  const credential = tokenHttp === undefined ? fixedCredential(config, fixed) : byOAuth(config, fixed, tokenHttp);
  const http = clients.open({ ...options, ...credential });
  const close = async (): Promise<void> => void (await Promise.all([http.close(), tokenHttp?.close()]));
  return { api: new ScimApi(http, root, config.contentType), close };
}

function fixedCredential({ auth }: ScimConfig, fixed: Readonly<Record<string, string>>): Credential {
  const [token, next] = [auth.token?.reveal() ?? '', auth.nextToken?.reveal()];
  if (auth.type === 'bearer' && next !== undefined) {
    const pair = new TokenPair([token, next]);
    return {
      secrets: [token, next],
      headers: async () => ({ ...fixed, Authorization: pair.header }),
      renew: async () => pair.swap(),
    };
  }
  const secrets = [auth.token, auth.password, auth.value].flatMap((secret) => secret?.reveal() ?? []);
  return { secrets, headers: { ...fixed, ...credentialOf(auth) } };
}

function credentialOf({ type, token, username, password, name, value }: ScimConfig['auth']): Record<string, string> {
  if (type === 'bearer') return { Authorization: `Bearer ${token?.reveal() ?? ''}` };
  if (type === 'basic')
    return { Authorization: `Basic ${Buffer.from(`${username}:${password?.reveal() ?? ''}`).toString('base64')}` };
  return type === 'header' ? { [name ?? '']: value?.reveal() ?? '' } : {};
}

function openTokenClient(config: ScimConfig, clients: HttpClients): Http {
  const { tokenUrl = '', clientSecret } = config.auth;
  const secrets = [clientSecret?.reveal() ?? ''];
  return clients.open({ ...transportOptions(config), baseUrl: new URL(tokenUrl).origin, secrets });
}

function byOAuth({ auth }: ScimConfig, fixed: Readonly<Record<string, string>>, tokenHttp: Http): Credential {
  const { tokenUrl: url = '', clientId = '', clientSecret, clientAuth, scope } = auth;
  const secret = clientSecret?.reveal() ?? '';
  const tokens = new ClientCredentials(tokenHttp, {
    url,
    clientId,
    secret,
    sentBy: clientAuth,
    refused: noToken,
    ...(scope === undefined ? {} : { scope }),
  });
  return {
    headers: async (signal) => ({ ...fixed, Authorization: `Bearer ${await tokens.token(signal)}` }),
    renew: (signal) => tokens.renew(signal),
  };
}
