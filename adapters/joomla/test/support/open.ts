import { parseConfig } from '@rollcall/plugin';
import { JoomlaConfig, JoomlaProvider } from '../../src/index.js';
import { type Route, type Seen, SITE, scriptedSite } from './scripted-site.js';

export const CORE_TOKEN = Buffer.from('sha256:610:c2lnbmF0dXJl').toString('base64');
export const SCIM_TOKEN = 'scim-token-of-the-site';
export const CORE = { token: CORE_TOKEN };
export const BY_SCIM = { scim: { token: SCIM_TOKEN } };

/** The provider against a scripted site. */
export function open(
  settings: Readonly<Record<string, unknown>>,
  routes: Readonly<Record<string, Route>>,
): { readonly joomla: JoomlaProvider; readonly seen: Seen[] } {
  const { clients, seen } = scriptedSite(routes);
  return { joomla: new JoomlaProvider(parseConfig(JoomlaConfig, { baseUrl: SITE, ...settings }), clients), seen };
}

export function context(): { readonly signal: AbortSignal; readonly key: string } {
  return { signal: AbortSignal.timeout(5000), key: 'key-1' };
}

export function asking(...attributes: readonly string[]): {
  readonly attributes: readonly string[];
  readonly signal: AbortSignal;
} {
  return { attributes, signal: AbortSignal.timeout(5000) };
}

/** What a promise rejects with; fails when it does not. */
export async function rejection(
  promise: Promise<unknown>,
): Promise<Error & { readonly code: string; readonly outcome?: string }> {
  try {
    await promise;
  } catch (error) {
    return error as Error & { readonly code: string };
  }
  throw new Error('it did not reject');
}
