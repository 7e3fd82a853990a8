import type { FC } from 'hono/jsx';
import type { Audit, AuditPage as AuditView } from '../audit.js';
import { type Frame, Page } from '../parts/page.js';
import { Empty, Scroll, Table, When } from '../parts/parts.js';
import { actionText, TEXTS } from '../texts/texts.js';

const T = TEXTS.audit;

interface Filter {
  readonly who: string | undefined;
  readonly action: string | undefined;
  /** Days of UTC, `2026-01-31`. */
  readonly from: string | undefined;
  readonly until: string | undefined;
}

export interface AuditPageProps {
  readonly frame: Frame;
  readonly view: AuditView;
  readonly filter: Filter;
  /** How many are kept. */
  readonly kept: Audit['kept'];
}

/** What people did, newest first, page by page. */
export const AuditPage: FC<AuditPageProps> = ({ frame, view: { entries, next }, filter, kept }) => {
  const given = Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return (
    <Page frame={frame} title={T.title} under={T.under}>
      <FilterForm filter={filter} />
      {entries.length === 0 ? (
        <Empty text={next !== undefined ? T.notYet : given.length === 0 ? T.empty : T.nothingFits} />
      ) : (
        <Entries entries={entries} />
      )}
      {next === undefined ? null : (
        <p class="pager">
          <a
            class="button quiet"
            href={`/audit?${new URLSearchParams({ ...Object.fromEntries(given), before: next })}`}
          >
            {T.older}
          </a>
        </p>
      )}
      <p class="hint">{T.kept(kept.own, kept.strangers)}</p>
    </Page>
  );
};

const FilterForm: FC<{ readonly filter: Filter }> = ({ filter: { who = '', action = '', from = '', until = '' } }) => {
  const actions = Object.keys(TEXTS.names.actions)
    .map((name) => [name, actionText(name)] as const)
    .toSorted(([, one], [, other]) => one.localeCompare(other));
  return (
    <search>
      <form class="search" method="get" action="/audit">
        <div>
          <label for="who">{T.who}</label>
          <input type="search" id="who" name="who" value={who} autocomplete="off" />
        </div>
        <div>
          <label for="action">{T.action}</label>
          <select id="action" name="action">
            <option value="">{T.any}</option>
            {actions.map(([name, text]) => (
              <option value={name} {...(name === action ? { selected: true } : {})}>
                {text}
              </option>
            ))}
          </select>
        </div>
        <div class="day">
          <label for="from">{T.from}</label>
          <input type="date" id="from" name="from" value={from} />
        </div>
        <div class="day">
          <label for="until">{T.until}</label>
          <input type="date" id="until" name="until" value={until} />
        </div>
        <button type="submit">{TEXTS.search}</button>
      </form>
    </search>
  );
};

const Entries: FC<Pick<AuditView, 'entries'>> = ({ entries }) => (
  <Scroll label={T.title}>
    <Table heads={[T.when, T.who, T.action, T.subject]}>
      {entries.map(({ at, who, action, subject }) => (
        <tr>
          <td class="when">
            <When at={at} />
          </td>
          <td data-label={T.who}>
            <bdi>{who}</bdi>
          </td>
          <td data-label={T.action}>{actionText(action)}</td>
          <td data-label={T.subject}>
            <bdi translate="no">{subject}</bdi>
          </td>
        </tr>
      ))}
    </Table>
  </Scroll>
);
