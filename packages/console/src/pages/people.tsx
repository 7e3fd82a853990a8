import type { LinkState } from '@rollcall/engine';
import type { FC } from 'hono/jsx';
import type { PeoplePage as PeopleView } from '../api/people.js';
import type { PersonRow } from '../api/person-row.js';
import { mayAs } from '../auth/roles.js';
import { type Frame, Page } from '../parts/page.js';
import { Action, Empty, Scroll, Table, Tag, When } from '../parts/parts.js';
import { isolated } from '../texts/isolated.js';
import { TEXTS } from '../texts/texts.js';
import { personHref } from './person-href.js';

const T = TEXTS.people;
const STATES = ['active', 'inactive', 'deleted', 'none'] as const;

export interface PeoplePageProps {
  readonly frame: Frame;
  readonly syncs: readonly string[];
  readonly sync: string | undefined;
  readonly search: string;
  readonly state: LinkState | undefined;
  readonly view: PeopleView | undefined;
  /** Set when somebody was looked for. */
  readonly found: readonly PersonRow[] | undefined;
}

export const PeoplePage: FC<PeoplePageProps> = (props) => {
  const { frame, sync, search, found, view } = props;
  return (
    <Page frame={frame} title={T.title} under={T.under}>
      {sync === undefined ? (
        <Empty text={TEXTS.manual.none} />
      ) : (
        <>
          <SearchForm action="/people" label={T.search} syncs={props.syncs} sync={sync} search={search} />
          {found !== undefined ? (
            <>
              <div id="found" tabindex={-1}>
                {found.length === 0 ? <Empty text={TEXTS.manual.nobody} /> : <PersonTable people={found} sync={sync} />}
              </div>
              <p class="pager">
                <a href={`/people?sync=${sync}`}>{T.clear}</a>
              </p>
            </>
          ) : view === undefined ? null : (
            <Known {...props} sync={sync} view={view} />
          )}
        </>
      )}
    </Page>
  );
};

const Known: FC<PeoplePageProps & { readonly sync: string; readonly view: PeopleView }> = ({ sync, state, view }) => {
  const total = Object.values(view.counts).reduce((sum, count) => sum + count, 0);
  if (total === 0) return <Empty text={T.empty} />;
  const current = (on: boolean): object => (on ? { 'aria-current': 'true' as const } : {});
  return (
    <>
      <ul class="filters">
        <li>
          <a href={`/people?sync=${sync}`} {...current(state === undefined)}>{`${T.all} (${total})`}</a>
        </li>
        {STATES.filter((name) => view.counts[name] > 0).map((name) => (
          <li>
            <a href={`/people?sync=${sync}&state=${name}`} {...current(state === name)}>
              {`${T.states[name]} (${view.counts[name]})`}
            </a>
          </li>
        ))}
      </ul>
      {view.people.length === 0 ? <Empty text={T.emptyState} /> : <PersonTable people={view.people} sync={sync} />}
      {view.next === undefined ? null : (
        <p class="pager">
          <a
            class="button quiet"
            href={`/people?${new URLSearchParams({ sync, ...(state === undefined ? {} : { state }), after: view.next })}`}
          >
            {T.next}
          </a>
        </p>
      )}
    </>
  );
};

const PersonTable: FC<{ readonly people: readonly PersonRow[]; readonly sync: string }> = ({ people, sync }) => (
  <Scroll label={T.title}>
    <Table heads={[T.name, T.mail, T.state, T.changed]}>
      {people.map((person) => (
        <tr>
          <td>
            <a href={personHref(sync, person.id)}>
              <bdi>{person.name}</bdi>
            </a>
            {person.name === person.id ? <span class="hint">{T.onlyId}</span> : null}
          </td>
          <td data-label={T.mail}>
            <bdi>{person.mail ?? '–'}</bdi>
          </td>
          <td>
            <StateTag state={person.state} />
          </td>
          <td data-label={T.changed} class="nowrap">
            <When at={person.updatedAt} />
          </td>
        </tr>
      ))}
    </Table>
  </Scroll>
);

const LINK_TONES = { active: 'good', inactive: 'warning', deleted: 'none', none: 'failed' } as const;

export const StateTag: FC<{ readonly state: LinkState | undefined }> = ({ state }) =>
  state === undefined ? <Tag state="" text={T.notYet} /> : <Tag state={LINK_TONES[state]} text={T.states[state]} />;

interface SearchFormProps {
  readonly action: string;
  readonly label: string;
  readonly syncs: readonly string[];
  readonly sync: string;
  readonly search: string;
}

const SearchForm: FC<SearchFormProps> = ({ action, label, syncs, sync, search }) => (
  <search>
    <form class="search" method="get" action={action}>
      {syncs.length < 2 ? (
        <input type="hidden" name="sync" value={sync} />
      ) : (
        <div>
          <label for="sync">{TEXTS.manual.sync}</label>
          <select id="sync" name="sync">
            {syncs.map((name) => (
              <option value={name} {...(name === sync ? { selected: true } : {})}>
                {name}
              </option>
            ))}
          </select>
        </div>
      )}
      <div>
        <label for="q">{label}</label>
        <input type="search" id="q" name="q" value={search} autocomplete="off" placeholder={TEXTS.manual.hint} />
      </div>
      <button type="submit">{TEXTS.search}</button>
    </form>
  </search>
);

export const ManualPage: FC<Omit<PeoplePageProps, 'view' | 'state'>> = ({ frame, syncs, sync, search, found }) => {
  const may = frame.session !== undefined && mayAs(frame.session.user.role, 'operator');
  return (
    <Page frame={frame} title={TEXTS.manual.title} under={TEXTS.manual.under}>
      {sync === undefined ? (
        <Empty text={TEXTS.manual.none} />
      ) : (
        <>
          <div class="card">
            <SearchForm action="/manual" label={TEXTS.manual.find} syncs={syncs} sync={sync} search={search} />
            {may ? null : <p class="hint">{TEXTS.manual.viewer}</p>}
          </div>
          {found === undefined ? null : found.length === 0 ? (
            <p class="note" id="found" tabindex={-1}>
              {TEXTS.manual.nobody}
            </p>
          ) : (
            <ul class="cards" id="found" tabindex={-1} aria-label={TEXTS.manual.found}>
              {found.map((person) => (
                <li class="card">
                  <div class="card-head">
                    <div>
                      <h2 class="flat">
                        <a href={personHref(sync, person.id)}>
                          <bdi>{person.name}</bdi>
                        </a>
                      </h2>
                      <bdi class="soft">{person.mail ?? person.id}</bdi>
                    </div>
                    <StateTag state={person.state} />
                  </div>
                  {person.roles.length === 0 ? null : <p class="soft">{person.roles.map(isolated).join(', ')}</p>}
                  {may ? (
                    <div class="row">
                      <Action session={frame.session} action={`${personHref(sync, person.id)}/provision`}>
                        {TEXTS.manual.submit}
                      </Action>
                    </div>
                  ) : null}
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </Page>
  );
};
