import type { ProgressEvent } from '@rollcall/engine';
import type { FC } from 'hono/jsx';
import type { Provision, ProvisionStep } from '../api/provision.js';
import { mayAs } from '../auth/roles.js';
import type { Job } from '../jobs.js';
import { type Frame, Page } from '../parts/page.js';
import { Action } from '../parts/parts.js';
import { isolated } from '../texts/isolated.js';
import { TEXTS } from '../texts/texts.js';
import { personHref } from './person-href.js';

const T = TEXTS.job;

export interface JobPageProps {
  readonly frame: Frame;
  readonly job: Job;
  /** Of a person who is provisioned by hand. */
  readonly provision: Provision | undefined;
  readonly target: string;
}

/** Work that was just started: its steps, live, until it is done. */
export const JobPage: FC<JobPageProps> = (props) => {
  const { frame, job, provision } = props;
  const isWorking = job.state === 'working';
  const title =
    provision === undefined ? `${T[job.kind]}: ${job.sync}` : `${T[job.kind]}: ${isolated(provision.person)}`;
  const live = isWorking
    ? { 'hx-ext': 'sse', 'sse-connect': `/jobs/${job.id}/events`, 'sse-swap': 'progress', 'sse-close': 'end' }
    : {};
  return (
    <Page frame={frame} title={title} {...(isWorking ? { refresh: 2 } : {})}>
      <div {...live} aria-live="polite" tabindex={-1}>
        <JobProgress {...props} />
      </div>
      {isWorking && frame.session !== undefined && mayAs(frame.session.user.role, 'operator') ? (
        <div class="actions" data-until-end>
          <Action session={frame.session} action={`/jobs/${job.id}/stop`} kind="danger">
            {T.stop}
          </Action>
        </div>
      ) : null}
      {isWorking ? (
        <noscript>
          <p class="hint">{T.reload}</p>
        </noscript>
      ) : null}
    </Page>
  );
};

/** Also sent alone, as it goes on. */
export const JobProgress: FC<Pick<JobPageProps, 'job' | 'provision' | 'target'>> = ({ job, provision, target }) => {
  if (provision !== undefined) return <PersonProgress provision={provision} target={target} />;
  if (job.state === 'working')
    return (
      <div class="card">
        <Progress progress={job.progress} />
        {job.runId === undefined ? null : <span data-go-to={`/runs/${job.runId}`} />}
      </div>
    );
  return (
    <>
      <p class={`note ${job.state === 'done' ? 'good' : 'bad'}`}>
        {job.state === 'done' ? T.done : `${T.failed}: ${job.error ?? ''}`}
      </p>
      {job.runId === undefined ? null : (
        <p>
          <a
            class="button"
            href={`/runs/${job.runId}`}
            {...(job.state === 'done' ? { 'data-go-to': `/runs/${job.runId}` } : {})}
          >
            {T.goOn}
          </a>
        </p>
      )}
    </>
  );
};

const PersonProgress: FC<{ readonly provision: Provision; readonly target: string }> = ({ provision, target }) => {
  const { job, steps, succeeded, person, sync, personId } = provision;
  return (
    <>
      {job.state === 'working' ? null : (
        <p class={`note ${succeeded ? 'good' : 'bad'}`} role="status">
          {succeeded ? T.success(person, target) : T.failure(person)}
        </p>
      )}
      <div class="card">
        <ol class="stages" aria-label={T.steps}>
          {steps.map((step) => (
            <li>
              <Mark state={step.state} />
              <div>
                <b>{TEXTS.step[step.step]}</b>
                <div class="soft">{stepText(step)}</div>
              </div>
            </li>
          ))}
        </ol>
      </div>
      {job.state === 'working' ? null : (
        <div class="actions">
          <a class="button" href={`/manual?sync=${sync}`}>
            {T.again}
          </a>
          <a class="button quiet" href={personHref(sync, personId)}>
            {T.why}
          </a>
        </div>
      )}
    </>
  );
};

const MARKS = {
  done: ['good', '✓'],
  working: ['busy', '…'],
  waiting: ['warn', '!'],
  no: ['', '–'],
  failed: ['bad', '✗'],
} as const;

const Mark: FC<{ readonly state: ProvisionStep['state'] }> = ({ state }) => (
  <span class={`mark ${MARKS[state][0]}`} aria-hidden="true">
    {MARKS[state][1]}
  </span>
);

function stepText({ step, state, detail }: ProvisionStep): string {
  const S = TEXTS.step;
  if (state === 'working') return T.working;
  if (step === 'found' && state === 'no') return S.gone;
  if (step === 'match' && state === 'done') return detail === '' ? S.matchNew : S.matchOld(detail);
  if (step === 'mapped' && state === 'done') return S.attributes(detail);
  if (step === 'written' && state === 'no' && detail === '') return S.nothing;
  if (step === 'written' && state === 'done')
    return detail
      .split(', ')
      .map((kind) => TEXTS.operations[kind] ?? kind)
      .join(', ');
  return detail;
}

/** A step in words, with a bar where its end is known. */
export const Progress: FC<{ readonly progress: ProgressEvent | undefined }> = ({ progress }) => (
  <>
    <p>{progressText(progress)}</p>
    {progress?.step === 'apply' && progress.planned > 0 ? (
      <progress class="bar" max={progress.planned} value={progress.done} aria-label={progressText(progress)} />
    ) : (
      <progress class="bar" aria-label={progressText(progress)} />
    )}
  </>
);

function progressText(progress: ProgressEvent | undefined): string {
  const P = TEXTS.progress;
  switch (progress?.step) {
    case undefined:
      return P.start;
    case 'recover':
      return P.recover(progress.operations);
    case 'read':
    case 'read-target':
      return P[progress.step](progress.accounts);
    case 'plan':
      return P.plan(progress.operations);
    case 'apply':
      return P.apply(progress.done, progress.planned);
    case 'retry':
      return P.retry(progress.accounts);
  }
}
