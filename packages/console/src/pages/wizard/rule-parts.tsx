import type { Child, FC } from 'hono/jsx';
import type { MapperView, MappingRow, RowResult } from '../../api/mapping.js';
import { TEXTS } from '../../texts/texts.js';
import { AttributeChoice } from './attribute-choice.js';
import { MapperStep } from './mapper-step.js';
import type { MappingStepProps } from './mapping-props.js';

const T = TEXTS.setup.mapping;

/** One line of a mapping, with what it gives. */
export type RuleProps = MappingStepProps & {
  readonly row: MappingRow;
  readonly index: number;
  readonly result: RowResult | undefined;
};

/** For fields of a line with a problem, which the text below it explains. */
export function invalid({ result, index }: Pick<RuleProps, 'result' | 'index'>): Readonly<Record<string, string>> {
  return (result?.problems ?? []).length > 0 ? { 'aria-invalid': 'true', 'aria-describedby': `result-${index}` } : {};
}

/** The keyboard goes on in what is folded away of the line, or that says something; so it is unfolded. */
export function isUnfolded({ row, index, focus = '' }: RuleProps): boolean {
  const isSet =
    row.through.length > 0 || row.apply !== 'always' || row.when !== '' || row.conflict !== '' || row.from.length > 1;
  return isSet || new RegExp(`^(?:(?:mapper|when|apply|conflict)-${index}$|from-${index}-)`).test(focus);
}

/** The attribute that the line is filled from. */
export const SourceAttribute: FC<RuleProps & { readonly label: string }> = ({ row, index, discovery, label }) => (
  <div>
    <label for={`from-${index}`}>{label}</label>
    <AttributeChoice
      id={`from-${index}`}
      name={`rows[${index}].from[]`}
      value={row.from[0] ?? ''}
      schema={discovery.source}
      blank={T.chooseSource}
      invalid={{}}
    />
  </div>
);

/** The attribute that the line fills. */
export const TargetAttribute: FC<RuleProps & { readonly label: string }> = ({ label, ...props }) => (
  <div>
    <label for={`target-${props.index}`}>{label}</label>
    <AttributeChoice
      id={`target-${props.index}`}
      name={`rows[${props.index}].target`}
      value={props.row.target}
      schema={props.discovery.target}
      blank={T.chooseTarget}
      invalid={invalid(props)}
      target
    />
  </div>
);

export const RemoveRule: FC<Pick<RuleProps, 'row' | 'index'>> = ({ row, index }) => (
  <button type="submit" name="do" value={`remove-${index}`} class="link" aria-label={`${T.remove} ${row.target}`}>
    {T.remove}
  </button>
);

/** The mappers that a value goes through, and a way to add one; `children` are the mappers to choose from. */
export const Through: FC<RuleProps & { readonly children?: Child }> = ({ row, index, result, mappers, children }) => (
  <>
    {row.through.map((step, at) => (
      <MapperStep
        mappers={mappers}
        name={`rows[${index}].through[${at}]`}
        step={step}
        place={`${index}-${at}`}
        problems={result?.problems ?? []}
      />
    ))}
    <div class="row end">
      <div class="field">
        <label for={`mapper-${index}`}>{T.addMapper}</label>
        <select id={`mapper-${index}`} name={`rows[${index}].newMapper`}>
          <option value="">{T.chooseTarget}</option>
          {children}
        </select>
      </div>
      <div class="field">
        <button type="submit" name="do" value={`add-mapper-${index}`} class="quiet">
          {T.add}
        </button>
      </div>
    </div>
  </>
);

export const MapperOptions: FC<{ readonly mappers: readonly MapperView[] }> = ({ mappers }) => (
  <>
    {mappers.map(({ id, label, description }) => (
      <option value={id} title={description ?? ''}>
        {label}
      </option>
    ))}
  </>
);

/** Further attributes that mappers may use, and room for one more. */
export const FurtherSources: FC<RuleProps> = ({ row, index, discovery }) => (
  <>
    {[...row.from.slice(1), ''].map((source, at) => (
      <div class="field">
        <label for={`from-${index}-${at}`}>{T.second}</label>
        <AttributeChoice
          id={`from-${index}-${at}`}
          name={`rows[${index}].from[]`}
          value={source}
          schema={discovery.source}
          blank={T.chooseSource}
          invalid={{}}
        />
      </div>
    ))}
  </>
);

interface OneOfProps {
  /** What it is in the row: `apply`. */
  readonly part: string;
  readonly index: number;
  readonly label: string;
  readonly value: string;
  /** Value and text. */
  readonly choices: readonly (readonly [value: string, text: string])[];
}

export const OneOf: FC<OneOfProps> = ({ part, index, label, value, choices }) => (
  <div class="field">
    <label for={`${part}-${index}`}>{label}</label>
    <select id={`${part}-${index}`} name={`rows[${index}].${part}`}>
      {choices.map(([choice, text]) => (
        <option value={choice} {...(choice === value ? { selected: true } : {})}>
          {text}
        </option>
      ))}
    </select>
  </div>
);

/** Whom the line is about. */
export const Condition: FC<Pick<RuleProps, 'row' | 'index'> & { readonly hint: string }> = ({ row, index, hint }) => (
  <div class="field">
    <label for={`when-${index}`}>{T.when}</label>
    <input
      id={`when-${index}`}
      name={`rows[${index}].when`}
      value={row.when}
      autocomplete="off"
      aria-describedby={`when-${index}-hint`}
    />
    <p class="hint" id={`when-${index}-hint`}>
      {hint}
    </p>
  </div>
);
