import { missing } from '../api/api-error.js';
import { digest } from '../auth/digest.js';
import type { OidcSignIn } from '../auth/oidc/oidc-sign-in.js';
import { keepPending, PENDING_MS, type PendingCookieParts, takePending } from '../auth/oidc/pending-cookie.js';
import { SignInFailure } from '../auth/oidc/sign-in-failure.js';
import { NoRolePage, SignInFailedPage } from '../pages/oidc.js';
import { beginSession } from './begin-session.js';
import { isSecure } from './mount.js';
import { type Answer, frameOf, pageRoute, query } from './page-route.js';
import type { Asked, Route } from './route.js';
import { safePath } from './safe-path.js';
import { tooManyTries } from './too-many-tries.js';

/** Longer ones do not fit into a cookie with the rest. */
const LONGEST_PATH = 1_500;

/** Signing in by the identity provider: there, and back. */
export const OIDC_ROUTES: readonly Route[] = [
  pageRoute({
    method: 'GET',
    path: '/sign-in/oidc',
    role: 'public',
    show: async (asked) => {
      const { context, services, session } = asked;
      const wanted = safePath(query(asked, 'next'));
      const next = wanted.length > LONGEST_PATH ? '/' : wanted;
      const provider = providerOf(asked);
      if (session !== undefined) return { to: next };
      try {
        const { address, pending } = await provider.begin();
        await keepPending(context, await cookieParts(asked), { ...pending, next, until: services.now() + PENDING_MS });
        return { to: address };
      } catch (error) {
        return failed(asked, error, next);
      }
    },
  }),
  pageRoute({
    method: 'GET',
    path: '/sign-in/oidc/callback',
    role: 'public',
    show: async (asked) => {
      const { context, services } = asked;
      const provider = providerOf(asked);
      const trier = { address: services.addressOf(context) };
      const wait = await services.attempts.begin(trier);
      if (wait > 0) return tooManyTries(asked, wait);
      const pending = await takePending(context, await cookieParts(asked), services.now());
      const next = pending?.next ?? '/';
      try {
        if (pending === undefined || !services.spentStates.spend(pending.state))
          throw new SignInFailure('stale', 'this browser began no sign-in, or that was used already');
        const vouched = await provider.finish(pending, new URL(context.req.url).search);
        const user = await services.users.admit(vouched, vouched.role);
        if (user === undefined) {
          await services.audit.noteStranger(
            vouched.label.slice(0, 80),
            'sign-in-refused',
            `${vouched.issuer} ${vouched.subject}`,
          );
          return {
            page: <NoRolePage frame={await frameOf(asked)} vouched={vouched} claim={provider.claim} />,
            status: 403,
          };
        }
        await services.attempts.succeeded(trier);
        await beginSession(asked, user, vouched.idToken);
        return { to: next };
      } catch (error) {
        return failed(asked, error, next);
      }
    },
  }),
];

function providerOf({ services }: Asked): OidcSignIn {
  const provider = services.oidc();
  if (provider === undefined) throw missing('page');
  return provider;
}

async function cookieParts({ services }: Asked): Promise<PendingCookieParts> {
  const salt = await services.rollcall().state.salt();
  return { isSecure: isSecure(services.publicUrl), key: digest(`console sign-in ${salt}`) };
}

async function failed(asked: Asked, error: unknown, next: string): Promise<Answer> {
  if (!(error instanceof SignInFailure)) throw error;
  const { services } = asked;
  await services.audit.noteStranger(
    '',
    'sign-in-failed',
    [error.kind, error.code].filter((part) => part !== undefined).join(' '),
  );
  services.onError(new Error(`signing somebody in by the identity provider: ${error.kind}: ${error.message}`));
  const page = <SignInFailedPage frame={await frameOf(asked)} failure={error} next={next} />;
  return { page, status: error.kind === 'unreachable' ? 502 : 403 };
}
