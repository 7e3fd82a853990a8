import { type Http, type HttpClients, type HttpOptions, UnauthorizedError } from '@rollcall/contract';
import type { DrupalConfig } from './drupal-config.js';

/** Opens the HTTP client of a site with its credential. */
export function openSite(config: DrupalConfig, clients: HttpClients): Http {
  const common: HttpOptions = {
    baseUrl: config.baseUrl, timeoutMs: config.timeoutSeconds * 1_000, allowSelfSigned: config.allowSelfSigned,
    ...(config.ca === undefined ? {} : { ca: config.ca }), ...(config.requestsPerSecond === undefined ? {} : { requestsPerSecond: config.requestsPerSecond }),
  };
  const { auth } = config;
  if (auth.type === 'oauth2') return openWithTokens(config, clients, common);
  const headers = staticHeaders(auth);
  const secrets = [auth.password, auth.token, auth.value].filter((secret) => secret !== undefined).map((secret) => secret.reveal());
  return clients.open({ ...common, headers, secrets });
}

function staticHeaders({ type, username, password, token, name, value }: DrupalConfig['auth']): Readonly<Record<string, string>> {
  if (type === 'basic') return { authorization: `Basic ${Buffer.from(`${username}:${password?.reveal() ?? ''}`).toString('base64')}` };
  if (type === 'bearer') return { authorization: `Bearer ${token?.reveal() ?? ''}` };
  return { [name ?? '']: value?.reveal() ?? '' };
}

/** OAuth 2.0 client credentials (RFC 6749 §4.4): one token at a time, renewed when it is refused. */
function openWithTokens(config: DrupalConfig, clients: HttpClients, common: HttpOptions): Http {
  const { tokenPath, clientId = '', clientSecret, scope } = config.auth;
  const secrets = [clientSecret?.reveal() ?? ''];
  const tokens = clients.open({ ...common, secrets });
  let current: Promise<string> | undefined;
  const fetchToken = async (signal: AbortSignal): Promise<string> => {
    const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret?.reveal() ?? '', ...(scope === undefined ? {} : { scope }) });
    const answer = await tokens.request({ method: 'POST', path: tokenPath, body: form.toString(), headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }, repeatable: true, signal, doing: 'getting a token' });
    const token = answer.status === 200 ? (answer.json() as { readonly access_token?: unknown }).access_token : undefined;
    if (typeof token === 'string') return token;
    throw new UnauthorizedError({ code: 'drupal-no-token', doing: `getting a token of ${tokens.origin}${tokenPath}`, happened: `${answer.status} and no token`, hint: 'see whether client id and secret are right, and whether the client may use client credentials (Configuration → Simple OAuth → Clients)' });
  };
  return clients.open({
    ...common, secrets,
    headers: async (signal) => {
      current ??= fetchToken(signal);
      const token = await current.catch((error: unknown) => {
        current = undefined;
        throw error;
      });
      return { authorization: `Bearer ${token}` };
    },
    renew: async () => {
      current = undefined;
    },
  });
}
