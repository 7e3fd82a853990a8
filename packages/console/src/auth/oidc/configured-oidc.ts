import type { OidcConfig } from './oidc-config.js';
import { OidcSignIn, type OidcSignInParts } from './oidc-sign-in.js';

export interface ConfiguredOidcParts extends Pick<OidcSignInParts, 'http' | 'now'> {
  /** The configuration at work: the same object as long as it is the same. */
  readonly config: () => OidcConfig | undefined;
  readonly publicUrl: string | undefined;
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
  let made: { readonly config: OidcConfig; readonly signIn: OidcSignIn } | undefined;
  const close = (): void => {
    void made?.signIn.close();
    made = undefined;
  };
  return {
    close,
    current: () => {
      const wanted = publicUrl === undefined ? undefined : config();
      if (made?.config === wanted) return made?.signIn;
      close();
      if (wanted === undefined || publicUrl === undefined) return undefined;
      made = {
        config: wanted,
        signIn: new OidcSignIn({ config: wanted, redirectUri: redirectUriOf(publicUrl), http, now }),
      };
      return made.signIn;
    },
  };
}
