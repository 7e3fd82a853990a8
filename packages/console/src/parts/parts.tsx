import type { Child, FC } from 'hono/jsx';
import type { Session } from '../auth/sessions.js';
import { statusText } from '../texts/texts.js';
import { FormToken } from './page.js';

const TONES: Readonly<Record<string, string>> = {
  done: 'good',
  good: 'good',
  active: 'good',
  passed: 'good',
  enabled: 'good',
  approved: 'good',
  planned: 'busy',
  planning: 'busy',
  applying: 'busy',
  intended: 'busy',
  running: 'busy',
  new: 'busy',
  waiting: 'warn',
  held: 'warn',
  warning: 'warn',
  attention: 'warn',
  stopped: 'warn',
  refused: 'warn',
  failed: 'bad',
  failing: 'bad',
  frozen: 'bad',
  rejected: 'bad',
  error: 'bad',
  unknown: 'bad',
  broken: 'bad',
};

/** A state in a word, with a colour that only repeats what the word says. */
export const Tag: FC<{ readonly state: string; readonly text?: string }> = ({ state, text }) => (
  <span class={`tag ${TONES[state] ?? ''}`}>{text ?? statusText(state)}</span>
);

/** A moment: exact, in UTC; where there is JavaScript, in the reader's time zone. */
export const When: FC<{ readonly at: number | null | undefined }> = ({ at }) =>
  at === null || at === undefined ? (
    <span>–</span>
  ) : (
    <time
      datetime={new Date(at).toISOString()}
    >{`${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`}</time>
  );

interface ActionProps {
  readonly session: Session | undefined;
  readonly action: string;
  readonly kind?: string;
  readonly hint?: string;
  readonly values?: Readonly<Record<string, string>>;
  readonly children?: Child;
}

/** A form that is one button. */
export const Action: FC<ActionProps> = ({ session, action, kind = '', hint, values = {}, children }) => (
  <form method="post" action={action}>
    <FormToken session={session} />
    {Object.entries(values).map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
    <button type="submit" class={kind} {...(hint === undefined ? {} : { title: hint })}>
      {children}
    </button>
  </form>
);

interface TableProps {
  /** Names of the columns. */
  readonly heads: readonly string[];
  /** Name of one more, whose buttons say it to those who see. */
  readonly actions?: string;
  readonly kind?: 'stacked' | 'stacked choosing';
  /** Its rows. */
  readonly children?: Child;
}

/** Rows below names of columns; on a phone each row is a card. */
export const Table: FC<TableProps> = ({ heads, actions, kind = 'stacked', children }) => (
  <table class={kind}>
    <thead>
      <tr>
        {heads.map((head) => (
          <th scope="col">{head}</th>
        ))}
        {actions === undefined ? null : (
          <th scope="col">
            <span class="visually-hidden">{actions}</span>
          </th>
        )}
      </tr>
    </thead>
    <tbody>{children}</tbody>
  </table>
);

/** A table that scrolls by itself where it is too wide, also by keyboard. */
export const Scroll: FC<{ readonly label: string; readonly children?: Child }> = ({ label, children }) => (
  <section class="scroll" tabindex={0} aria-label={label}>
    {children}
  </section>
);

export const Empty: FC<{ readonly title?: string; readonly text: string; readonly children?: Child }> = ({
  title,
  text,
  children,
}) => (
  <div class="card empty">
    {title === undefined ? null : <h2>{title}</h2>}
    <p>{text}</p>
    {children}
  </div>
);

/** A value as people read it. */
export function valueText(value: unknown): string {
  if (value === undefined) return '–';
  if (value === null || value === '') return '(empty)';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
