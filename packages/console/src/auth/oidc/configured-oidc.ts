import type { OidcConfig } from './oidc-config.js';
import { OidcSignIn, type OidcSignInParts } from './oidc-sign-in.js';

export interface ConfiguredOidcParts extends Pick<OidcSignInParts, 'http' | 'now'> {
  /** The configuration at work: the same object as long as it is the same. */
  readonly config: () => OidcConfig | undefined;
  /** Where people reach the console now. */
  readonly publicUrl: () => string | undefined;
}

/** Where the identity provider sends people back to; it must be registered there exactly like this. */
export function redirectUriOf(publicUrl: string): string {
  return `${publicUrl.replace(/\/$/, '')}/sign-in/oidc/callback`;
}

/** The sign-in for the configuration at work; another configuration makes another one, and ends the old one. */
export function configuredOidc({ config, publicUrl, http, now }: ConfiguredOidcParts): {
  readonly current: () => OidcSignIn | undefined;
  close(): void;
} {
  let made: { readonly config: OidcConfig; readonly redirectUri: string; readonly signIn: OidcSignIn } | undefined;
  const close = (): void => {
    void made?.signIn.close();
    made = undefined;
  };
  return {
    close,
    current: () => {
      const [wanted, address] = [config(), publicUrl()];
      const redirectUri = address === undefined ? undefined : redirectUriOf(address);
      if (made !== undefined && made.config === wanted && made.redirectUri === redirectUri) return made.signIn;
      close();
      if (wanted === undefined || redirectUri === undefined) return undefined;
      made = { config: wanted, redirectUri, signIn: new OidcSignIn({ config: wanted, redirectUri, http, now }) };
      return made.signIn;
    },
  };
}
