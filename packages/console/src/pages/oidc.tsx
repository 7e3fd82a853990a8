import type { FC } from 'hono/jsx';
import type { Vouched } from '../auth/oidc/oidc-sign-in.js';
import type { SignInFailure } from '../auth/oidc/sign-in-failure.js';
import { type Frame, Page } from '../parts/page.js';
import { TEXTS } from '../texts/texts.js';

const T = TEXTS.oidc;

/** The path that begins a sign-in, and leads on afterwards. */
export function beginPath(next: string): string {
  return `/sign-in/oidc${next === '/' ? '' : `?next=${encodeURIComponent(next)}`}`;
}

export const SignInFailedPage: FC<{
  readonly frame: Frame;
  readonly failure: SignInFailure;
  readonly next: string;
}> = ({ frame, failure: { kind, code }, next }) => (
  <Page frame={{ ...frame, session: undefined }} title={T.failed}>
    <div class="note bad" role="alert">
      <p>{T.reasons[kind]}</p>
      {code === undefined ? null : (
        <p class="hint">
          {T.code}: <code>{code}</code>
        </p>
      )}
    </div>
    {kind === 'set-up' || kind === 'unreachable' ? <p class="hint">{T.administrator}</p> : null}
    <p class="row">
      <a class="button" href={beginPath(next)}>
        {T.again}
      </a>
      <a class="button quiet" href="/sign-in">
        {T.or}
      </a>
    </p>
  </Page>
);

/** Known, and not let in: says what is missing, to the person and to whoever sets it up. */
export const NoRolePage: FC<{
  readonly frame: Frame;
  readonly vouched: Pick<Vouched, 'label' | 'claim'>;
  readonly claim: string;
}> = ({ frame, vouched, claim }) => (
  <Page frame={{ ...frame, session: undefined }} title={T.failed}>
    <div class="note warn" role="alert">
      <p>{T.noRole(vouched.label)}</p>
      <p>{T.noRoleHints[vouched.claim](claim)}</p>
    </div>
    <p>
      <a href="/sign-in">{T.other}</a>
    </p>
  </Page>
);

/** Signed out here; the provider's own session is another one, and ending it is the person's choice. */
export const SignedOutPage: FC<{ readonly frame: Frame; readonly host: string; readonly farewell: string }> = ({
  frame,
  host,
  farewell,
}) => (
  <Page frame={{ ...frame, session: undefined }} title={T.out}>
    <p class="note good">{T.outText(host)}</p>
    <p class="row">
      <a class="button" href={farewell}>
        {T.outThere(host)}
      </a>
      <a class="button quiet" href="/sign-in">
        {T.back}
      </a>
    </p>
  </Page>
);
