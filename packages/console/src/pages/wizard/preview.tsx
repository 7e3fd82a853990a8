import type { Problem } from '@rollcall/plugin';
import type { FC } from 'hono/jsx';
import type { PeopleCountOf } from '../../api/both-ways/people-of-run.js';
import type { RunView } from '../../api/runs.js';
import type { Review, Step, SyncDraft } from '../../api/setup.js';
import { Flow } from '../../parts/flow.js';
import { FormToken, type Frame, Page } from '../../parts/page.js';
import { Action, Empty, Tag } from '../../parts/parts.js';
import { problemText } from '../../texts/spoken.js';
import { TEXTS } from '../../texts/texts.js';
import { WhatComes } from '../both-ways/people-of-run.js';
import { NumberList, numbersOf } from '../run.js';
import { Diff, ProblemList } from '../system.js';
import { stepHref, Wizard, type WizardProps } from './wizard.js';

const T = TEXTS.setup;

export interface PreviewStepProps extends WizardProps {
  readonly problems: readonly Problem[];
  /** The last preview, if there was one. */
  readonly plan: RunView | undefined;
  /** Of a two-way sync: what comes of people by it. */
  readonly groups: readonly PeopleCountOf[];
  readonly review: Review;
}

export const PreviewStep: FC<PreviewStepProps> = ({ problems, plan, groups, review, ...wizard }) => {
  const P = T.preview;
  const right = problems.length === 0 && review.problems.length === 0 && !review.stale;
  return (
    <Wizard {...wizard}>
      {problems.length === 0 ? null : (
        <div class="note bad">
          <h2>{P.problems}</h2>
          <ul>
            {problems.map((problem) => (
              <li>
                {problemText(problem)} <a href={stepHref(wizard.draft.name, stepOf(problem.path))}>{P.fix}</a>
              </li>
            ))}
          </ul>
        </div>
      )}
      {plan === undefined ? null : (
        <>
          <WhatComes run={plan.run.id} groups={groups} />
          <Summary plan={plan} />
        </>
      )}
      <form method="post" action={stepHref(wizard.draft.name, 'preview')} class="card">
        <FormToken session={wizard.frame.session} />
        <p class="soft">{P.startHint}</p>
        <button type="submit" name="do" value="plan" class={plan === undefined ? '' : 'quiet'}>
          {plan === undefined ? P.start : P.again}
        </button>
      </form>
      {review.changed ? (
        <>
          <h2>{P.changes}</h2>
          {review.stale ? <p class="note bad">{T.changes.stale}</p> : null}
          {review.problems.length === 0 ? null : (
            <div class="note bad">
              <ProblemList problems={review.problems} />
            </div>
          )}
          <Diff lines={review.diff} />
        </>
      ) : null}
      <form method="post" action={stepHref(wizard.draft.name, 'preview')}>
        <FormToken session={wizard.frame.session} />
        <p class="hint">{P.doneHint}</p>
        <div class="actions">
          <button type="submit" name="do" value="finish" {...(right ? {} : { disabled: true })}>
            {P.done}
          </button>
        </div>
      </form>
    </Wizard>
  );
};

const Summary: FC<{ readonly plan: RunView }> = ({ plan }) => (
  <section>
    <h2 class="flat">{T.preview.summary}</h2>
    {plan.run.error === null ? null : <p class="note bad">{plan.run.error}</p>}
    <NumberList numbers={numbersOf(plan.run, plan.tallies)} />
    <p class="pager">
      <a class="button" href={`/runs/${plan.run.id}`}>
        {T.preview.details}
      </a>
    </p>
  </section>
);

/** The step where a setting of a sync is made. */
function stepOf(path: Problem['path']): Step {
  const name = String(path[0] === 'syncs' ? path[2] : path[0]);
  const steps: Readonly<Record<string, Step>> = {
    from: 'source',
    to: 'target',
    mapping: 'mapping',
    correlate: 'mapping',
    triggers: 'types',
    operations: 'operations',
    mode: 'operations',
    scope: 'scope',
    groups: 'groups',
    leavers: 'leavers',
    guard: 'leavers',
    between: 'source',
    conflicts: 'operations',
    clocks: 'operations',
    create: 'operations',
    credential: 'operations',
    signIn: 'operations',
    outOfScope: 'scope',
    gone: 'leavers',
  };
  return steps[name] ?? 'source';
}

export interface SetupListProps {
  readonly frame: Frame;
  readonly syncs: readonly {
    readonly name: string;
    readonly from: string | undefined;
    readonly to: string | undefined;
    /** Of a two-way sync. */
    readonly between: readonly string[] | undefined;
    readonly saved: boolean;
  }[];
  readonly readOnly: boolean;
  readonly name: string;
  readonly problem: string | undefined;
}

export const SetupListPage: FC<SetupListProps> = ({ frame, syncs, readOnly, name, problem }) => (
  <Page frame={frame} title={T.list} under={T.listUnder}>
    {readOnly ? <p class="note warn">{T.changes.readOnly}</p> : null}
    {readOnly && syncs.length === 0 ? <Empty text={TEXTS.overview.emptyReadOnly} /> : null}
    <ul class="cards">
      {syncs.map((sync) => (
        <li class="card">
          <div class="card-head">
            <div>
              <h2 class="flat">{sync.saved ? <a href={`/syncs/${sync.name}`}>{sync.name}</a> : sync.name}</h2>
              <span class="soft">
                <Flow
                  parts={sync.between ?? [sync.from ?? '?', sync.to ?? '?']}
                  arrow={sync.between === undefined ? '→' : '↔'}
                />
              </span>
            </div>
            {sync.saved ? null : <Tag state="warning" text={T.incomplete} />}
          </div>
          <div class="row">
            {readOnly ? null : (
              <a
                class="button quiet"
                href={stepHref(
                  sync.name,
                  (sync.to ?? sync.between) === undefined ? 'extensions' : sync.saved ? 'mapping' : 'preview',
                )}
              >
                {sync.saved ? T.change : T.goOn}
              </a>
            )}
            {readOnly ? null : (
              <a class="button quiet" href={`/setup/${sync.name}/delete`}>
                {TEXTS.removal.delete}
                <span class="visually-hidden">{sync.name}</span>
              </a>
            )}
          </div>
        </li>
      ))}
    </ul>
    {readOnly ? null : (
      <>
        {syncs.length === 0 ? null : <h2>{T.another}</h2>}
        <form method="post" action="/setup" class="card" novalidate>
          <FormToken session={frame.session} />
          <div class="field">
            <label for="name">{T.name}</label>
            <input
              id="name"
              name="name"
              value={name}
              autocomplete="off"
              aria-describedby={problem === undefined ? 'name-hint' : 'name-problem name-hint'}
              {...(problem === undefined ? {} : { 'aria-invalid': 'true' as const })}
            />
            {problem === undefined ? null : (
              <p class="problem" id="name-problem">
                {problem}
              </p>
            )}
            <p class="hint" id="name-hint">
              {T.nameHint}
            </p>
          </div>
          <button type="submit">{T.begin}</button>
        </form>
      </>
    )}
  </Page>
);

export const FinishedPage: FC<{ readonly frame: Frame; readonly draft: SyncDraft }> = ({
  frame,
  draft: { name: sync, from = '', to = '', twoWay },
}) => (
  <Page frame={frame} title={T.finished.title}>
    <Empty title={T.finished.title} text={twoWay ? TEXTS.both.finished(from, to) : T.finished.text(from, to)}>
      <div class="row centre">
        <Action session={frame.session} action={`/syncs/${sync}/run`}>
          {T.finished.firstRun}
        </Action>
        <a class="button quiet" href={`/manual?sync=${sync}`}>
          {T.finished.one}
        </a>
        <a class="button quiet" href="/">
          {T.finished.overview}
        </a>
      </div>
    </Empty>
  </Page>
);
