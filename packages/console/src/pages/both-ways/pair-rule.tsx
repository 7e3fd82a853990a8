import type { FC } from 'hono/jsx';
import { type RowResult, WAYS } from '../../api/mapping.js';
import { describeSync } from '../../api/setup.js';
import { namesOf } from '../../api/sync-settings.js';
import { optionsOf } from '../../forms/options.js';
import { valueText } from '../../parts/parts.js';
import { currentLanguage } from '../../texts/language.js';
import { problemText } from '../../texts/spoken.js';
import { TEXTS } from '../../texts/texts.js';
import {
  Condition,
  FurtherSources,
  invalid,
  isUnfolded,
  MapperOptions,
  OneOf,
  RemoveRule,
  type RuleProps,
  SourceAttribute,
  TargetAttribute,
  Through,
} from '../wizard/rule-parts.js';

const T = TEXTS.setup.mapping;
const B = TEXTS.both.mapping;

/** A line of a two-way mapping: both sides' attributes, which way values go, and what comes of it for real people. */
export const PairRule: FC<RuleProps> = (props) => {
  const { row, index, result, draft } = props;
  const { from: first = '', to: second = '' } = draft;
  return (
    <fieldset class="rule">
      <legend class="visually-hidden">{row.target === '' ? T.addRule : row.target}</legend>
      <div class="rule-line pair-line">
        <SourceAttribute {...props} label={B.side(first)} />
        <div>
          <label for={`way-${index}`}>{B.way}</label>
          <select id={`way-${index}`} name={`rows[${index}].way`} {...invalid(props)}>
            {WAYS.map((way) => (
              <option value={way} {...(way === row.way ? { selected: true } : {})}>
                {B.ways[way](first, second)}
              </option>
            ))}
          </select>
        </div>
        <TargetAttribute {...props} label={B.side(second)} />
      </div>
      <div class="rule-result pair-result">
        <div class="result" id={`result-${index}`}>
          {(result?.problems ?? []).map((problem) => (
            <p class="problem">{problemText(problem)}</p>
          ))}
          {row.way === 'to-first' ? null : <Forward second={second} result={result} />}
          {row.way === 'to-second' ? null : <Backward first={first} result={result} />}
        </div>
        <RemoveRule row={row} index={index} />
      </div>
      <More {...props} />
    </fieldset>
  );
};

const Forward: FC<{ readonly second: string; readonly result: RowResult | undefined }> = ({ second, result }) => {
  const origin = result?.value;
  return (
    <p>
      <span class="soft">{B.gets(second)}</span>{' '}
      {origin === undefined ? (
        <span class="soft">–</span>
      ) : origin.problem !== undefined ? (
        <span class="problem">{origin.problem}</span>
      ) : origin.value === undefined ? (
        <span class="soft">{T.nothing}</span>
      ) : (
        <ins>{valueText(origin.value)}</ins>
      )}
    </p>
  );
};

const Backward: FC<{ readonly first: string; readonly result: RowResult | undefined }> = ({ first, result }) => {
  const back = result?.back;
  const values = Object.entries(back?.value ?? {});
  return (
    <p>
      <span class="soft">{B.gets(first)}</span>{' '}
      {values.length === 0 ? (
        <span class="soft">–</span>
      ) : (
        values.map(([name, value]) => (
          <>
            {values.length > 1 ? <code>{name} </code> : null}
            <ins>{valueText(value)}</ins>{' '}
          </>
        ))
      )}
    </p>
  );
};

/** Mappers, conditions and who decides; open where anything of it is set. */
const More: FC<RuleProps> = (props) => {
  const { row, index, result, draft, mappers } = props;
  const { from: first = '' } = draft;
  return (
    <details {...(isUnfolded(props) ? { open: true } : {})}>
      <summary>{B.more}</summary>
      {row.through.length === 0 ? null : <Directions row={row} back={result?.back?.obstacle} />}
      <Through {...props}>
        {[...Map.groupBy(mappers, ({ isTwoWay }) => isTwoWay)].map(([isTwoWay, some]) => (
          <optgroup label={isTwoWay ? B.canBeUndone : B.cannotBeUndone}>
            <MapperOptions mappers={some} />
          </optgroup>
        ))}
      </Through>
      <FurtherSources {...props} />
      <OneOf
        part="conflict"
        index={index}
        label={B.conflict}
        value={row.conflict}
        choices={[['', B.asTheSync], ...policies(draft)]}
      />
      <OneOf
        part="apply"
        index={index}
        label={T.apply}
        value={row.apply}
        choices={(['always', 'create'] as const).map((apply) => [apply, B.applies[apply]])}
      />
      <Condition row={row} index={index} hint={B.whenHint(first)} />
    </details>
  );
};

/** Who can decide, as for the whole sync. */
function policies(draft: RuleProps['draft']): readonly (readonly [value: string, text: string])[] {
  const conflicts = describeSync(true).find(({ name }) => name === 'conflicts');
  const options = conflicts === undefined ? [] : (optionsOf(conflicts, namesOf(draft)) ?? []);
  return options.map(({ value, label }) => [value, label]);
}

/** What the mappers do each way: there as they stand, back each of them undone, last to first. */
const Directions: FC<{ readonly row: RuleProps['row']; readonly back: string | undefined }> = ({ row, back }) => {
  const ids = row.through.map(({ id }) => id);
  // The first side stands where lines begin.
  const [forth, home] = currentLanguage().direction === 'rtl' ? ['←', '→'] : ['→', '←'];
  return (
    <ul class="ways">
      {row.way === 'to-first' ? null : <li>{`${forth} ${ids.join(', ')}`}</li>}
      {row.way === 'to-second' ? null : (
        <li>
          {back === undefined ? `${home} ${ids.toReversed().map(B.undone).join(', ')}` : `${home} ${B.noWay(back)}`}
        </li>
      )}
    </ul>
  );
};
