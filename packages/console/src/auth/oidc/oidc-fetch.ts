import { ConfigError, type Http, type HttpClients } from '@rollcall/contract';
import type { CustomFetch } from 'openid-client';
import type { OidcConfig } from './oidc-config.js';

const TIMEOUT_MS = 10_000;
const LONGEST_ANSWER = 1024 * 1024;
const HEADERS = ['content-type', 'cache-control', 'retry-after', 'www-authenticate'];
const EMPTY: ReadonlySet<number> = new Set([204, 205, 304]);

export interface OidcFetch {
  readonly fetch: CustomFetch;
  /** Does a request to this address go anywhere? */
  allows(address: string | undefined): boolean;
  close(): Promise<void>;
}

/**
 * The `fetch` that the OpenID library sends with: our client, once for each allowed origin. The secret of this console goes to the issuer
 * and to the origins that the configuration names, and a discovery document cannot send it elsewhere.
 */
export function oidcFetch(http: HttpClients, config: OidcConfig): OidcFetch {
  const { issuer, additionalOrigins, clientSecret, ca } = config;
  const clients = new Map<string, Http | undefined>(
    [issuer, ...additionalOrigins].map((address) => [new URL(address).origin, undefined]),
  );
  const allows = (address: string | undefined): boolean =>
    address !== undefined && URL.canParse(address) && clients.has(new URL(address).origin);
  const clientOf = (origin: string): Http => {
    const known = clients.get(origin);
    if (known !== undefined) return known;
    const client = http.open({
      baseUrl: origin,
      timeoutMs: TIMEOUT_MS,
      retries: 1,
      maxBodyBytes: LONGEST_ANSWER,
      secrets: clientSecret === undefined ? [] : [clientSecret.reveal()],
      ...(ca === undefined ? {} : { ca }),
    });
    clients.set(origin, client);
    return client;
  };
  return {
    allows,
    fetch: async (address, { method, headers, body, signal }) => {
      if (!allows(address)) throw elsewhere(address, issuer);
      const answer = await clientOf(new URL(address).origin).request({
        method: method as 'GET' | 'POST',
        path: address,
        headers,
        ...(body === undefined || body === null ? {} : { body: String(body) }),
        signal: signal ?? AbortSignal.timeout(2 * TIMEOUT_MS),
        doing: 'asking the identity provider',
      });
      return new Response(EMPTY.has(answer.status) ? null : answer.text, {
        status: answer.status,
        headers: HEADERS.flatMap((name) => {
          const value = answer.headers.get(name);
          return value === null ? [] : [[name, value] as [string, string]];
        }),
      });
    },
    close: async () => {
      await Promise.all([...clients.values()].map(async (client) => client?.close()));
    },
  };
}

function elsewhere(address: string, issuer: string): ConfigError {
  const origin = URL.canParse(address) ? new URL(address).origin : 'an address that cannot be read';
  return new ConfigError({
    code: 'sign-in-other-origin',
    doing: `asking the identity provider ${issuer}`,
    happened: `its discovery document sends us to ${origin}`,
    hint: `if that is right, write it under server.console.oidc.additionalOrigins`,
  });
}
