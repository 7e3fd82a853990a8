import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import Provider from 'oidc-provider';
import { ORIGIN } from './open-console.js';

export const CLIENT = { id: 'rollcall', secret: 'the-secret-of-this-console-at-the-provider' } as const;

/** What a token endpoint answers. */
interface TokenAnswer {
  readonly id_token: string;
  readonly [name: string]: unknown;
}

/** A real OpenID provider on this machine, which can be made to lie. */
export interface IdentityProvider {
  readonly issuer: string;
  /** Claims by account id. */
  readonly people: Map<string, Readonly<Record<string, unknown>>>;
  /** Who signs in next. */
  person: string;
  /** Changes what the token endpoint answers. */
  token: ((answer: TokenAnswer) => TokenAnswer | Promise<TokenAnswer>) | undefined;
  /** Changes the discovery document. */
  discovery: Readonly<Record<string, unknown>>;
  /** Signed by the provider's own key. */
  sign(claims: JWTPayload): Promise<string>;
  /** Paths that were asked, in order. */
  readonly asked: string[];
  close(): Promise<void>;
}

export async function openIdentityProvider(): Promise<IdentityProvider> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const people = new Map<string, Readonly<Record<string, unknown>>>();
  const asked: string[] = [];
  const here: IdentityProvider = {
    issuer,
    people,
    asked,
    person: '',
    token: undefined,
    discovery: {},
    sign: (claims) => new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'first' }).sign(privateKey),
    close: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(() => done()));
    },
  };
  const provider = new Provider(issuer, {
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: 'first', alg: 'ES256', use: 'sig' }] },
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [`${ORIGIN}/sign-in/oidc/callback`, 'https://rollcall.test/sign-in/oidc/callback'],
        post_logout_redirect_uris: [`${ORIGIN}/sign-in`],
        token_endpoint_auth_method: 'client_secret_post',
        id_token_signed_response_alg: 'ES256',
      },
    ],
    cookies: { keys: ['only for tests'] },
    claims: { openid: ['sub'], profile: ['preferred_username', 'name', 'groups', 'realm_access'] },
    findAccount: (_, id) => ({ accountId: id, claims: async () => ({ ...people.get(id), sub: id }) }),
    // What Entra ID and others do: all that the scopes give is in the ID token.
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
    interactions: { url: (_, { uid }) => `/here-i-am/${uid}` },
    pkce: { required: () => true },
    ttl: { Session: 600, Grant: 600, Interaction: 600, AccessToken: 600, IdToken: 600 },
    loadExistingGrant: async (context) => {
      const grant = new context.oidc.provider.Grant({
        clientId: context.oidc.client?.clientId ?? '',
        accountId: context.oidc.session?.accountId ?? '',
      });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
  });
  provider.use(async (context, next) => {
    asked.push(context.path);
    if (context.path.startsWith('/here-i-am/'))
      return provider.interactionFinished(context.req, context.res, { login: { accountId: here.person } });
    await next();
    if (context.path === '/.well-known/openid-configuration')
      context.body = { ...(context.body as object), ...here.discovery };
    if (context.path === '/token' && context.status === 200 && here.token !== undefined)
      context.body = await here.token(context.body as TokenAnswer);
  });
  const listener = provider.callback();
  server.on('request', (request, response) => void listener(request, response));
  return here;
}

/** Goes from page to page as a browser would, until an address that is not the provider's. */
export async function goThrough(address: string, jar: Map<string, string> = new Map()): Promise<string> {
  const { origin } = new URL(address);
  let at = address;
  for (let steps = 0; steps < 10; steps += 1) {
    const answer = await fetch(at, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      jar.set(name, value);
    }
    const location = answer.headers.get('location');
    if (location === null) throw new Error(`${at}: ${answer.status} ${(await answer.text()).slice(0, 400)}`);
    at = new URL(location, at).href;
    if (new URL(at).origin !== origin) return at;
  }
  throw new Error('too many steps');
}
