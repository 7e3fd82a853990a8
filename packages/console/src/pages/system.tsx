import type { CheckReport } from '@rollcall/contract';
import { checkPassed } from '@rollcall/contract';
import type { DiffLine } from '@rollcall/engine';
import type { Problem } from '@rollcall/plugin';
import type { FC } from 'hono/jsx';
import type { ConnectionView, ProviderView } from '../api/connections.js';
import type { ExtensionView } from '../api/extensions.js';
import type { Review } from '../api/setup.js';
import { mayAs } from '../auth/roles.js';
import { Fields } from '../forms/fields.js';
import { FormToken, type Frame, Page } from '../parts/page.js';
import { Action, Empty, Tag, When } from '../parts/parts.js';
import { problemText, spokenStage } from '../texts/spoken.js';
import { TEXTS } from '../texts/texts.js';

const T = TEXTS.setup;
const C = T.connection;

const STAGE_MARKS = {
  passed: ['good', '✓'],
  warning: ['warn', '!'],
  failed: ['bad', '✗'],
  skipped: ['', '–'],
} as const;

/** What a check looked at, stage by stage, and what to do. */
export const Stages: FC<{ readonly report: CheckReport }> = ({ report }) => (
  <div id="report" tabindex={-1}>
    <p class={`note ${checkPassed(report) ? 'good' : 'bad'}`} role="status">
      {checkPassed(report) ? C.works : C.worksNot}
    </p>
    <ol class="stages card">
      {report.stages.map(spokenStage).map(({ label, status, detail, remedy }) => (
        <li>
          <span class={`mark ${STAGE_MARKS[status][0]}`} aria-hidden="true">
            {STAGE_MARKS[status][1]}
          </span>
          <div>
            <b>{label}</b> <span class="visually-hidden">{C.stages[status]}</span>
            <div class="soft">{detail}</div>
            {remedy === undefined ? null : (
              <p class="remedy">
                <b>{C.todo}:</b> {remedy}
              </p>
            )}
          </div>
        </li>
      ))}
    </ol>
  </div>
);

export const ConnectionsPage: FC<{ readonly frame: Frame; readonly connections: readonly ConnectionView[] }> = ({
  frame,
  connections,
}) => {
  const role = frame.session?.user.role ?? 'viewer';
  return (
    <Page frame={frame} title={C.title} under={C.under}>
      {frame.readOnly ? <p class="note">{T.changes.readOnly}</p> : null}
      {connections.length === 0 ? <Empty text={C.empty} /> : null}
      <ul class="cards">
        {connections.map((connection) => (
          <li class="card">
            <div class="card-head">
              <div>
                <h2 class="flat">
                  <a href={`/connections/${connection.name}`}>{connection.name}</a>
                </h2>
                <span class="soft">{connection.label}</span>
              </div>
              <ConnectionTag connection={connection} />
            </div>
            <ConnectionFacts connection={connection} />
            <div class="row">
              {mayAs(role, 'operator') ? (
                <Action session={frame.session} action={`/connections/${connection.name}/check`} kind="quiet">
                  {C.test}
                </Action>
              ) : null}
              {mayAs(role, 'administrator') && !frame.readOnly ? (
                <a class="button quiet" href={`/connections/${connection.name}`}>
                  {C.edit}
                </a>
              ) : null}
            </div>
          </li>
        ))}
      </ul>
    </Page>
  );
};

const ConnectionTag: FC<{ readonly connection: ConnectionView }> = ({ connection }) =>
  connection.health === 'unknown' ? (
    <Tag state="" text={connection.saved ? C.never : C.unsaved} />
  ) : (
    <Tag
      state={connection.health === 'good' ? 'good' : 'bad'}
      text={connection.health === 'good' ? C.stages.passed : C.stages.failed}
    />
  );

const ConnectionFacts: FC<{ readonly connection: ConnectionView }> = ({ connection }) => (
  <dl class="facts">
    <dt>{C.address}</dt>
    <dd>
      <bdi>{connection.address ?? '–'}</bdi>
    </dd>
    <dt>{C.usedBy}</dt>
    <dd>{connection.usedBy.length === 0 ? C.unused : connection.usedBy.join(', ')}</dd>
    {connection.last === undefined ? null : (
      <>
        <dt>{C.tested}</dt>
        <dd>
          <When at={connection.last.at} />
        </dd>
      </>
    )}
  </dl>
);

export interface ConnectionFormProps {
  readonly provider: ProviderView;
  readonly values: Readonly<Record<string, unknown>>;
  readonly secrets: readonly string[];
  readonly problems: readonly Problem[];
}

/** Of the card of an extension on its page, so that who switches one goes on there. */
export function extensionId(name: string): string {
  return `extension-${name.replace(/[^a-z0-9]+/gi, '-')}`;
}

/** The fields of a connection, made from the provider's configuration class. */
export const ConnectionFields: FC<ConnectionFormProps> = ({ provider, values, secrets, problems }) => (
  <Fields
    plugin={provider.id}
    described={provider.settings}
    name="settings"
    values={values}
    secrets={secrets}
    problems={problems}
  />
);

export interface ConnectionPageProps extends ConnectionFormProps {
  readonly frame: Frame;
  readonly connection: ConnectionView;
  readonly report: CheckReport | undefined;
}

export const ConnectionPage: FC<ConnectionPageProps> = (props) => {
  const { frame, connection, report, problems } = props;
  const may = frame.session !== undefined && mayAs(frame.session.user.role, 'administrator') && !frame.readOnly;
  return (
    <Page
      frame={frame}
      title={connection.name}
      under={connection.label}
      actions={
        may ? undefined : (
          <Action session={frame.session} action={`/connections/${connection.name}/check`} kind="quiet">
            {C.test}
          </Action>
        )
      }
    >
      {frame.readOnly ? <p class="note">{T.changes.readOnly}</p> : null}
      {report === undefined ? null : <Stages report={report} />}
      {problems.length === 0 ? null : (
        <p class="note bad" role="alert">
          {T.notSaved}
        </p>
      )}
      {may ? (
        <form method="post" action={`/connections/${connection.name}`} class="card" novalidate>
          <FormToken session={frame.session} />
          <ConnectionFields {...props} />
          <div class="row">
            <button type="submit">{C.saveTest}</button>
            <a class="button quiet" href={`/connections/${connection.name}/delete`}>
              {TEXTS.removal.delete}
            </a>
          </div>
        </form>
      ) : (
        <div class="card">
          <ConnectionFacts connection={connection} />
        </div>
      )}
    </Page>
  );
};

export const ExtensionList: FC<{
  readonly frame: Frame;
  readonly extensions: readonly ExtensionView[];
  readonly back: string;
}> = ({ frame, extensions, back }) => {
  const may = frame.session !== undefined && mayAs(frame.session.user.role, 'administrator') && !frame.readOnly;
  return (
    <ul class="cards">
      {extensions.map((extension) => (
        <li class="card" id={extensionId(extension.name)} tabindex={-1}>
          <div class="card-head">
            <div>
              <h2 class="flat">{extension.label}</h2>
              <span class="soft mono">
                {extension.name} {extension.version ?? ''}
              </span>
            </div>
            <Tag state={extension.state} text={T.extension.states[extension.state]} />
          </div>
          {extension.description === undefined ? null : <p>{extension.description}</p>}
          {extension.problem === undefined ? null : <p class="note bad">{extension.problem}</p>}
          <Brings extension={extension} />
          {extension.usedBy.length === 0 ? null : (
            <p class="hint">{`${T.extension.usedBy}: ${extension.usedBy.join(', ')}`}</p>
          )}
          {may && extension.state !== 'built-in' ? <Switch frame={frame} extension={extension} back={back} /> : null}
        </li>
      ))}
    </ul>
  );
};

const Brings: FC<{ readonly extension: ExtensionView }> = ({ extension: { plugins } }) => {
  if (plugins.length === 0) return null;
  const byType = [...Map.groupBy(plugins, ({ type }) => type)];
  return (
    <details class="more">
      <summary>
        {T.extension.brings}{' '}
        {byType.map(([type, some]) => `${some.length} × ${T.extension.kinds[type] ?? type}`).join(', ')}
      </summary>
      <ul class="quiet-list">
        {plugins.map(({ id, label, description }) => (
          <li>
            <b>{label}</b> <code class="soft">{id}</code>
            {description === undefined ? null : <p class="hint">{description}</p>}
          </li>
        ))}
      </ul>
    </details>
  );
};

const Switch: FC<{ readonly frame: Frame; readonly extension: ExtensionView; readonly back: string }> = ({
  frame,
  extension,
  back,
}) => {
  const isOn = extension.state === 'enabled' || extension.state === 'broken';
  return (
    <div class="row">
      <Action
        session={frame.session}
        action="/extensions"
        kind={isOn ? 'quiet' : ''}
        values={{ name: extension.name, enabled: String(!isOn), back }}
      >
        {isOn ? T.extension.disable : T.extension.enable}
        <span class="visually-hidden">{extension.label}</span>
      </Action>
    </div>
  );
};

export const ExtensionsPage: FC<{ readonly frame: Frame; readonly extensions: readonly ExtensionView[] }> = ({
  frame,
  extensions,
}) => (
  <Page frame={frame} title={T.extension.title} under={T.extension.under}>
    {frame.readOnly ? <p class="note">{T.changes.readOnly}</p> : null}
    <ExtensionList frame={frame} extensions={extensions} back="/extensions" />
  </Page>
);

export const Diff: FC<{ readonly lines: readonly DiffLine[] }> = ({ lines }) => (
  <pre class="diff" tabindex={0}>
    {lines.map(({ kind, text }) => (
      <span class={kind}>{`${kind === 'added' ? '+ ' : kind === 'removed' ? '- ' : '  '}${text}`}</span>
    ))}
  </pre>
);

export const ProblemList: FC<{ readonly problems: readonly Problem[] }> = ({ problems }) => (
  <ul>
    {problems.map((problem) => (
      <li>
        {problem.path.length === 0 ? null : <code>{problem.path.join('.')}</code>} {problemText(problem)}
      </li>
    ))}
  </ul>
);

export const ChangesPage: FC<{ readonly frame: Frame; readonly review: Review }> = ({ frame, review }) => {
  const S = T.changes;
  return (
    <Page frame={frame} title={S.title} under={S.under}>
      {review.readOnly ? <p class="note warn">{S.readOnly}</p> : null}
      {review.changed ? (
        <>
          {review.stale ? <p class="note bad">{S.stale}</p> : null}
          {review.problems.length === 0 ? null : (
            <div class="note bad">
              <h2>{S.problems}</h2>
              <ProblemList problems={review.problems} />
            </div>
          )}
          <Diff lines={review.diff} />
          <div class="actions">
            {review.readOnly || review.stale || review.problems.length > 0 ? null : (
              <Action session={frame.session} action="/changes/save">
                {S.save}
              </Action>
            )}
            {review.readOnly ? null : (
              <a class="button quiet" href="/setup">
                {S.more}
              </a>
            )}
            <Action session={frame.session} action="/changes/discard" kind="danger">
              {S.discard}
            </Action>
          </div>
        </>
      ) : (
        <Empty text={S.none} />
      )}
    </Page>
  );
};

export interface SettingsPageProps {
  readonly frame: Frame;
  readonly review: Review;
  readonly file: string;
  readonly state: string;
  readonly keepDays: number;
  readonly secrets: readonly string[];
}

export const SettingsPage: FC<SettingsPageProps> = ({ frame, review, file, state, keepDays, secrets }) => {
  const S = T.settings;
  return (
    <Page frame={frame} title={S.title} under={S.under}>
      {review.readOnly ? <p class="note">{T.changes.readOnly}</p> : null}
      <div class="card">
        <dl class="facts">
          <dt>{S.file}</dt>
          <dd>
            <code>{file}</code>
          </dd>
          <dt>{S.state}</dt>
          <dd>
            <code>{state}</code>
          </dd>
          <dt>{S.keep}</dt>
          <dd>{`${keepDays} ${S.days}`}</dd>
          <dt>{S.secrets}</dt>
          <dd>{secrets.length === 0 ? S.noSecrets : secrets.join(', ')}</dd>
          <dt>{TEXTS.oidc.settings.title}</dt>
          <dd>
            <a href="/settings/sign-in">{TEXTS.oidc.settings.look}</a>
          </dd>
          <dt>{S.api}</dt>
          <dd>
            {S.apiText} <a href="/api/openapi.json">{S.openApi}</a>
          </dd>
        </dl>
      </div>
      <h2>{S.text}</h2>
      {review.fresh && !review.changed ? (
        <p class="soft">{S.none}</p>
      ) : (
        <pre class="diff" tabindex={0}>
          {review.text.split('\n').map((line) => (
            <span>{line}</span>
          ))}
        </pre>
      )}
    </Page>
  );
};
