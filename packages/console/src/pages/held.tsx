import type { Child, FC } from 'hono/jsx';
import type { OperationRow, RunQuery, RunView } from '../api/runs.js';
import { FormToken, type Frame } from '../parts/page.js';
import { Action } from '../parts/parts.js';
import { operationText, TEXTS } from '../texts/texts.js';

const T = TEXTS.held;

interface WaitingProps {
  readonly frame: Frame;
  readonly view: RunView;
  readonly query: RunQuery;
}

/** That a run waits for a person, with what can be decided at once: all of it, or all of the kind that is shown. */
export const Waiting: FC<WaitingProps> = ({ frame, view: { run, tallies, operations }, query }) => {
  const held = tallies.filter(({ status }) => status === 'held');
  const isContested =
    held.some(({ kind }) => kind === 'resolve') || operations.some(({ reason }) => reason.code === 'conflict');
  const shown = query.status === 'held' ? query.kind : undefined;
  const count = held.reduce((sum, tally) => (shown === undefined || tally.kind === shown ? sum + tally.count : sum), 0);
  const values = shown === undefined ? {} : { kind: shown };
  const what = shown === undefined ? T.all(count) : T.allOfKind(count, operationText(shown));
  return (
    <section class="note warn">
      <h2>{T.title}</h2>
      <p>{T.text}</p>
      {isContested ? (
        <>
          <p>{TEXTS.both.choose}</p>
          <p>
            <a class="button" href={`/runs/${run.id}/conflicts`}>
              {TEXTS.both.conflicts.open}
            </a>
          </p>
        </>
      ) : null}
      <div class="row">
        <Action session={frame.session} action={`/runs/${run.id}/approve`} values={values}>
          {`${T.approve} ${what}`}
        </Action>
        <Action
          session={frame.session}
          action={`/runs/${run.id}/refuse`}
          kind="danger"
          hint={T.refuseHint}
          values={values}
        >
          {`${T.refuse} ${what}`}
        </Action>
        {query.status === 'held' ? null : (
          <a class="button quiet" href={`/runs/${run.id}?status=held`}>
            {T.one}
          </a>
        )}
      </div>
    </section>
  );
};

interface DecisionProps {
  readonly frame: Frame;
  readonly id: string;
  readonly nobody: boolean;
  readonly children?: Child;
}

/** The form around the changes that wait, with what can be decided about those who are chosen. */
export const Decision: FC<DecisionProps> = ({ frame, id, nobody, children }) => (
  <form method="post" action={`/runs/${id}/approve`}>
    <FormToken session={frame.session} />
    <input type="hidden" name="what" value="chosen" />
    <p class="soft">{T.hint}</p>
    {nobody ? (
      <p class="problem" role="alert" id="nobody" tabindex={-1}>
        {T.nobody}
      </p>
    ) : null}
    {/* It needs JavaScript, and is not there without it. */}
    <label class="choice" data-choose-all-line hidden>
      <input type="checkbox" data-choose-all />
      <span>{T.chooseAll}</span>
    </label>
    {children}
    <div class="decide">
      <button type="submit">{T.approveChosen}</button>
      <button type="submit" class="danger" formaction={`/runs/${id}/refuse`}>
        {T.refuseChosen}
      </button>
      <span class="soft">{T.rest}</span>
    </div>
  </form>
);

/** Whoever is chosen is chosen with all that waits for them. */
export const Choose: FC<{ readonly operation: Pick<OperationRow, 'sourceId' | 'name' | 'kind'> }> = ({ operation }) => (
  <input
    type="checkbox"
    name="accounts[]"
    value={operation.sourceId}
    aria-label={T.choose(operation.name, operationText(operation.kind))}
  />
);
