import type { FC } from 'hono/jsx';
import type { Need, Overview, SyncCard } from '../api/overview.js';
import { mayAs } from '../auth/roles.js';
import { Flow } from '../parts/flow.js';
import { type Frame, Page } from '../parts/page.js';
import { Action, Empty, Tag, When } from '../parts/parts.js';
import { TEXTS } from '../texts/texts.js';
import { runText } from './runs.js';

const T = TEXTS.overview;

export const OverviewPage: FC<{ readonly frame: Frame; readonly view: Overview }> = ({ frame, view }) => {
  if (view.empty) return <Welcome frame={frame} />;
  return (
    <Page frame={frame} title={T.title} under={T.under}>
      {view.needs.length === 0 ? <p class="note good">{T.nothing}</p> : <Needs needs={view.needs} />}
      <ul class="cards">
        {view.syncs.map((sync) => (
          <li class="card">
            <Sync sync={sync} frame={frame} />
          </li>
        ))}
      </ul>
    </Page>
  );
};

const Welcome: FC<{ readonly frame: Frame }> = ({ frame }) => {
  const may = frame.session !== undefined && mayAs(frame.session.user.role, 'administrator');
  return (
    <Page frame={frame} title={T.title}>
      <Empty title={T.emptyTitle} text={!may ? T.emptyViewer : frame.readOnly ? T.emptyReadOnly : T.empty}>
        {may && !frame.readOnly ? (
          <a class="button" href="/setup">
            {T.begin}
          </a>
        ) : null}
      </Empty>
    </Page>
  );
};

const Needs: FC<{ readonly needs: readonly Need[] }> = ({ needs }) => (
  <section class="note warn" aria-label={T.needs}>
    <h2>{T.needs}</h2>
    <ul>
      {needs.map(({ kind, subject, detail, href }) => (
        <li>
          <b>{subject}</b>: {T.need[kind]}
          {detail === '' || kind === 'approval' || kind === 'draft' ? '' : ` (${detail})`}. <a href={href}>{T.look}</a>
        </li>
      ))}
    </ul>
  </section>
);

const Sync: FC<{ readonly sync: SyncCard; readonly frame: Frame }> = ({ sync, frame }) => (
  <>
    <div class="card-head">
      <div>
        <h2 class="flat">
          <a href={`/syncs/${sync.name}`}>{sync.name}</a>
        </h2>
        <span class="soft">
          <Flow parts={[sync.from, sync.to]} />
        </span>
      </div>
      <Tag state={sync.health} text={TEXTS.health[sync.health]} />
    </div>
    <dl class="facts">
      <dt>{T.people}</dt>
      <dd>{sync.linked}</dd>
      <dt>{T.lastRun}</dt>
      <dd>
        {sync.last === undefined ? (
          T.never
        ) : (
          <>
            <a href={`/runs/${sync.last.id}`}>
              <When at={sync.last.startedAt} />
            </a>
            <br />
            <span class="soft">{runText(sync.last)}</span>
          </>
        )}
      </dd>
      <dt>{T.nextRun}</dt>
      <dd>{sync.nextAt === undefined ? nextText(sync.triggers) : <When at={sync.nextAt} />}</dd>
      {sync.waiting === 0 ? null : (
        <>
          <dt>{T.waiting}</dt>
          <dd>
            {T.backlog(sync.waiting, sync.failing)}
            {sync.waitingSince === undefined ? null : (
              <>
                <br />
                <span class="soft">
                  {T.since} <When at={sync.waitingSince} />
                </span>
              </>
            )}
          </dd>
        </>
      )}
    </dl>
    <div class="row">
      <a class="button quiet" href={`/syncs/${sync.name}`}>
        {T.open}
      </a>
      {frame.session !== undefined && mayAs(frame.session.user.role, 'operator') ? (
        <Action session={frame.session} action={`/syncs/${sync.name}/plan`} kind="quiet">
          {T.preview}
        </Action>
      ) : null}
    </div>
  </>
);

function nextText(triggers: readonly string[]): string {
  const labels = triggers.map((name) => TEXTS.setup.types.labels[name] ?? name);
  return labels.length === 0 ? T.byHand : labels.join(', ');
}
