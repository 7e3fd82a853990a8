import type { FC } from 'hono/jsx';
import type { PeoplePage } from '../api/people.js';
import type { SyncProblems } from '../api/problems.js';
import type { WaitingRun } from '../api/runs.js';
import type { User } from '../auth/users.js';
import { FormToken, type Frame, Page } from '../parts/page.js';
import { Action, Empty, Scroll, Table, When } from '../parts/parts.js';
import { TEXTS } from '../texts/texts.js';
import { CopyField } from './copy-field.js';
import { StateTag } from './people.js';
import { personHref } from './person-href.js';
import { RoleChoice } from './role-choice.js';
import { Problems } from './run.js';

export const ProblemsPage: FC<{ readonly frame: Frame; readonly found: readonly SyncProblems[] }> = ({
  frame,
  found,
}) => (
  <Page frame={frame} title={TEXTS.problems.title} under={TEXTS.problems.under}>
    {found.length === 0 ? <Empty text={TEXTS.problems.empty} /> : null}
    {found.map(({ sync, run, groups }) => (
      <section>
        <h2>{sync}</h2>
        <p class="soft">
          <When at={run.startedAt} /> · <a href={`/runs/${run.id}`}>{TEXTS.problems.run}</a>
        </p>
        <Problems problems={groups} sync={sync} />
      </section>
    ))}
  </Page>
);

export const ApprovalsPage: FC<{ readonly frame: Frame; readonly waiting: readonly WaitingRun[] }> = ({
  frame,
  waiting,
}) => {
  const T = TEXTS.approvals;
  return (
    <Page frame={frame} title={T.title} under={T.under}>
      {waiting.length === 0 ? <Empty title={T.empty} text={T.emptyHint} /> : null}
      <ul class="cards">
        {waiting.map(({ id, sync, startedAt, count }) => (
          <li class="card">
            <h2 class="flat">{sync}</h2>
            <p>
              <b>{T.waits(count)}</b>
              <br />
              <span class="soft">
                <When at={startedAt} />
              </span>
            </p>
            <div class="row">
              <a class="button" href={`/runs/${id}?status=held`}>
                {T.review}
              </a>
            </div>
          </li>
        ))}
      </ul>
    </Page>
  );
};

export interface LinksPageProps {
  readonly frame: Frame;
  readonly sync: string | undefined;
  readonly syncs: readonly string[];
  readonly view: PeoplePage | undefined;
}

export const LinksPage: FC<LinksPageProps> = ({ frame, sync, syncs, view }) => {
  const T = TEXTS.links;
  return (
    <Page frame={frame} title={T.title} under={T.under}>
      {syncs.length < 2 ? null : (
        <ul class="filters">
          {syncs.map((name) => (
            <li>
              <a href={`/links?sync=${name}`} {...(name === sync ? { 'aria-current': 'true' as const } : {})}>
                {name}
              </a>
            </li>
          ))}
        </ul>
      )}
      {sync === undefined || view === undefined || view.people.length === 0 ? (
        <Empty text={T.empty} />
      ) : (
        <Scroll label={T.title}>
          <Table heads={[T.name, T.source, T.target, T.state]}>
            {view.people.map(({ id, name, targetId, state }) => (
              <tr>
                <td>
                  <a href={personHref(sync, id)}>
                    <bdi>{name}</bdi>
                  </a>
                </td>
                <td data-label={T.source}>
                  <code>{id}</code>
                </td>
                <td data-label={T.target}>{targetId === null ? '–' : <code>{targetId}</code>}</td>
                <td>
                  <StateTag state={state} />
                </td>
              </tr>
            ))}
          </Table>
        </Scroll>
      )}
      {view?.next === undefined || sync === undefined ? null : (
        <p class="pager">
          <a class="button quiet" href={`/links?${new URLSearchParams({ sync, after: view.next })}`}>
            {TEXTS.people.next}
          </a>
        </p>
      )}
    </Page>
  );
};

export interface UsersPageProps {
  readonly frame: Frame;
  readonly users: readonly User[];
  /** A link that was just made; shown once. */
  readonly link: string | undefined;
}

export const UsersPage: FC<UsersPageProps> = ({ frame, users, link }) => {
  const T = TEXTS.users;
  return (
    <Page frame={frame} title={T.title} under={T.under}>
      {link === undefined ? null : (
        <div class="note good">
          <label for="invite-link">{T.link}</label>
          <CopyField id="invite-link" value={link} />
        </div>
      )}
      <Scroll label={T.title}>
        <Table heads={[T.name, T.role, T.since]} actions={T.remove}>
          {users.map(({ name, role, since, identity }) => (
            <tr>
              <td>
                <b>
                  <bdi>{name}</bdi>
                </b>{' '}
                {name === frame.session?.user.name ? <span class="soft">({T.you})</span> : null}
              </td>
              <td data-label={T.role}>{TEXTS.names.roles[role]}</td>
              <td data-label={T.since}>
                <When at={since} />
              </td>
              <td>
                <div class="row">
                  {identity === undefined ? (
                    <Action session={frame.session} action="/users/invite" kind="link" values={{ name, role }}>
                      {T.reset}
                    </Action>
                  ) : (
                    <span class="soft">{T.elsewhere}</span>
                  )}
                  <Action session={frame.session} action="/users/remove" kind="link" values={{ name }}>
                    {T.remove}
                  </Action>
                </div>
              </td>
            </tr>
          ))}
        </Table>
      </Scroll>
      <h2>{T.invite}</h2>
      <form class="card" method="post" action="/users/invite">
        <FormToken session={frame.session} />
        <RoleChoice legend={T.role} />
        <p class="hint">{T.inviteHint}</p>
        <div class="actions">
          <button type="submit">{T.make}</button>
        </div>
      </form>
    </Page>
  );
};
