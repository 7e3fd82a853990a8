import type { CheckReport } from '@rollcall/contract';
import type { FC } from 'hono/jsx';
import type { SignInSettings } from '../api/sign-in.js';
import { type Frame, Page } from '../parts/page.js';
import { Action } from '../parts/parts.js';
import { TEXTS } from '../texts/texts.js';
import { CopyField } from './copy-field.js';
import { Stages } from './system.js';

const T = TEXTS.oidc.settings;

export interface SignInSettingsProps {
  readonly frame: Frame;
  readonly settings: SignInSettings;
  readonly report: CheckReport | undefined;
}

/** What to register at the identity provider, what to write into the file, and whether both fit. */
export const SignInSettingsPage: FC<SignInSettingsProps> = ({
  frame,
  settings: { issuer, redirectUri, isPublic },
  report,
}) => (
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
    <h2>{T.there}</h2>
    <div class="card">
      {isPublic ? null : <p class="note warn">{T.publicUrl}</p>}
      <div class="field">
        <label for="redirect-uri">{T.redirect}</label>
        <CopyField id="redirect-uri" value={redirectUri} />
        <p class="hint">{T.redirectHint}</p>
      </div>
    </div>
    <h2>{T.here}</h2>
    <pre class="diff" tabindex={0}>
      {exampleOf(new URL(redirectUri).origin)
        .split('\n')
        .map((line) => (
          <span>{line}</span>
        ))}
    </pre>
    <p class="hint">{T.hereHint}</p>
  </Page>
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
