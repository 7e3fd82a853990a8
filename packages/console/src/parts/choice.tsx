import type { FC } from 'hono/jsx';

export interface ChoiceProps {
  readonly kind: 'checkbox' | 'radio';
  readonly name: string;
  readonly value: string;
  readonly checked: boolean;
  readonly label: string;
  /** What it means, a line each; `undefined` lines are left out. */
  readonly hints?: readonly (string | undefined)[];
}

/** Something that can be chosen, with what it means below its name. */
export const Choice: FC<ChoiceProps> = ({ kind, name, value, checked, label, hints = [] }) => (
  <label class="choice">
    <input type={kind} name={name} value={value} {...(checked ? { checked: true } : {})} />
    <span>
      <b>{label}</b>
      {hints.map((hint) => (hint === undefined ? null : <span class="hint">{hint}</span>))}
    </span>
  </label>
);
