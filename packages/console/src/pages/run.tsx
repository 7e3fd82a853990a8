import type { FC } from 'hono/jsx';
import type { PeopleCountOf } from '../api/both-ways/people-of-run.js';
import type { OperationRow, ProblemGroup, RunQuery, RunView } from '../api/runs.js';
import { mayAs } from '../auth/roles.js';
import { type Frame, Page } from '../parts/page.js';
import { Action, Empty, Scroll, Table, Tag, valueText, When } from '../parts/parts.js';
import { counterText, operationText, statusText, TEXTS } from '../texts/texts.js';
import { WhatComes } from './both-ways/people-of-run.js';
import { Choose, Decision, Waiting } from './held.js';
import { Progress } from './job.js';
import { personHref } from './person-href.js';

const T = TEXTS.run;

export interface RunPageProps {
  readonly frame: Frame;
  readonly view: RunView;
  readonly query: RunQuery;
  /** The sync is being set up: the plan was made from the draft. */
  readonly settingUp: boolean;
  /** A decision was sent without anybody chosen. */
  readonly nobody: boolean;
  /** Of a two-way sync: what comes of people. */
  readonly groups: readonly PeopleCountOf[];
}

export const RunPage: FC<RunPageProps> = ({ frame, view, query, settingUp, nobody, groups }) => {
  const { run } = view;
  const may = frame.session !== undefined && mayAs(frame.session.user.role, 'operator');
  const isOpen = run.endedAt === null;
  const mayDecide = run.status === 'waiting' && may;
  return (
    <Page
      frame={frame}
      title={`${run.mode === 'plan' ? T.preview : T.run}: ${run.sync}`}
      {...(run.mode === 'plan' ? { under: T.underPreview } : {})}
      {...(isOpen ? { refresh: 3 } : {})}
      actions={
        <>
          <a class="button quiet" href={`/runs/${run.id}/report.csv`}>
            {T.csv}
          </a>
          <a class="button quiet" href={`/runs/${run.id}/plan.json`}>
            {T.plan}
          </a>
          {settingUp ? (
            <a class="button" href={`/setup/${run.sync}/preview`}>
              {T.backToSetup}
            </a>
          ) : run.mode === 'plan' && !isOpen && may ? (
            <Action session={frame.session} action={`/syncs/${run.sync}/run`} hint={T.doItHint}>
              {T.doIt}
            </Action>
          ) : null}
        </>
      }
    >
      {isOpen ? (
        <div
          hx-ext="sse"
          sse-connect={`/runs/${run.id}/events`}
          sse-swap="progress"
          sse-close="end"
          class="card"
          aria-live="polite"
        >
          <RunProgress view={view} />
        </div>
      ) : null}
      {isOpen && may && view.job !== undefined ? (
        <div class="actions">
          <Action session={frame.session} action={`/runs/${run.id}/stop`} kind="danger">
            {T.stop}
          </Action>
        </div>
      ) : null}
      <WhatComes run={run.id} groups={groups} />
      {mayDecide ? <Waiting frame={frame} view={view} query={query} /> : null}
      {run.error === null ? null : <p class="note bad">{run.error}</p>}
      <Facts view={view} />
      <Numbers view={view} />
      {view.problems.length === 0 ? null : (
        <>
          <h2>{T.problems}</h2>
          <Problems problems={view.problems} sync={run.sync} />
        </>
      )}
      <h2>{T.operations}</h2>
      <Filters view={view} query={query} />
      {view.operations.length === 0 ? (
        <Empty text={query.kind === undefined && query.status === undefined ? T.noOperations : T.noSuch} />
      ) : mayDecide && query.status === 'held' ? (
        <Decision frame={frame} id={run.id} nobody={nobody}>
          <Operations operations={view.operations} sync={run.sync} choose />
        </Decision>
      ) : (
        <Operations operations={view.operations} sync={run.sync} />
      )}
      {view.next === undefined ? null : (
        <p class="pager">
          <a class="button quiet" href={hrefOf(run.id, { ...query, after: view.next })}>
            {T.next}
          </a>
        </p>
      )}
    </Page>
  );
};

/** How far an open run is. Also sent alone, as it goes on. */
export const RunProgress: FC<{ readonly view: Pick<RunView, 'run' | 'job' | 'tallies'> }> = ({ view }) => {
  const { run, job, tallies } = view;
  const done = tallies.filter(({ status }) => status === 'done').reduce((sum, { count }) => sum + count, 0);
  const all = tallies
    .filter(({ status }) => status !== 'held' && status !== 'skipped')
    .reduce((sum, { count }) => sum + count, 0);
  const fallback = run.status === 'applying' ? ({ step: 'apply', done, planned: all } as const) : undefined;
  return (
    <>
      <Progress progress={job?.progress ?? fallback} />
      {run.endedAt === null ? null : <span data-go-to={`/runs/${run.id}`} />}
    </>
  );
};

const Facts: FC<{ readonly view: RunView }> = ({ view: { run } }) => (
  <div class="card">
    <dl class="facts">
      <dt>{T.outcome}</dt>
      <dd>
        <Tag state={run.status} />
      </dd>
      <dt>{T.started}</dt>
      <dd>
        <When at={run.startedAt} /> <bdi class="soft">{`${run.actor}, ${run.cause}`}</bdi>
        {approvedRun(run.cause) === undefined ? null : (
          <>
            {' · '}
            <a href={`/runs/${approvedRun(run.cause)}`}>{T.whatWaited}</a>
          </>
        )}
      </dd>
      {run.endedAt === null ? null : (
        <>
          <dt>{T.ended}</dt>
          <dd>
            <When at={run.endedAt} />
          </dd>
          <dt>{T.read}</dt>
          <dd>{T.readText(run.sourceCount, run.proven)}</dd>
        </>
      )}
    </dl>
  </div>
);

/** The run whose changes this one was let to do. */
function approvedRun(cause: string): string | undefined {
  return /^(?:approval of|decision about) ([\w-]+)/.exec(cause)?.[1];
}

const Numbers: FC<{ readonly view: RunView }> = ({ view }) => {
  const numbers = numbersOf(view.run, view.tallies);
  if (numbers.length === 0) return null;
  return (
    <>
      <h2>{T.numbers}</h2>
      <NumberList numbers={numbers} />
    </>
  );
};

type Numbered = readonly (readonly [text: string, count: number])[];

export const NumberList: FC<{ readonly numbers: Numbered }> = ({ numbers }) => (
  <ul class="numbers">
    {numbers.map(([text, count]) => (
      <li>
        <b>{count}</b>
        {text}
      </li>
    ))}
  </ul>
);

/** Operations by kind and what became of them, then people for whom nothing was to be done. */
export function numbersOf({ counts }: Pick<RunView['run'], 'counts'>, tallies: RunView['tallies']): Numbered {
  const operations = tallies.map(
    ({ kind, status, count }) => [`${operationText(kind)}: ${statusText(status)}`, count] as const,
  );
  const known = new Set(tallies.map(({ kind, status }) => `${kind}:${status}`));
  const others = Object.entries(counts).flatMap(([name, count]) =>
    count === 0 || known.has(name) ? [] : [[counterText(name), count] as const],
  );
  return [...operations, ...others];
}

export const Problems: FC<{ readonly problems: readonly ProblemGroup[]; readonly sync: string }> = ({
  problems,
  sync,
}) => (
  <div class="stack">
    {problems.map(({ code, severity, count, example, people }) => (
      <div class="card">
        <p>
          <Tag state={severity} text={severity} /> <b>{TEXTS.problems.times(count)}</b> · {example}
        </p>
        {severity === 'info' ? null : (
          <p class="remedy">
            <b>{TEXTS.problems.todo}:</b> {TEXTS.problems.remedies[code] ?? TEXTS.problems.otherRemedy}
          </p>
        )}
        {people.length === 0 ? null : (
          <details class="more">
            <summary>{`${TEXTS.problems.people} (${count})`}</summary>
            <p>
              {people.map((id, index) => (
                <>
                  {index === 0 ? '' : ', '}
                  <a href={personHref(sync, id)}>
                    <bdi>{id}</bdi>
                  </a>
                </>
              ))}
              {count > people.length ? ` ${TEXTS.problems.more(count - people.length)}` : ''}
            </p>
          </details>
        )}
      </div>
    ))}
  </div>
);

const Filters: FC<{ readonly view: RunView; readonly query: RunQuery }> = ({ view, query }) => {
  if (view.tallies.length < 2) return null;
  const current = (on: boolean): object => (on ? { 'aria-current': 'true' as const } : {});
  return (
    <ul class="filters">
      <li>
        <a href={hrefOf(view.run.id, {})} {...current(query.kind === undefined && query.status === undefined)}>
          {T.all}
        </a>
      </li>
      {view.tallies.map(({ kind, status, count }) => (
        <li>
          <a href={hrefOf(view.run.id, { kind, status })} {...current(query.kind === kind && query.status === status)}>
            {`${operationText(kind)}: ${statusText(status)} (${count})`}
          </a>
        </li>
      ))}
    </ul>
  );
};

interface OperationsProps {
  readonly operations: readonly OperationRow[];
  readonly sync: string;
  /** With boxes to choose accounts. */
  readonly choose?: boolean;
}

export const Operations: FC<OperationsProps> = ({ operations, sync, choose = false }) => (
  <Scroll label={T.operations}>
    <Table
      heads={[...(choose ? [TEXTS.held.column] : []), T.who, T.what, T.change, T.why]}
      kind={choose ? 'stacked choosing' : 'stacked'}
    >
      {operations.map((operation) => (
        <tr>
          {choose ? (
            <td class="choose">
              <Choose operation={operation} />
            </td>
          ) : null}
          <td>
            {operation.kind === 'create-group' ? (
              <bdi>{operation.name}</bdi>
            ) : (
              <a href={personHref(sync, operation.sourceId)}>
                <bdi>{operation.name}</bdi>
              </a>
            )}
          </td>
          <td class="nowrap">
            {operationText(operation.kind)} <Tag state={operation.status} />
          </td>
          <td>
            <Change operation={operation} />
          </td>
          <td data-label={T.why}>
            {[operation.reason.detail, operation.error?.message, ...operation.notes]
              .filter((text) => text !== undefined && text !== '')
              .join('; ')}
          </td>
        </tr>
      ))}
    </Table>
  </Scroll>
);

/** Old and new values. */
export const Change: FC<{ readonly operation: Pick<OperationRow, 'after' | 'before' | 'joins' | 'leaves'> }> = ({
  operation,
}) => {
  const { after, before, joins, leaves } = operation;
  const names = Object.keys(after);
  if (names.length + joins.length + leaves.length === 0) return <span>–</span>;
  return (
    <ul>
      {names.map((name) => (
        <li>
          <code>{name}</code> {before[name] === undefined ? null : <del>{valueText(before[name])}</del>}{' '}
          <ins>{valueText(after[name])}</ins>
        </li>
      ))}
      {joins.map((name) => (
        <li>
          {T.joins} <ins>{name}</ins>
        </li>
      ))}
      {leaves.map((name) => (
        <li>
          {T.leaves} <del>{name}</del>
        </li>
      ))}
    </ul>
  );
};

export function hrefOf(id: string, { kind, status, after }: RunQuery): string {
  const query = new URLSearchParams();
  if (kind !== undefined) query.set('kind', kind);
  if (status !== undefined) query.set('status', status);
  if (after !== undefined) query.set('after', after);
  return query.size === 0 ? `/runs/${id}` : `/runs/${id}?${query}`;
}
