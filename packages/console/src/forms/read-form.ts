import type { SettingDescription } from '@rollcall/plugin';
import { parse } from 'yaml';
import { fieldOfKey, type NamedOne, type Names, NO_NAMES } from './options.js';

/** What a form sent, by name: `settings.auth.password`, `rows[0].target`; names that end with `[]` may come several times. */
export type FormTree = { readonly [name: string]: FormValue };
export type FormValue = string | readonly FormValue[] | FormTree;

const PART = /^([\w-]+)((?:\[\d+\])*)$/;
const MOST_ITEMS = 500;
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/** Names with dots and indexes as a tree. What is no such name is left out. */
export function readForm(data: FormData): FormTree {
  const tree: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of data) {
    if (typeof value !== 'string') continue;
    const path = pathOf(name.replace(/\[\]$/, ''));
    if (path !== undefined) put(tree, path, name.endsWith('[]') ? data.getAll(name).map(String) : value);
  }
  return plain(tree) as FormTree;
}

function pathOf(name: string): readonly (string | number)[] | undefined {
  const path: (string | number)[] = [];
  for (const part of name.split('.')) {
    const [, key, indexes = ''] = PART.exec(part) ?? [];
    if (key === undefined || FORBIDDEN.has(key)) return undefined;
    path.push(key, ...[...indexes.matchAll(/\d+/g)].map(([digits]) => Number(digits)));
  }
  return path.some((part) => typeof part === 'number' && part >= MOST_ITEMS) ? undefined : path;
}

function put(tree: Record<string, unknown>, path: readonly (string | number)[], value: unknown): void {
  let at: Record<string | number, unknown> = tree;
  for (const [index, part] of path.entries()) {
    if (index === path.length - 1) {
      at[part] = value;
      return;
    }
    const isList = typeof path[index + 1] === 'number';
    at[part] ??= isList ? [] : (Object.create(null) as object);
    at = at[part] as Record<string | number, unknown>;
    if (typeof at !== 'object') return;
  }
}

/** Lists without holes: removed lines leave gaps in the numbers. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => item !== undefined).map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item)]));
}

export function branch(value: FormValue | undefined): FormTree {
  return typeof value === 'object' && !Array.isArray(value) ? (value as FormTree) : {};
}

export function list(value: FormValue | undefined): readonly FormValue[] {
  return Array.isArray(value) ? (value as readonly FormValue[]) : [];
}

export function text(value: FormValue | undefined): string {
  return typeof value === 'string' ? value.trim() : '';
}

type Settings = Readonly<Record<string, unknown>>;

/**
 * Settings from what a form sent. Fields left empty, and those that say what the default is, are left out, so that the configuration
 * stays short. What cannot be read is kept as text, and validation says what is wrong.
 */
export function settingsOf(
  described: readonly SettingDescription[],
  tree: FormTree,
  names: Names = NO_NAMES,
): Settings {
  const settings: Record<string, unknown> = {};
  for (const setting of described) {
    const preset = setting.widget === 'cron' ? text(tree[`${setting.name}Preset`]) : '';
    const value = sentValue(setting, preset === '' ? tree[setting.name] : preset, names);
    if (value !== undefined && !isSame(value, setting.defaultValue)) settings[setting.name] = value;
  }
  return settings;
}

/** As `settingsOf`, with what says the default as well. */
function allOf(described: readonly SettingDescription[], tree: FormTree): Settings {
  const values = described.map((setting) => [setting.name, sentValue(setting, tree[setting.name])] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

/** The field says what the default is, rather than nothing where there is one. */
function isUntouched(setting: SettingDescription, tree: FormTree): boolean {
  const value = sentValue(setting, tree[setting.name]);
  return setting.settings !== undefined || isSame(value, setting.defaultValue);
}

function sentValue(setting: SettingDescription, sent: FormValue | undefined, names: Names = NO_NAMES): unknown {
  const { type, settings } = setting;
  const keys = setting.keys === undefined ? undefined : names(setting.keys);
  if (keys !== undefined) return byKey(setting, branch(sent), keys);
  if (settings !== undefined && type === 'object') {
    const short = settingsOf(settings, branch(sent));
    if (setting.required) return short;
    // The group may have a default of its own, which a group that is written replaces wholly.
    const isDefault = Object.keys(short).length === 0 && settings.every((inner) => isUntouched(inner, branch(sent)));
    return isDefault ? undefined : allOf(settings, branch(sent));
  }
  if (type === 'boolean') return sent !== undefined;
  const known = type !== 'list' || setting.names === undefined ? undefined : names(setting.names);
  if (known !== undefined) return someOf(list(sent).map(text), known);
  if (type === 'list' && setting.values !== undefined)
    return list(sent).map((item) => typed(setting.items, text(item)));
  // A secret may begin or end with a blank.
  const written = setting.secret && typeof sent === 'string' ? sent : text(sent);
  if (written === '') return undefined;
  if (type === 'list')
    return setting.items === 'string'
      ? written
          .split(/\r?\n/)
          .map((line) => line.trim())
          .filter((line) => line !== '')
      : yaml(written);
  return type === 'object' || type === 'any' ? yaml(written) : typed(type, written);
}

/** The values that were chosen by key, without those that hold anyway. */
function byKey({ unnamed = '' }: SettingDescription, sent: FormTree, keys: readonly NamedOne[]): Settings {
  const entries = keys.map(({ value }, at) => [value, text(sent[fieldOfKey(at)])] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== '' && value !== unnamed));
}

/** A list of names that is left out has them all. */
function someOf(chosen: readonly string[], known: readonly NamedOne[]): readonly string[] | undefined {
  return known.every(({ value }) => chosen.includes(value)) ? undefined : chosen;
}

function typed(type: string | undefined, written: string): unknown {
  const isNumber = (type === 'number' || type === 'integer') && /^-?\d+(?:\.\d+)?$/.test(written);
  return isNumber ? Number(written) : written;
}

function yaml(written: string): unknown {
  try {
    return parse(written) as unknown;
  } catch {
    return written;
  }
}

function isSame(value: unknown, other: unknown): boolean {
  return JSON.stringify(value) === JSON.stringify(other);
}
