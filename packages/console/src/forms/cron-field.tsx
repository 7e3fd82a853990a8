import cronstrue from 'cronstrue';
import type { FC } from 'hono/jsx';
import { TEXTS } from '../texts/texts.js';

const T = TEXTS.setup.types;

/** When something runs, in plain words: a list of usual times, and a field for others, with what it means beside it. */
export const CronField: FC<{ readonly common: Readonly<Record<string, string>>; readonly value: string }> = ({
  common,
  value,
}) => {
  const presets = Object.entries(T.presets);
  const known = presets.some(([cron]) => cron === value) || value === '';
  const { id = '', name = '', ...rest } = common;
  return (
    <>
      <select id={id} name={`${name}Preset`} {...rest}>
        {presets.map(([cron, text]) => (
          <option value={cron} {...(cron === (value === '' ? '*/15 * * * *' : value) ? { selected: true } : {})}>
            {text}
          </option>
        ))}
        <option value="" {...(known ? {} : { selected: true })}>
          {T.custom}
        </option>
      </select>
      <div data-when-name={`${name}Preset`} data-when-is='[""]'>
        <label class="visually-hidden" for={`${id}-own`}>
          {T.custom}
        </label>
        <input
          id={`${id}-own`}
          name={name}
          value={known ? '' : value}
          placeholder="0 7,19 * * 1-5"
          autocomplete="off"
        />
        <p class="hint">
          {T.customHint}
          {known ? '' : ` ${T.means} ${cronText(value) ?? '?'}.`}
        </p>
      </div>
    </>
  );
};

/** A cron expression in words; `undefined` for what is none. */
export function cronText(cron: string): string | undefined {
  try {
    return cronstrue.toString(cron, { use24HourTimeFormat: true, throwExceptionOnParseError: true });
  } catch {
    return undefined;
  }
}
