import { ClientCredentials, type Http, type HttpClients, type HttpOptions, transportOptions } from '@rollcall/contract';
import type { DrupalConfig } from './drupal-config.js';
import { noToken } from './drupal-errors.js';
import type { DrupalSite } from './drupal-site.js';

/** Requests in flight at once; more than the lanes, for what happens beside them. */
const MORE_THAN_LANES = 4;

/** Opens the HTTP client of a site with its credential. */
export function openSite(
  config: DrupalConfig,
  clients: HttpClients,
): { readonly site: DrupalSite; readonly close: () => Promise<void> } {
  const { auth, jsonapiPath, lanes } = config;
  const address = config.baseUrl.replace(/\/+$/, '');
  const options: HttpOptions = {
    ...transportOptions(config),
    baseUrl: address,
    concurrency: lanes + MORE_THAN_LANES,
  };
  const siteOf = (http: Http): DrupalSite => ({ http, address, jsonapiPath, signIn: auth.type });
  if (auth.type !== 'oauth2') {
    const secrets = [auth.password, auth.token, auth.value]
      .filter((secret) => secret !== undefined)
      .map((secret) => secret.reveal());
    const http = clients.open({ ...options, headers: staticHeaders(auth), secrets });
    return { site: siteOf(http), close: () => http.close() };
  }
  const { http: tokenHttp, tokens } = openTokens(config, address, clients);
  const http = clients.open({
    ...options,
    headers: async (signal) => ({ authorization: `Bearer ${await tokens.token(signal)}` }),
    renew: (signal) => tokens.renew(signal),
  });
  const close = async (): Promise<void> => void (await Promise.all([http.close(), tokenHttp.close()]));
  return { site: { ...siteOf(http), renew: (signal) => tokens.renew(signal) }, close };
}

function staticHeaders({
  type,
  username,
  password,
  token,
  name,
  value,
}: DrupalConfig['auth']): Readonly<Record<string, string>> {
  if (type === 'basic')
    return { authorization: `Basic ${Buffer.from(`${username}:${password?.reveal() ?? ''}`).toString('base64')}` };
  if (type === 'bearer') return { authorization: `Bearer ${token?.reveal() ?? ''}` };
  return type === 'header' ? { [name ?? '']: value?.reveal() ?? '' } : {};
}

/** Tokens have a client of their own: it has no credential, and may be of another origin. */
function openTokens(
  config: DrupalConfig,
  address: string,
  clients: HttpClients,
): { readonly http: Http; readonly tokens: ClientCredentials } {
  const { tokenUrl, clientId = '', clientSecret, scope } = config.auth;
  const secret = clientSecret?.reveal() ?? '';
  const url = tokenUrl.startsWith('/') ? `${address}${tokenUrl}` : tokenUrl;
  const http = clients.open({ ...transportOptions(config), baseUrl: new URL(url).origin, secrets: [secret] });
  return {
    http,
    tokens: new ClientCredentials(http, {
      url,
      clientId,
      secret,
      refused: noToken,
      ...(scope === undefined ? {} : { scope }),
    }),
  };
}
