import type { SettingDescription } from '@rollcall/plugin';

/** Names that settings can be about, by what they are the names of: connections; attributes of the connection `of`. `undefined`: nobody knows them here. */
export type Names = (kind: string, of?: string) => readonly NamedOne[] | undefined;

export interface NamedOne {
  readonly value: string;
  readonly label: string;
}

/** Something that a setting can be. */
export interface Option extends NamedOne {
  /** What it comes to. */
  readonly hint: string | undefined;
}

export const NO_NAMES: Names = () => undefined;

/**
 * What can be chosen for a setting, or for its value of one key: its values; or its words, and the names that there are. `undefined` where it can be
 * anything.
 */
export function optionsOf(setting: SettingDescription, names: Names, key = ''): readonly Option[] | undefined {
  const { values, choices = {}, hints = {} } = setting;
  const option = (value: string, by: string, name: string): Option => ({
    value,
    label: choices[by]?.replaceAll('{name}', name) ?? (by === '*' ? name : value),
    hint: hints[by]?.replaceAll('{name}', name),
  });
  if (setting.names === undefined) return values?.map((value) => option(String(value), String(value), key));
  const named = names(setting.names, key)?.map(({ value, label }) => option(value, '*', label));
  if (named === undefined) return undefined;
  const words = [...new Set([...Object.keys(choices), '*'])];
  return words.flatMap((word) => (word === '*' ? named : [option(word, word, word)]));
}

/** How a form calls the field for a key, whatever the key is called. */
export function fieldOfKey(at: number): string {
  return `key-${at}`;
}
