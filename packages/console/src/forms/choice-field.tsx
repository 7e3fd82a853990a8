import type { FC } from 'hono/jsx';
import { Choice } from '../parts/choice.js';
import type { Option } from './options.js';

export interface ChoiceFieldProps {
  /** Whether several can be chosen. */
  readonly many: boolean;
  readonly name: string;
  readonly legend: string;
  readonly help: string;
  readonly options: readonly Option[];
  readonly chosen: readonly string[];
  /** What is said of some values besides: what a system cannot do. */
  readonly remarks?: Readonly<Record<string, string>>;
  /** Ids of what explains it; the first is that of the help. */
  readonly describedBy: string;
  readonly invalid: boolean;
}

/** One of a few, or some of them, each with what it comes to; where they all say it, the help in general is for screen readers. */
export const ChoiceField: FC<ChoiceFieldProps> = (props) => {
  const { many, name, legend, help, options, chosen, remarks = {}, describedBy, invalid } = props;
  const role = many ? {} : { role: 'radiogroup', ...(invalid ? { 'aria-invalid': 'true' as const } : {}) };
  return (
    <fieldset aria-describedby={describedBy} {...role}>
      <legend>{legend}</legend>
      <p
        class={options.every(({ hint }) => hint !== undefined) ? 'visually-hidden' : 'hint'}
        id={describedBy.split(' ')[0]}
      >
        {help}
      </p>
      {options.map(({ value, label, hint }) => (
        <Choice
          kind={many ? 'checkbox' : 'radio'}
          name={many ? `${name}[]` : name}
          value={value}
          checked={chosen.includes(value)}
          label={label}
          hints={[hint, remarks[value]]}
        />
      ))}
    </fieldset>
  );
};
