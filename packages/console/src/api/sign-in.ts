import type { CheckReport } from '@rollcall/contract';
import { redirectUriOf } from '../auth/oidc/configured-oidc.js';
import type { Services } from '../services.js';
import { ApiError } from './api-error.js';

/** How the sign-in by an identity provider is set up. */
export interface SignInSettings {
  /** `undefined`: none is configured. */
  readonly issuer: string | undefined;
  /** To be registered at the provider, exactly like this. */
  readonly redirectUri: string;
  /** The configuration says where people reach the console; else `redirectUri` is a guess. */
  readonly isPublic: boolean;
}

export function signInSettings({ oidc, publicUrl }: Services, origin: string): SignInSettings {
  return { issuer: oidc()?.issuer, redirectUri: redirectUriOf(publicUrl ?? origin), isPublic: publicUrl !== undefined };
}

/** Looks stage by stage whether people could sign in by the identity provider. */
export function checkSignIn({ checkOidc }: Services): Promise<CheckReport> {
  const report = checkOidc();
  if (report === undefined) throw new ApiError(409, 'no-sign-in', 'No identity provider is configured.');
  return report;
}
