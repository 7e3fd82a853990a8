import type { SettingDescription } from '@rollcall/plugin';
import type { FC } from 'hono/jsx';
import { ChoiceField } from './choice-field.js';
import { fieldOfKey, type NamedOne, type Names, optionsOf } from './options.js';

export interface KeyedFieldProps {
  readonly setting: SettingDescription;
  readonly label: string;
  readonly keys: readonly NamedOne[];
  readonly names: Names;
  readonly value: unknown;
  readonly common: Readonly<Record<string, string>>;
}

/** A setting that has a value for each of a few names: one choice for each. */
export const KeyedField: FC<KeyedFieldProps> = ({ setting, label, keys, names, value, common }) => {
  const { id = '', name = '', 'aria-describedby': describedBy = '' } = common;
  const values = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
  return (
    <fieldset class="keyed">
      <legend>{label}</legend>
      <p class={setting.hints === undefined ? 'hint' : 'visually-hidden'} id={describedBy.split(' ')[0]}>
        {setting.description}
      </p>
      {keys.map((key, at) => {
        const field = `${name}.${fieldOfKey(at)}`;
        const options = optionsOf(setting, names, key.value) ?? [];
        const chosen = String(values[key.value] ?? setting.unnamed ?? '');
        if (setting.hints !== undefined)
          return (
            <ChoiceField
              many={false}
              name={field}
              legend={key.label}
              help={setting.description}
              options={options}
              chosen={[chosen]}
              describedBy={`${id}-${fieldOfKey(at)}-hint`}
              invalid={common['aria-invalid'] !== undefined}
            />
          );
        return (
          <div class="field">
            <label for={`${id}-${fieldOfKey(at)}`}>{key.label}</label>
            <select id={`${id}-${fieldOfKey(at)}`} name={field} aria-describedby={describedBy}>
              {setting.unnamed === undefined ? <option value="">–</option> : null}
              {options.map((option) => (
                <option value={option.value} {...(option.value === chosen ? { selected: true } : {})}>
                  {option.label}
                </option>
              ))}
            </select>
          </div>
        );
      })}
    </fieldset>
  );
};
