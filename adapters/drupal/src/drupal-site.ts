import type { Http } from '@rollcall/contract';

/** A site and how it is asked. */
export interface DrupalSite {
  readonly http: Http;
  /** Without a slash at the end; with the folder, where the site is in one. For links to Drupal's own pages, too. */
  readonly address: string;
  readonly jsonapiPath: string;
  /** How Rollcall signs in, for messages. */
  readonly signIn: 'basic' | 'bearer' | 'oauth2' | 'header' | 'none';
  /** Gets a new token, where there is a way to. */
  readonly renew?: (signal: AbortSignal) => Promise<void>;
  /** A person waits: ask once, repeat nothing. */
  readonly hasty?: boolean;
}
