import type { FC } from 'hono/jsx';
import { Choice } from './choice.js';

interface RadiosProps {
  readonly name: string;
  readonly legend: string;
  readonly value: string;
  /** Value, label and what it means. */
  readonly choices: readonly (readonly [value: string, text: readonly string[]])[];
}

/** One of a few, each with what it means. */
export const Radios: FC<RadiosProps> = ({ name, legend, value, choices }) => (
  <fieldset class="card">
    <legend class="visually-hidden">{legend}</legend>
    <p class="label" aria-hidden="true">
      {legend}
    </p>
    {choices.map(([choice, [label, hint]]) => (
      <Choice
        kind="radio"
        name={name}
        value={choice}
        checked={choice === value}
        label={label ?? choice}
        hints={[hint]}
      />
    ))}
  </fieldset>
);
