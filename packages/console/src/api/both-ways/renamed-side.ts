import { TwoWayRuleConfig, TwoWaySyncConfig } from '@rollcall/engine';
import { type ConfigClass, describeConfig, type SettingDescription } from '@rollcall/plugin';
import { mapLines, record, type Settings } from './settings.js';

/** In all settings that name a connection, or have a value for each: the name that it has now. */
export function withRenamedSide(settings: Settings, old: string, now: string): Settings {
  const renamed = renamedIn(TwoWaySyncConfig, settings, old, now);
  if (renamed.mapping === undefined) return renamed;
  return { ...renamed, mapping: mapLines(renamed.mapping, (line) => renamedIn(TwoWayRuleConfig, line, old, now)) };
}

/** The classes say which settings these are. */
function renamedIn(config: ConfigClass, settings: Settings, old: string, now: string): Settings {
  return renamedAmong(describeConfig(config), settings, old, now);
}

function renamedAmong(
  described: readonly SettingDescription[],
  settings: Settings,
  old: string,
  now: string,
): Settings {
  const name = (value: unknown): unknown => (value === old ? now : value);
  const changed = described.flatMap((setting) => {
    const value = settings[setting.name];
    if (value === undefined) return [];
    if (setting.settings !== undefined && setting.settings.length > 0)
      return [[setting.name, renamedAmong(setting.settings, record(value), old, now)]];
    if (setting.keys === 'connection')
      return [[setting.name, Object.fromEntries(Object.entries(record(value)).map(([key, one]) => [name(key), one]))]];
    if (setting.names !== 'connection') return [];
    return [[setting.name, Array.isArray(value) ? value.map(name) : name(value)]];
  });
  return { ...settings, ...(Object.fromEntries(changed) as Settings) };
}
