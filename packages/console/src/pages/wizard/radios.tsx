import type { FC } from 'hono/jsx';

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
      <label class="choice">
        <input type="radio" name={name} value={choice} {...(choice === value ? { checked: true } : {})} />
        <span>
          <b>{label}</b>
          <span class="hint">{hint}</span>
        </span>
      </label>
    ))}
  </fieldset>
);
