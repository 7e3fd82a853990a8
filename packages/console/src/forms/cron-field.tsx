import cronstrueWithLanguages from 'cronstrue/i18n.js';
import type { FC } from 'hono/jsx';
import { currentLanguage } from '../texts/language.js';
import { TEXTS } from '../texts/texts.js';

const T = TEXTS.setup.types;
const { default: cronstrue } = cronstrueWithLanguages;

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
    return cronstrue.toString(cron, {
      use24HourTimeFormat: true,
      throwExceptionOnParseError: true,
      locale: localeOf(currentLanguage().tag),
    });
  } catch {
    return undefined;
  }
}

/** The library writes `pt_BR`, and complains about what it does not know. */
function localeOf(tag: string): string {
  const name = tag.replace('-', '_');
  return [name, name.split('_')[0] ?? ''].find((one) => one in cronstrue.locales) ?? 'en';
}
