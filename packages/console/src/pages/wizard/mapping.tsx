import type { Account } from '@rollcall/contract';
import type { Problem } from '@rollcall/plugin';
import type { FC } from 'hono/jsx';
import { findable, type MappingRow, type RowResult } from '../../api/mapping.js';
import { nameOf } from '../../api/name-of.js';
import { valueText } from '../../parts/parts.js';
import { problemText } from '../../texts/spoken.js';
import { TEXTS } from '../../texts/texts.js';
import { PairRule } from '../both-ways/pair-rule.js';
import { ProblemList } from '../system.js';
import type { MappingStepProps } from './mapping-props.js';
import {
  Condition,
  FurtherSources,
  isUnfolded,
  MapperOptions,
  OneOf,
  RemoveRule,
  type RuleProps,
  SourceAttribute,
  TargetAttribute,
  Through,
} from './rule-parts.js';
import { StepForm, stepHref, Wizard } from './wizard.js';

const T = TEXTS.setup.mapping;

/** The mapping as a list of rules, each with what it gives for a real person beside it. */
export const MappingStep: FC<MappingStepProps> = (props) => {
  const { frame, draft, rows, tried, refused } = props;
  const live = {
    'hx-post': stepHref(draft.name, 'mapping'),
    'hx-trigger': 'change, input delay:400ms',
    'hx-vals': '{"do":"show"}',
    'hx-swap': 'none',
    'hx-select-oob': ['#mapping-problems', ...rows.map((_, index) => `#result-${index}`)].join(','),
  };
  return (
    <Wizard frame={frame} draft={draft} step="mapping">
      <StepForm frame={frame} draft={draft} step="mapping" save={T.save} live={live}>
        <div id="mapping-problems" aria-live="polite">
          <Refusal refused={refused} tried={tried} rows={rows} />
        </div>
        <PersonChooser {...props} />
        {rows.map((row, index) => {
          const rule = { row, index, result: tried.rows[index] };
          return draft.twoWay ? <PairRule {...props} {...rule} /> : <Rule {...props} {...rule} />;
        })}
        <p>
          <button type="submit" name="do" value="add-rule" id="add-rule" class="quiet">
            + {T.addRule}
          </button>
        </p>
        <Correlation {...props} />
      </StepForm>
    </Wizard>
  );
};

const Refusal: FC<Pick<MappingStepProps, 'refused' | 'tried' | 'rows'>> = ({ refused, tried, rows }) => {
  const problems = refused.length > 0 ? refused : tried.problems;
  if (problems.length === 0) return null;
  return (
    <div class={`note ${refused.length > 0 ? 'bad' : 'warn'}`} {...(refused.length > 0 ? { role: 'alert' } : {})}>
      <p>
        <b>{refused.length > 0 ? TEXTS.setup.notSaved : T.problems}</b>
      </p>
      <ProblemList problems={problems.map((problem) => ({ ...problem, path: nameOfRow(rows, problem.path) }))} />
    </div>
  );
};

/** What the line with a problem fills, or would. */
function nameOfRow(rows: readonly MappingRow[], path: Problem['path']): Problem['path'] {
  const [part, at] = path;
  const name = part === 'rows' ? rows[Number(at)]?.target : at;
  return name === undefined || name === '' ? [] : [name];
}

const PersonChooser: FC<MappingStepProps> = ({ draft, person, other, personId }) => (
  <div class="card">
    <div class="search row end">
      <div class="grow">
        <label for="person">{T.person}</label>
        <input id="person" name="person" value={personId} autocomplete="off" placeholder={T.personHint} />
      </div>
      <button type="submit" name="do" value="show" id="show-person" class="quiet">
        {T.show}
      </button>
    </div>
    <p class="hint">
      {draft.twoWay
        ? TEXTS.both.mapping.shownWith(
            whoIs(person, draft.from) ?? TEXTS.both.mapping.nobody,
            whoIs(other, draft.to) ?? TEXTS.both.mapping.nobody,
          )
        : (whoIs(person, undefined) ?? T.noPerson)}
    </p>
  </div>
);

function whoIs(person: Account | undefined, connection: string | undefined): string | undefined {
  if (person === undefined) return undefined;
  const id = connection === undefined ? person.id : `${connection}:${person.id}`;
  return `${nameOf(person.attributes) ?? ''} (${id})`;
}

const Rule: FC<RuleProps> = (props) => {
  const { row, index, result, draft, mappers } = props;
  return (
    <fieldset class="rule">
      <legend class="visually-hidden">{row.target === '' ? T.addRule : row.target}</legend>
      <div class="rule-line">
        <TargetAttribute {...props} label={`${T.target} ${draft.to ?? ''}`} />
        <SourceAttribute {...props} label={`${T.source} ${draft.from ?? ''}`} />
        <div class="rule-result">
          <span class="soft">{T.result}</span>
          <Result result={result} index={index} />
          <RemoveRule row={row} index={index} />
        </div>
      </div>
      <details {...(isUnfolded(props) ? { open: true } : {})}>
        <summary>{T.more}</summary>
        <Through {...props}>
          <MapperOptions mappers={mappers} />
        </Through>
        <FurtherSources {...props} />
        <OneOf
          part="apply"
          index={index}
          label={T.apply}
          value={row.apply}
          choices={(['always', 'create', 'ifEmpty'] as const).map((apply) => [apply, T.applies[apply]])}
        />
        <Condition row={row} index={index} hint={T.whenHint} />
      </details>
    </fieldset>
  );
};

const Result: FC<{ readonly result: RowResult | undefined; readonly index: number }> = ({ result, index }) => (
  <div class="result" id={`result-${index}`}>
    {(result?.problems ?? []).length > 0 ? (
      (result?.problems ?? []).map((problem) => <p class="problem">{problemText(problem)}</p>)
    ) : result?.value === undefined ? (
      <span class="soft">–</span>
    ) : result.value.problem !== undefined ? (
      <p class="problem">{result.value.problem}</p>
    ) : result.value.value === undefined ? (
      <span class="soft">{T.nothing}</span>
    ) : (
      <ins>{valueText(result.value.value)}</ins>
    )}
  </div>
);

const Correlation: FC<MappingStepProps> = ({ rows, discovery, correlate }) => {
  const names = findable(rows, discovery);
  return (
    <fieldset class="card">
      <legend class="visually-hidden">{T.find}</legend>
      <p class="label" aria-hidden="true">
        {T.find}
      </p>
      <p class="hint">{T.findHint}</p>
      {names.map((name) => (
        <label class="choice">
          <input
            type="checkbox"
            name="correlate[]"
            value={name}
            {...(correlate.includes(name) ? { checked: true } : {})}
          />
          <span>{name}</span>
        </label>
      ))}
    </fieldset>
  );
};
