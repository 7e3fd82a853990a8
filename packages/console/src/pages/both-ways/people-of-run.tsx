import type { FC } from 'hono/jsx';
import type { PeopleCountOf, PeopleOfRun } from '../../api/both-ways/people-of-run.js';
import { type Frame, Page } from '../../parts/page.js';
import { Scroll, Table } from '../../parts/parts.js';
import { TEXTS } from '../../texts/texts.js';
import { personHref } from '../person-href.js';

const T = TEXTS.both.people;

/** What comes of people by a run, before anybody approves it: how many of each, and a way to see who. */
export const WhatComes: FC<{ readonly run: string; readonly groups: readonly PeopleCountOf[] }> = ({ run, groups }) =>
  groups.length === 0 ? null : (
    <>
      <h2>{T.title}</h2>
      <ul class="outcomes">
        {groups.map((group) => (
          <li>
            <a href={hrefOf(run, group.id)}>
              <b>{group.count}</b>
              <span>
                <span class="label">{T.kinds[group.kind]}</span>
                <span class="hint">{group.text}</span>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </>
  );

/** One group of people, with the others to change to. */
export const PeopleOfRunPage: FC<{ readonly frame: Frame; readonly view: PeopleOfRun }> = ({ frame, view }) => {
  const { run, groups, chosen, people, next } = view;
  return (
    <Page
      frame={frame}
      title={`${T.title}: ${run.sync}`}
      actions={
        <>
          {chosen.kind === 'conflict' && run.status === 'waiting' ? (
            <a class="button" href={`/runs/${run.id}/conflicts`}>
              {TEXTS.both.conflicts.open}
            </a>
          ) : null}
          <a class="button quiet" href={`/runs/${run.id}`}>
            {run.status === 'waiting' ? T.decide : T.back}
          </a>
        </>
      }
    >
      <nav aria-label={T.groups}>
        <ul class="filters">
          {groups.map((group) => (
            <li>
              <a
                href={hrefOf(run.id, group.id)}
                {...(group.id === chosen.id ? { 'aria-current': 'true' as const } : {})}
              >
                {`${nameOf(group)} (${group.count})`}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <p class="soft">{chosen.text}</p>
      <Scroll label={nameOf(chosen)}>
        <Table heads={[TEXTS.people.name, T.accounts]}>
          {people.map(({ names, label }) => (
            <tr>
              <td>
                <a href={personHref(run.sync, names[0] ?? '')}>
                  <bdi>{label}</bdi>
                </a>
              </td>
              <td data-label={T.accounts}>
                <code>{names.join(' = ')}</code>
              </td>
            </tr>
          ))}
        </Table>
      </Scroll>
      {next === undefined ? null : (
        <p class="pager">
          <a class="button quiet" href={hrefOf(run.id, chosen.id, next)}>
            {TEXTS.people.next}
          </a>
        </p>
      )}
    </Page>
  );
};

/** With the connection, where there is one group for each. */
function nameOf({ id, kind }: PeopleCountOf): string {
  const at = id.indexOf(':');
  return at === -1 ? T.kinds[kind] : T.in(T.kinds[kind], id.slice(at + 1));
}

function hrefOf(run: string, group: string, after?: number): string {
  const query = new URLSearchParams({ group, ...(after === undefined ? {} : { after: String(after) }) });
  return `/runs/${run}/people?${query}`;
}
