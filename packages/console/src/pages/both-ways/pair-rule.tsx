import type { FC } from 'hono/jsx';
import { type RowResult, WAYS, type Way } from '../../api/mapping.js';
import { valueText } from '../../parts/parts.js';
import { TEXTS } from '../../texts/texts.js';
import { AttributeChoice } from '../wizard/attribute-choice.js';
import { MapperStep } from '../wizard/mapper-step.js';
import type { RuleProps } from '../wizard/mapping.js';

const T = TEXTS.setup.mapping;
const B = TEXTS.both.mapping;

/** A line of a two-way mapping: both sides' attributes, which way values go, and what comes of it for real people. */
export const PairRule: FC<RuleProps> = (props) => {
  const { row, index, result, draft, discovery } = props;
  const name = `rows[${index}]`;
  const { from: first = '', to: second = '' } = draft;
  const invalid =
    (result?.problems ?? []).length > 0
      ? { 'aria-invalid': 'true' as const, 'aria-describedby': `result-${index}` }
      : {};
  return (
    <fieldset class="rule">
      <legend class="visually-hidden">{row.target === '' ? T.addRule : row.target}</legend>
      <div class="rule-line pair-line">
        <div>
          <label for={`from-${index}`}>{B.side(first)}</label>
          <AttributeChoice
            id={`from-${index}`}
            name={`${name}.from[]`}
            value={row.from[0] ?? ''}
            schema={discovery.source}
            blank={T.chooseSource}
            invalid={{}}
          />
        </div>
        <div>
          <label for={`way-${index}`}>{B.way}</label>
          <select id={`way-${index}`} name={`${name}.way`} {...invalid}>
            {WAYS.map((way) => (
              <option value={way} {...(way === row.way ? { selected: true } : {})}>
                {B.ways[way](first, second)}
              </option>
            ))}
          </select>
        </div>
        <div>
          <label for={`target-${index}`}>{B.side(second)}</label>
          <AttributeChoice
            id={`target-${index}`}
            name={`${name}.target`}
            value={row.target}
            schema={discovery.target}
            blank={T.chooseTarget}
            invalid={invalid}
            target
          />
        </div>
      </div>
      <div class="rule-result pair-result">
        <div class="result" id={`result-${index}`}>
          {(result?.problems ?? []).map(({ message }) => (
            <p class="problem">{message}</p>
          ))}
          {row.way === 'to-first' ? null : <Forward second={second} result={result} />}
          {row.way === 'to-second' ? null : <Backward first={first} result={result} way={row.way} />}
        </div>
        <button type="submit" name="do" value={`remove-${index}`} class="link" aria-label={`${T.remove} ${row.target}`}>
          {T.remove}
        </button>
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

const Backward: FC<{ readonly first: string; readonly result: RowResult | undefined; readonly way: Way }> = ({
  first,
  result,
}) => {
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
const More: FC<RuleProps> = ({ row, index, result, draft, discovery, mappers }) => {
  const name = `rows[${index}]`;
  const { from: first = '', to: second = '' } = draft;
  const isOpen =
    row.through.length > 0 || row.apply !== 'always' || row.when !== '' || row.conflict !== '' || row.from.length > 1;
  return (
    <details {...(isOpen ? { open: true } : {})}>
      <summary>{B.more}</summary>
      {row.through.length === 0 ? null : <Directions row={row} back={result?.back?.obstacle} />}
      {row.through.map((step, at) => (
        <MapperStep
          mappers={mappers}
          name={`${name}.through[${at}]`}
          step={step}
          place={`${index}-${at}`}
          problems={result?.problems ?? []}
        />
      ))}
      <div class="row end">
        <div class="field">
          <label for={`mapper-${index}`}>{T.addMapper}</label>
          <select id={`mapper-${index}`} name={`${name}.newMapper`}>
            <option value="">{T.chooseTarget}</option>
            {[...Map.groupBy(mappers, ({ isTwoWay }) => isTwoWay)].map(([isTwoWay, some]) => (
              <optgroup label={isTwoWay ? B.canBeUndone : B.cannotBeUndone}>
                {some.map(({ id, label, description }) => (
                  <option value={id} title={description ?? ''}>
                    {label}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
        </div>
        <div class="field">
          <button type="submit" name="do" value={`add-mapper-${index}`} class="quiet">
            {T.add}
          </button>
        </div>
      </div>
      {[...row.from.slice(1), ''].map((source, at) => (
        <div class="field">
          <label for={`from-${index}-${at}`}>{T.second}</label>
          <AttributeChoice
            id={`from-${index}-${at}`}
            name={`${name}.from[]`}
            value={source}
            schema={discovery.source}
            blank={T.chooseSource}
            invalid={{}}
          />
        </div>
      ))}
      <div class="field">
        <label for={`conflict-${index}`}>{B.conflict}</label>
        <select id={`conflict-${index}`} name={`${name}.conflict`}>
          {(['', 'ask', first, second, 'newest'] as const).map((policy) => (
            <option value={policy} {...(policy === row.conflict ? { selected: true } : {})}>
              {policy === '' ? B.asTheSync : TEXTS.both.policy(policy)}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for={`apply-${index}`}>{T.apply}</label>
        <select id={`apply-${index}`} name={`${name}.apply`}>
          {(['always', 'create'] as const).map((apply) => (
            <option value={apply} {...(apply === row.apply ? { selected: true } : {})}>
              {B.applies[apply]}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for={`when-${index}`}>{T.when}</label>
        <input
          id={`when-${index}`}
          name={`${name}.when`}
          value={row.when}
          autocomplete="off"
          aria-describedby={`when-${index}-hint`}
        />
        <p class="hint" id={`when-${index}-hint`}>
          {B.whenHint(first)}
        </p>
      </div>
    </details>
  );
};

/** What the mappers do each way: there as they stand, back each of them undone, last to first. */
const Directions: FC<{ readonly row: RuleProps['row']; readonly back: string | undefined }> = ({ row, back }) => {
  const ids = row.through.map(({ id }) => id);
  return (
    <ul class="ways">
      {row.way === 'to-first' ? null : <li>{`→ ${ids.join(', ')}`}</li>}
      {row.way === 'to-second' ? null : (
        <li>{back === undefined ? `← ${ids.toReversed().map(B.undone).join(', ')}` : `← ${B.noWay(back)}`}</li>
      )}
    </ul>
  );
};
