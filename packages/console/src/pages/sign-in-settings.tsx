import type { CheckReport } from '@rollcall/contract';
import type { Problem } from '@rollcall/plugin';
import type { FC } from 'hono/jsx';
import type { SignInSettings } from '../api/sign-in.js';
import { Fields } from '../forms/fields.js';
import { FormToken, type Frame, Page } from '../parts/page.js';
import { Action } from '../parts/parts.js';
import { TEXTS } from '../texts/texts.js';
import { CopyField } from './copy-field.js';
import { Stages } from './system.js';

const T = TEXTS.oidc.settings;

export interface SignInSettingsProps {
  readonly frame: Frame;
  readonly settings: SignInSettings;
  readonly report: CheckReport | undefined;
  /** Of what was entered. */
  readonly problems: readonly Problem[];
}

/** What to register at the identity provider, the settings of it here, and whether both fit. */
export const SignInSettingsPage: FC<SignInSettingsProps> = (props) => {
  const { frame, settings, report, problems } = props;
  const { issuer, redirectUri, isPublic, described } = settings;
  const mayEdit = described.length > 0 && !frame.readOnly;
  return (
    <Page
      frame={frame}
      title={T.title}
      under={issuer === undefined ? T.none : T.by(issuer)}
      actions={
        issuer === undefined ? undefined : (
          <Action session={frame.session} action="/settings/sign-in/check" kind="quiet">
            {T.test}
          </Action>
        )
      }
    >
      {report === undefined ? null : <Stages report={report} />}
      <p class="note">{T.lockedOut}</p>
      <h2>{T.there}</h2>
      <div class="card">
        {isPublic ? null : <p class="note warn">{T.publicUrl}</p>}
        <div class="field">
          <label for="redirect-uri">{T.redirect}</label>
          <CopyField id="redirect-uri" value={redirectUri} />
          <p class="hint">{T.redirectHint}</p>
        </div>
      </div>
      <h2>{mayEdit ? T.here : T.inFile}</h2>
      {problems.length === 0 ? null : (
        <p class="note bad" role="alert">
          {TEXTS.setup.notSaved}
        </p>
      )}
      {mayEdit ? <SettingsForm {...props} /> : <Example origin={new URL(redirectUri).origin} frame={frame} />}
    </Page>
  );
};

const SettingsForm: FC<SignInSettingsProps> = ({ frame, settings, problems }) => (
  <>
    <form method="post" action="/settings/sign-in" class="card" novalidate>
      <FormToken session={frame.session} />
      <Fields
        described={settings.described}
        name="settings"
        values={settings.settings}
        secrets={settings.secrets}
        problems={problems}
      />
      <p class="hint">{T.rolesHint}</p>
      <div class="row">
        <button type="submit">{TEXTS.setup.connection.saveTest}</button>
      </div>
    </form>
    {settings.issuer === undefined ? null : (
      <div class="row">
        <Action session={frame.session} action="/settings/sign-in/remove" kind="quiet">
          {T.remove}
        </Action>
      </div>
    )}
  </>
);

const Example: FC<{ readonly origin: string; readonly frame: Frame }> = ({ origin, frame }) => (
  <>
    {frame.readOnly ? <p class="note">{TEXTS.setup.changes.readOnly}</p> : null}
    <pre class="diff" tabindex={0}>
      {exampleOf(origin)
        .split('\n')
        .map((line) => (
          <span>{line}</span>
        ))}
    </pre>
    <p class="hint">{T.rolesHint}</p>
  </>
);

function exampleOf(publicUrl: string): string {
  return `server:
  console:
    publicUrl: ${publicUrl}
    oidc:
      issuer: https://login.example/realms/staff
      clientId: rollcall
      clientSecret: '\${env:ROLLCALL_OIDC_SECRET}'
      roles:
        claim: groups
        administrator: [rollcall-administrators]
        operator: [helpdesk]
        viewer: [staff]`;
}
