import type { HttpClients, HttpOptions } from '@rollcall/contract';
import { ScimApi } from '../scim-api.js';
import type { ScimConfig } from '../scim-config.js';
import { ClientCredentials } from './client-credentials.js';

const ACCEPT = 'application/scim+json, application/json;q=0.9';

/** Opens the HTTP client of a service with its credential. */
export function openService(
  config: ScimConfig,
  clients: HttpClients,
): { readonly api: ScimApi; readonly close: () => Promise<void> } {
  const { auth, concurrency, requestsPerSecond } = config;
  const root = config.baseUrl.replace(/\/+$/, '');
  const common = transportOf(config);
  const options: HttpOptions = {
    ...common,
    baseUrl: root,
    concurrency,
    ...(requestsPerSecond === undefined ? {} : { requestsPerSecond }),
  };
  const fixed = { ...config.headers, Accept: ACCEPT };
  if (auth.type !== 'oauth2') {
    const secrets = [auth.token, auth.password, auth.value].flatMap((secret) => secret?.reveal() ?? []);
    const http = clients.open({ ...options, secrets, headers: { ...fixed, ...credentialOf(auth) } });
    return { api: new ScimApi(http, root, config.contentType), close: () => http.close() };
  }
  // Tokens have a client of their own: it has no credential, and may be of another origin.
  const { tokenUrl: url = '', clientId = '', clientSecret, scope } = auth;
  const secret = clientSecret?.reveal() ?? '';
  const tokenHttp = clients.open({ ...common, baseUrl: new URL(url).origin, secrets: [secret] });
  const tokens = new ClientCredentials(tokenHttp, { url, clientId, secret, ...(scope === undefined ? {} : { scope }) });
  const http = clients.open({
    ...options,
    headers: async (signal) => ({ ...fixed, Authorization: `Bearer ${await tokens.token(signal)}` }),
    renew: (signal) => tokens.renew(signal),
  });
  const close = async (): Promise<void> => void (await Promise.all([http.close(), tokenHttp.close()]));
  return { api: new ScimApi(http, root, config.contentType), close };
}

function transportOf({ timeoutSeconds, allowSelfSigned, ca }: ScimConfig): Omit<HttpOptions, 'baseUrl'> {
  return { timeoutMs: Math.ceil(timeoutSeconds * 1_000), allowSelfSigned, ...(ca === undefined ? {} : { ca }) };
}

function credentialOf({ type, token, username, password, name, value }: ScimConfig['auth']): Record<string, string> {
  if (type === 'bearer') return { Authorization: `Bearer ${token?.reveal() ?? ''}` };
  if (type === 'basic')
    return { Authorization: `Basic ${Buffer.from(`${username}:${password?.reveal() ?? ''}`).toString('base64')}` };
  return type === 'header' ? { [name ?? '']: value?.reveal() ?? '' } : {};
}
