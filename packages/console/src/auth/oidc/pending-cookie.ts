import type { Context } from 'hono';
import { deleteCookie, getSignedCookie, setSignedCookie } from 'hono/cookie';
import type { PendingSignIn } from './oidc-sign-in.js';

/** What a browser brings back from the identity provider. */
export interface Pending extends PendingSignIn {
  /** Path of the console where the person wanted to go. */
  readonly next: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

export interface PendingCookieParts {
  readonly isSecure: boolean;
  /** Signs it, so that nobody else's sign-in can be planted in a browser. */
  readonly key: string;
}

export const PENDING_MS = 10 * 60_000;

/** Keeps in the browser what only that browser may go on with; the state holds nothing of people who are not signed in. */
export async function keepPending(context: Context, parts: PendingCookieParts, pending: Pending): Promise<void> {
  const value = Buffer.from(JSON.stringify(pending)).toString('base64url');
  await setSignedCookie(context, nameOf(parts), value, parts.key, {
    httpOnly: true,
    // Lax: the provider's page leads back by a link or a redirect, which bring it along.
    sameSite: 'Lax',
    secure: parts.isSecure,
    path: '/',
    maxAge: PENDING_MS / 1_000,
  });
}

/** Takes it out of the browser, whatever comes of it. `undefined`: there is none, it is too old, or it is not ours. */
export async function takePending(
  context: Context,
  parts: PendingCookieParts,
  now: number,
): Promise<Pending | undefined> {
  const value = await getSignedCookie(context, parts.key, nameOf(parts));
  deleteCookie(context, nameOf(parts), { path: '/', secure: parts.isSecure });
  if (typeof value !== 'string') return undefined;
  const pending = JSON.parse(Buffer.from(value, 'base64url').toString()) as Pending;
  return pending.until > now ? pending : undefined;
}

function nameOf({ isSecure }: PendingCookieParts): string {
  return isSecure ? '__Host-rollcall_signing_in' : 'rollcall_signing_in';
}
