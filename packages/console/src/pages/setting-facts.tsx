import type { SettingDescription } from '@rollcall/plugin';
import type { FC } from 'hono/jsx';
import { labelOf } from '../forms/fields.js';
import { type Names, optionsOf } from '../forms/options.js';
import { TEXTS } from '../texts/texts.js';

type Settings = Readonly<Record<string, unknown>>;

export interface SettingFactsProps {
  readonly described: readonly SettingDescription[];
  /** With their defaults. */
  readonly values: object;
  readonly names: Names;
}

/** Settings at a glance, in the words of their class; those that say nothing are left out. Stands in a list of facts. */
export const SettingFacts: FC<SettingFactsProps> = ({ described, values, names }) => (
  <>
    {described.map((setting) => {
      const text = settingText(setting, (values as Settings)[setting.name], names);
      return text === undefined ? null : (
        <>
          <dt>{labelOf(setting)}</dt>
          <dd>{text}</dd>
        </>
      );
    })}
  </>
);

/** `Deactivate it`, `intranet: Deactivate it · website: Leave the account alone`; `undefined` where nothing is said. */
function settingText(setting: SettingDescription, value: unknown, names: Names, between = ' · '): string | undefined {
  const keys = setting.keys === undefined ? undefined : names(setting.keys);
  if (keys !== undefined)
    return joined(
      keys.map((key) => {
        const own = (value as Settings | undefined)?.[key.value] ?? setting.unnamed;
        return own === undefined ? undefined : `${key.label}: ${wordOf(setting, own, names, key.value)}`;
      }),
      between,
    );
  if (setting.type === 'list' && setting.settings === undefined) return listText(setting, value, names);
  if (value === undefined || value === null) return undefined;
  if (setting.settings !== undefined && setting.type === 'object')
    return joined(
      setting.settings.map((inner) => {
        const text = settingText(inner, (value as Settings)[inner.name], names, ', ');
        return text === undefined ? undefined : `${labelOf(inner)}: ${text}`;
      }),
      between,
    );
  if (typeof value === 'boolean') return value ? TEXTS.yes : TEXTS.no;
  return typeof value === 'object' ? JSON.stringify(value) : wordOf(setting, value, names);
}

/** A list of names that is left out has them all. */
function listText(setting: SettingDescription, value: unknown, names: Names): string | undefined {
  const all = setting.names === undefined ? undefined : names(setting.names);
  const items = Array.isArray(value) ? (value as readonly unknown[]) : all?.map((name) => name.value);
  if (items === undefined || (items.length === 0 && all === undefined)) return undefined;
  if (items.length === 0) return TEXTS.none;
  return items.map((item) => (all === undefined ? wordOf(setting, item, names) : String(item))).join(', ');
}

function wordOf(setting: SettingDescription, value: unknown, names: Names, key?: string): string {
  return optionsOf(setting, names, key)?.find((option) => option.value === String(value))?.label ?? String(value);
}

function joined(parts: readonly (string | undefined)[], between: string): string | undefined {
  const said = parts.filter((part) => part !== undefined);
  return said.length === 0 ? undefined : said.join(between);
}
