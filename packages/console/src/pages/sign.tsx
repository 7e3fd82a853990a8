import type { FC } from 'hono/jsx';
import type { ApiError } from '../api/api-error.js';
import { SHORTEST_PASSWORD } from '../auth/users.js';
import { type Frame, Page } from '../parts/page.js';
import { TEXTS } from '../texts/texts.js';
import { beginPath } from './oidc.js';

const T = TEXTS.sign;

export interface SignInProps {
  readonly frame: Frame;
  readonly name: string;
  readonly next: string;
  readonly problem: string | undefined;
  /** The identity provider, where one is configured. */
  readonly oidc: { readonly label: string | undefined } | undefined;
}

export const SignInPage: FC<SignInProps> = ({ frame, name, next, problem, oidc }) => (
  <Page frame={frame} title={T.title}>
    {oidc === undefined ? null : (
      <>
        <p class="actions">
          <a class="button" href={beginPath(next)}>
            {TEXTS.oidc.with(oidc.label ?? TEXTS.oidc.organisation)}
          </a>
        </p>
        <h2>{TEXTS.oidc.or}</h2>
      </>
    )}
    <form method="post" action="/sign-in" class="card">
      <input type="hidden" name="next" value={next} />
      {problem === undefined ? null : (
        <p class="note bad" role="alert">
          {problem}
        </p>
      )}
      <div class="field">
        <label for="name">{T.name}</label>
        <input id="name" name="name" value={name} autocomplete="username" required maxlength={80} />
      </div>
      <div class="field">
        <label for="password">{T.password}</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required maxlength={200} />
      </div>
      <button type="submit" {...(oidc === undefined ? {} : { class: 'quiet' })}>
        {T.button}
      </button>
    </form>
    <p class="hint">{T.forgot}</p>
  </Page>
);

export interface WelcomeProps {
  readonly frame: Frame;
  readonly token: string;
  /** Nobody else is there yet. */
  readonly first: boolean;
  /** Whose password is set anew. */
  readonly known: string | undefined;
  readonly name: string;
  readonly problem: 'name' | 'taken' | 'password' | undefined;
}

/** The link only shows a form: programs that look into links before people do must not use it up. */
export const WelcomePage: FC<WelcomeProps> = ({ frame, token, first, known, name, problem }) => (
  <Page
    frame={{ ...frame, session: undefined }}
    title={T.welcome}
    under={known !== undefined ? T.welcomeAgain(known) : first ? T.welcomeFirst : T.welcomeOther}
  >
    <form method="post" action="/welcome" class="card" novalidate>
      <input type="hidden" name="token" value={token} />
      {known !== undefined ? (
        <input type="hidden" name="name" value={known} autocomplete="username" />
      ) : (
        <div class="field">
          <label for="name">{T.name}</label>
          <input
            id="name"
            name="name"
            value={name}
            autocomplete="username"
            required
            maxlength={80}
            {...(problem === 'name' || problem === 'taken'
              ? { 'aria-invalid': 'true' as const, 'aria-describedby': 'name-problem' }
              : {})}
          />
          {problem === 'name' || problem === 'taken' ? (
            <p class="problem" id="name-problem">
              {T.problems[problem]}
            </p>
          ) : null}
        </div>
      )}
      <div class="field">
        <label for="password">{T.password}</label>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="new-password"
          required
          minlength={SHORTEST_PASSWORD}
          maxlength={200}
          aria-describedby="password-hint"
          {...(problem === 'password' ? { 'aria-invalid': 'true' as const } : {})}
        />
        {problem === 'password' ? <p class="problem">{T.problems.password}</p> : null}
        <p class="hint" id="password-hint">
          {T.passwordHint}
        </p>
      </div>
      <button type="submit">{known === undefined ? T.create : T.setPassword}</button>
    </form>
  </Page>
);

export const SpentPage: FC<{ readonly frame: Frame }> = ({ frame }) => (
  <Page frame={{ ...frame, session: undefined }} title={T.welcome}>
    <p class="note warn">{T.spent}</p>
    <p class="hint">{T.spentHint}</p>
    <p>
      <a href="/sign-in">{T.title}</a>
    </p>
  </Page>
);

export const ErrorPage: FC<{ readonly frame: Frame; readonly error: ApiError }> = ({ frame, error }) => (
  <Page frame={frame} title={titleOf(error)}>
    <div class={`note ${error.status === 404 || isOnlyShown(error) ? '' : 'bad'}`} role="alert">
      <p>{error.message}</p>
    </div>
    <p>
      <a href="/">{TEXTS.back}</a>
    </p>
  </Page>
);

function titleOf(error: ApiError): string {
  if (isOnlyShown(error)) return TEXTS.setup.changes.onlyShown;
  return error.status === 404 ? TEXTS.notFound : TEXTS.failed;
}

function isOnlyShown({ code }: ApiError): boolean {
  return code === 'config-read-only';
}
