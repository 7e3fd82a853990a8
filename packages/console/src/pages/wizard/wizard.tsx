import type { Child, FC } from 'hono/jsx';
import { STEPS, type Step, type SyncDraft } from '../../api/setup.js';
import { FormToken, type Frame, Page } from '../../parts/page.js';
import { TEXTS } from '../../texts/texts.js';

const T = TEXTS.setup;

export interface WizardProps {
  readonly frame: Frame;
  readonly draft: SyncDraft;
  readonly step: Step;
  readonly children?: Child;
}

/** The frame of each step: where one is, what is done, and what this step is for. */
export const Wizard: FC<WizardProps> = ({ frame, draft, step, children }) => (
  <Page
    frame={frame}
    title={T.steps[step]}
    under={(draft.twoWay ? TEXTS.both.intro[step] : undefined) ?? T.intro[step]}
  >
    <div class="wizard">
      <nav aria-label={T.progress}>
        <p class="soft">
          <b>{draft.name}</b> · {T.stepOf(STEPS.indexOf(step) + 1, STEPS.length)}
        </p>
        <ol class="steps">
          {STEPS.map((name, index) => (
            <li class={draft.done.includes(name) ? 'done' : ''}>
              <StepLink draft={draft} name={name} current={name === step} number={index + 1} />
            </li>
          ))}
        </ol>
      </nav>
      <div>{children}</div>
    </div>
  </Page>
);

interface StepLinkProps {
  readonly draft: SyncDraft;
  readonly name: Step;
  readonly current: boolean;
  readonly number: number;
}

const StepLink: FC<StepLinkProps> = ({ draft, name, current, number }) => {
  const inside = (
    <>
      <i aria-hidden="true">{draft.done.includes(name) && !current ? '✓' : number}</i>
      <b>{T.steps[name]}</b>
    </>
  );
  if (!isOpen(draft, name)) return <span>{inside}</span>;
  return (
    <a href={stepHref(draft.name, name)} {...(current ? { 'aria-current': 'step' as const } : {})}>
      {inside}
    </a>
  );
};

/** Later steps ask both systems, so both must be there. */
export function isOpen({ from, to }: SyncDraft, step: Step): boolean {
  if (step === 'extensions' || step === 'source') return true;
  return from !== undefined && (step === 'target' || to !== undefined);
}

export function stepHref(sync: string, step: Step): string {
  return `/setup/${sync}/${step}`;
}

export function nextStep(step: Step): Step {
  return STEPS[STEPS.indexOf(step) + 1] ?? 'preview';
}

interface StepFormProps {
  readonly frame: Frame;
  readonly draft: SyncDraft;
  readonly step: Step;
  /** What the main button says. Default: save and go on. */
  readonly save?: string;
  /** Attributes for live answers. */
  readonly live?: Readonly<Record<string, string>>;
  readonly children?: Child;
}

/** The form of a step. A button that comes first makes Enter harmless: it only shows the page again. */
export const StepForm: FC<StepFormProps> = ({ frame, draft, step, save, live = {}, children }) => (
  <form method="post" action={stepHref(draft.name, step)} novalidate {...live}>
    <FormToken session={frame.session} />
    <button type="submit" name="do" value="show" class="visually-hidden" tabindex={-1}>
      {T.show}
    </button>
    {/* Where the keyboard was, so that it goes on there when the page is only shown again. */}
    <input type="hidden" name="at" />
    {children}
    <div class="actions">
      <button type="submit" name="do" value="save">
        {save ?? T.saveNext}
      </button>
      {draft.done.includes(step) ? (
        <a class="button quiet" href={stepHref(draft.name, nextStep(step))}>
          {T.next}
        </a>
      ) : null}
    </div>
  </form>
);
