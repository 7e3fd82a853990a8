import type { CheckReport, CheckStage, HttpClients } from '@rollcall/contract';
import type { ServerMetadata } from 'openid-client';
import { redirectUriOf } from './configured-oidc.js';
import type { OidcConfig } from './oidc-config.js';
import { OidcSignIn } from './oidc-sign-in.js';
import type { SignInFailure } from './sign-in-failure.js';

export interface CheckOidcParts {
  readonly config: OidcConfig;
  readonly publicUrl: string;
  readonly http: HttpClients;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Looks stage by stage whether people could sign in by the identity provider; nobody needs to. Never throws for what the provider does. */
export async function checkOidc({ config, publicUrl, http, now }: CheckOidcParts): Promise<CheckReport> {
  const redirectUri = redirectUriOf(publicUrl);
  const signIn = new OidcSignIn({ config, redirectUri, http, now });
  try {
    const server = await signIn.describe();
    const stages = [
      passed('reach', 'Discovery document', `${config.issuer} describes itself, and by this very name`),
      endpoints(signIn, server),
      await keys(signIn, server),
      await credential(signIn),
      ...advice(server, config),
      {
        stage: 'advice',
        label: 'Redirect URI',
        status: 'skipped',
        detail: `only a sign-in shows whether ${redirectUri} is registered at the provider`,
      } satisfies CheckStage,
    ];
    return { stages };
  } catch (error) {
    return { stages: [discoveryFailed(error as SignInFailure, config)] };
  } finally {
    await signIn.close();
  }
}

function discoveryFailed({ kind, message }: SignInFailure, { issuer }: OidcConfig): CheckStage {
  const remedies: Partial<Record<SignInFailure['kind'], string>> = {
    unreachable: `see whether this machine reaches ${issuer}, and whether server.console.oidc.issuer is right`,
    'not-trusted': `take the value of "issuer" from ${issuer.replace(/\/$/, '')}/.well-known/openid-configuration, letter by letter`,
  };
  return {
    stage: 'reach',
    label: 'Discovery document',
    status: 'failed',
    detail: message,
    remedy: remedies[kind] ?? 'see whether server.console.oidc.issuer is the address of an OpenID provider',
  };
}

function endpoints(signIn: OidcSignIn, server: ServerMetadata): CheckStage {
  const needed = { authorization_endpoint: server.authorization_endpoint, token_endpoint: server.token_endpoint };
  const absent = Object.entries(needed).flatMap(([name, address]) => (address === undefined ? [name] : []));
  if (absent.length > 0)
    return {
      stage: 'reach',
      label: 'Endpoints',
      status: 'failed',
      detail: `the provider has no ${absent.join(' and no ')}`,
      remedy: 'choose a provider, or an issuer of it, that signs people in by authorization code',
    };
  const foreign = [server.token_endpoint, server.jwks_uri].filter(
    (address) => address !== undefined && !signIn.allows(address),
  );
  if (foreign.length === 0) return passed('reach', 'Endpoints', 'sign-in, tokens and keys are where they may be');
  const origins = [...new Set(foreign.map((address) => new URL(String(address)).origin))];
  return {
    stage: 'reach',
    label: 'Endpoints',
    status: 'failed',
    detail: `the provider has some of them at ${origins.join(' and ')}, and the secret goes to the issuer alone`,
    remedy: `if that is right, add server.console.oidc.additionalOrigins: [${origins.map((one) => `'${one}'`).join(', ')}]`,
  };
}

async function keys(signIn: OidcSignIn, { jwks_uri }: ServerMetadata): Promise<CheckStage> {
  const count = jwks_uri === undefined || !signIn.allows(jwks_uri) ? 0 : await signIn.keys(jwks_uri).catch(() => 0);
  return count > 0
    ? passed('read', 'Keys', `${count} ${count === 1 ? 'key' : 'keys'} to check signatures with`)
    : {
        stage: 'read',
        label: 'Keys',
        status: 'failed',
        detail: `no keys could be read at ${jwks_uri ?? 'the provider'}`,
        remedy: 'see whether this machine reaches that address; without keys nothing is believed',
      };
}

async function credential(signIn: OidcSignIn): Promise<CheckStage> {
  const { refused, detail } = await signIn.tryCredential();
  return refused
    ? {
        stage: 'credential',
        label: 'Id and secret of this console',
        status: 'failed',
        detail,
        remedy:
          'compare server.console.oidc.clientId and clientSecret with what the provider shows; make a new secret there',
      }
    : passed('credential', 'Id and secret of this console', 'the provider does not refuse them');
}

/** What the provider says of itself, where it does; many leave out what they can. */
function advice(server: ServerMetadata, { scopes, roles }: OidcConfig): readonly CheckStage[] {
  const stages: CheckStage[] = [];
  const methods = server.code_challenge_methods_supported;
  if (methods !== undefined && !methods.includes('S256'))
    stages.push(
      warning('PKCE', 'the provider does not say that it knows S256', 'choose PKCE with S256 for this client there'),
    );
  const unknown = scopes.filter((scope) => server.scopes_supported?.includes(scope) === false);
  if (unknown.length > 0)
    stages.push(
      warning(
        'Scopes',
        `the provider does not list ${unknown.join(', ')}`,
        'see whether it has them, or take them out',
      ),
    );
  const claim = roles.claim.split('.')[0] ?? roles.claim;
  if (
    server.claims_supported !== undefined &&
    ![roles.claim, claim].some((one) => server.claims_supported?.includes(one))
  )
    stages.push(
      warning(
        'Claim with the roles',
        `the provider does not list "${roles.claim}", which says little`,
        `make it put "${roles.claim}" into the ID token of this client`,
      ),
    );
  return stages;
}

function passed(stage: CheckStage['stage'], label: string, detail: string): CheckStage {
  return { stage, label, status: 'passed', detail };
}

function warning(label: string, detail: string, remedy: string): CheckStage {
  return { stage: 'advice', label, status: 'warning', detail, remedy };
}
