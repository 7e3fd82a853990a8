import type { Conflict, ContestedValue } from '@rollcall/engine';
import type { FC } from 'hono/jsx';
import type { ConflictsView } from '../../api/both-ways/conflicts.js';
import { mayAs } from '../../auth/roles.js';
import { FormToken, type Frame, Page } from '../../parts/page.js';
import { Empty } from '../../parts/parts.js';
import { TEXTS } from '../../texts/texts.js';
import { personHref } from '../person-href.js';
import { contestedText } from './contested-text.js';

const T = TEXTS.both.conflicts;

export interface ConflictsPageProps {
  readonly frame: Frame;
  readonly view: ConflictsView;
  /** A decision was sent without anything chosen. */
  readonly nothing: boolean;
}

/** What both sides changed, person by person and value by value, each with the choice whose value holds. */
export const ConflictsPage: FC<ConflictsPageProps> = ({ frame, view, nothing }) => {
  const { run, conflicts, next } = view;
  const may = frame.session !== undefined && mayAs(frame.session.user.role, 'operator') && run.status === 'waiting';
  return (
    <Page
      frame={frame}
      title={`${T.title}: ${run.sync}`}
      under={T.under}
      actions={
        <a class="button quiet" href={`/runs/${run.id}`}>
          {T.back}
        </a>
      }
    >
      {conflicts.length === 0 ? <Empty text={T.none} /> : null}
      <form method="post" action={`/runs/${run.id}/conflicts`}>
        <FormToken session={frame.session} />
        {nothing ? (
          <p class="problem" role="alert" id="nothing" tabindex={-1}>
            {T.nothing}
          </p>
        ) : null}
        {conflicts.map((conflict, index) => (
          <Person view={view} conflict={conflict} index={index} may={may} />
        ))}
        {may && conflicts.length > 0 ? (
          <div class="decide">
            <button type="submit">{T.save}</button>
            <span class="soft">{T.rest}</span>
          </div>
        ) : null}
      </form>
      {next === undefined ? null : (
        <p class="pager">
          <a class="button quiet" href={`/runs/${run.id}/conflicts?${new URLSearchParams({ after: next })}`}>
            {T.next}
          </a>
        </p>
      )}
    </Page>
  );
};

interface PersonProps {
  readonly view: ConflictsView;
  readonly conflict: Conflict;
  readonly index: number;
  readonly may: boolean;
}

const Person: FC<PersonProps> = ({ view, conflict, index, may }) => (
  <section class="card">
    <h2 class="flat">
      <a href={personHref(view.run.sync, conflict.names[0])}>
        <bdi>{conflict.label}</bdi>
      </a>
    </h2>
    <p class="soft">
      <code>{conflict.names.join(' = ')}</code>
    </p>
    <input type="hidden" name={`people[${index}].name`} value={conflict.names[0]} />
    {conflict.values.map((value, at) => (
      <Value view={view} value={value} name={`people[${index}].values[${at}]`} may={may} />
    ))}
  </section>
);

interface ValueProps {
  readonly view: ConflictsView;
  readonly value: ContestedValue;
  readonly name: string;
  readonly may: boolean;
}

const Value: FC<ValueProps> = ({ view, value, name, may }) => {
  const { connections } = view;
  const sides = [value.first, value.second];
  const label = view.groupNames[value.key] === undefined ? value.name : T.group(view.groupNames[value.key] ?? '');
  return (
    <fieldset class="contest">
      <legend class="visually-hidden">{label}</legend>
      <p class="label" aria-hidden="true">
        {label}
      </p>
      <input type="hidden" name={`${name}.key`} value={value.key} />
      {connections.map((connection, at) => (
        <label class="choice">
          <input
            type="radio"
            name={`${name}.take`}
            value={connection}
            {...(may && value.choices.includes(connection) ? {} : { disabled: true })}
          />
          <span>
            <b>
              <bdi>{contestedText(value.key, sides[at])}</bdi>
            </b>
            <span class="hint">{value.choices.includes(connection) ? connection : `${connection} – ${T.cannot}`}</span>
          </span>
        </label>
      ))}
      <label class="choice">
        <input type="radio" name={`${name}.take`} value="" checked {...(may ? {} : { disabled: true })} />
        <span>{T.later}</span>
      </label>
    </fieldset>
  );
};
