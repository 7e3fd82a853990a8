import type { HttpClients } from '@rollcall/contract';
import * as client from 'openid-client';
import type { Role } from '../roles.js';
import type { OidcConfig } from './oidc-config.js';
import { oidcFetch } from './oidc-fetch.js';
import { type Claims, claimOf, claimValues, isClaimElsewhere, roleOfClaims } from './role-of-claims.js';
import { SignInFailure } from './sign-in-failure.js';

/** What the browser keeps while its person is at the identity provider. */
export interface PendingSignIn {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Whom the identity provider vouches for. Somebody is who they are by issuer and subject. */
export interface Vouched {
  readonly issuer: string;
  readonly subject: string;
  /** For people to read; it decides nothing. */
  readonly label: string;
  /** `undefined`: none of the values that the configuration names. */
  readonly role: Role | undefined;
  /** How the claim with the roles came, to say what is missing. */
  readonly claim: 'values' | 'absent' | 'elsewhere';
  readonly idToken: string;
}

export interface OidcSignInParts {
  readonly config: OidcConfig;
  /** Where the provider sends people back to. */
  readonly redirectUri: string;
  readonly http: HttpClients;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Clocks of two machines differ by so much. */
const CLOCK_SECONDS = 60;
/** Keys and addresses of a provider change; a new kid is looked up at once by the library. */
const DISCOVERY_MS = 60 * 60_000;

/**
 * Sign-in by authorization code with PKCE, state and nonce. The library checks issuer, audience, times, nonce and, with the keys of the
 * provider, the signature; without signature (`alg: none`) nothing is taken.
 */
export class OidcSignIn {
  readonly issuer: string;
  /** Name of the claim that gives roles. */
  readonly claim: string;
  /** What the button says after "Sign in with"; `undefined`: nothing of its own. */
  readonly label: string | undefined;
  readonly #parts: OidcSignInParts;
  readonly #sender: ReturnType<typeof oidcFetch>;
  #discovered: { readonly at: number; readonly server: Promise<client.Configuration> } | undefined;

  constructor(parts: OidcSignInParts) {
    this.#parts = parts;
    this.issuer = parts.config.issuer;
    this.claim = parts.config.roles.claim;
    this.label = parts.config.label;
    this.#sender = oidcFetch(parts.http, parts.config);
  }

  /** The page of the provider to go to. Throws `SignInFailure`. */
  begin(): Promise<{ readonly address: string; readonly pending: PendingSignIn }> {
    return this.#failing(async () => {
      const server = await this.#server();
      const pending = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
      };
      const address = client.buildAuthorizationUrl(server, {
        redirect_uri: this.#parts.redirectUri,
        scope: [...new Set(['openid', ...this.#parts.config.scopes])].join(' '),
        state: pending.state,
        nonce: pending.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(pending.verifier),
        code_challenge_method: 'S256',
      });
      return { address: address.href, pending };
    });
  }

  /** Who came back. `search`: what the provider put behind our address. Throws `SignInFailure`. */
  finish({ state, nonce, verifier }: PendingSignIn, search: string): Promise<Vouched> {
    return this.#failing(async () => {
      const server = await this.#server();
      // The address is ours, whatever the request says of its host.
      const answer = await client.authorizationCodeGrant(server, new URL(search, this.#parts.redirectUri), {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const idToken = answer.claims();
      if (idToken === undefined || answer.id_token === undefined)
        throw new SignInFailure('not-trusted', 'the provider sent no ID token');
      const claims = await this.#withMore(server, idToken, answer.access_token);
      return this.#vouched(claims, idToken, answer.id_token);
    });
  }

  /** The provider's page that ends the session there, where it has one. Never throws: the session here has ended already. */
  async farewell(idToken: string, backTo: string): Promise<string | undefined> {
    try {
      const server = await this.#server();
      if (server.serverMetadata().end_session_endpoint === undefined) return undefined;
      return client.buildEndSessionUrl(server, { id_token_hint: idToken, post_logout_redirect_uri: backTo }).href;
    } catch {
      return undefined;
    }
  }

  /** What the provider says of itself, asked anew. Throws `SignInFailure`. */
  describe(): Promise<client.ServerMetadata> {
    this.#discovered = undefined;
    return this.#failing(async () => (await this.#server()).serverMetadata());
  }

  /** Does the configuration let us ask this address? */
  allows(address: string | undefined): boolean {
    return this.#sender.allows(address);
  }

  /** The keys of the provider, as many as it has. Throws `SignInFailure`. */
  keys(address: string): Promise<number> {
    return this.#failing(async () => {
      const answer = await this.#sender.fetch(address, {
        method: 'GET',
        headers: { accept: 'application/json' },
        body: undefined,
        redirect: 'manual',
      });
      const { keys } = (answer.ok ? await answer.json() : {}) as { readonly keys?: unknown };
      return Array.isArray(keys) ? keys.length : 0;
    });
  }

  /** Does the provider refuse our id and secret? Asked with a code that cannot be: it looks at who asks before it looks at that. */
  async tryCredential(): Promise<{ readonly refused: boolean; readonly detail: string }> {
    try {
      const server = await this.#server();
      await this.#failing(() =>
        client.genericGrantRequest(server, 'authorization_code', {
          code: 'rollcall-check',
          redirect_uri: this.#parts.redirectUri,
          code_verifier: client.randomPKCECodeVerifier(),
        }),
      );
      return { refused: false, detail: '' };
    } catch (error) {
      const { code, message } = SignInFailure.from(error, this.#parts.config.clientSecret?.reveal());
      return { refused: code !== 'invalid_grant', detail: message };
    }
  }

  close(): Promise<void> {
    return this.#sender.close();
  }

  /** A claim that is not in the ID token can be in the answer of the user info endpoint, which the library binds to the same subject. */
  async #withMore(server: client.Configuration, claims: client.IDToken, accessToken: string): Promise<Claims> {
    const { roles } = this.#parts.config;
    const { userinfo_endpoint } = server.serverMetadata();
    if (claimOf(claims, roles.claim) !== undefined || isClaimElsewhere(claims, roles.claim)) return claims;
    if (!this.allows(userinfo_endpoint)) return claims;
    return { ...(await client.fetchUserInfo(server, accessToken, claims.sub)), ...claims };
  }

  #vouched(claims: Claims, { sub }: client.IDToken, idToken: string): Vouched {
    const { roles, nameClaim } = this.#parts.config;
    const [label] = [nameClaim, 'name', 'email'].flatMap((name) => claimValues(claims, name));
    return {
      issuer: this.issuer,
      subject: sub,
      label: label ?? sub,
      role: roleOfClaims(claims, roles),
      claim:
        claimValues(claims, roles.claim).length > 0
          ? 'values'
          : isClaimElsewhere(claims, roles.claim)
            ? 'elsewhere'
            : 'absent',
      idToken,
    };
  }

  /** Asked once for all who sign in, and again after a failure. */
  async #server(): Promise<client.Configuration> {
    const now = this.#parts.now();
    if (this.#discovered === undefined || this.#discovered.at < now - DISCOVERY_MS)
      this.#discovered = { at: now, server: this.#discover() };
    const discovered = this.#discovered;
    try {
      return await discovered.server;
    } catch (error) {
      if (this.#discovered === discovered) this.#discovered = undefined;
      throw error;
    }
  }

  #discover(): Promise<client.Configuration> {
    const { issuer, clientId, clientSecret } = this.#parts.config;
    const isPlain = new URL(issuer).protocol === 'http:';
    return client.discovery(
      new URL(issuer),
      clientId,
      { [client.clockTolerance]: CLOCK_SECONDS },
      clientSecret === undefined ? client.None() : secretOf(clientSecret.reveal()),
      {
        [client.customFetch]: this.#sender.fetch,
        // Plain http is for a provider on this machine; the configuration takes no other.
        // oxlint-disable-next-line typescript/no-deprecated -- the library marks it so that it stands out
        execute: [client.enableNonRepudiationChecks, ...(isPlain ? [client.allowInsecureRequests] : [])],
      },
    );
  }

  async #failing<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw SignInFailure.from(error, this.#parts.config.clientSecret?.reveal());
    }
  }
}

/** As the provider takes it; what it does not say means Basic (OpenID Connect Discovery, 3). */
function secretOf(secret: string): client.ClientAuth {
  const [post, basic] = [client.ClientSecretPost(secret), client.ClientSecretBasic(secret)];
  return (server, ...rest) =>
    server.token_endpoint_auth_methods_supported?.includes('client_secret_post') === true
      ? post(server, ...rest)
      : basic(server, ...rest);
}
