import type { FC } from 'hono/jsx';
import { TEXTS } from '../texts/texts.js';

/** A value to be taken elsewhere; with a button where there is JavaScript, else selected by hand. */
export const CopyField: FC<{ readonly id: string; readonly value: string; readonly label?: string }> = ({
  id,
  value,
  label,
}) => (
  <div class="copy">
    <input id={id} value={value} readonly {...(label === undefined ? {} : { 'aria-label': label })} />
    <button type="button" class="quiet" data-copy={id} data-copied={TEXTS.setup.types.copied} hidden>
      {TEXTS.setup.types.copy}
    </button>
  </div>
);
