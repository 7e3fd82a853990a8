import type { Discovery } from '@rollcall/engine';
import type { SettingDescription } from '@rollcall/plugin';
import type { Names } from '../forms/options.js';
import { type FormTree, settingsOf } from '../forms/read-form.js';
import type { Step, SyncDraft } from './setup.js';

/** Settings that have a page of their own making, for they show what both systems have; and those that belong on a certain page. */
const BY_HAND = ['from', 'to', 'between', 'scope', 'correlate', 'mapping', 'triggers', 'groups'];
const PLACED: Readonly<Record<string, Step>> = {
  outOfScope: 'scope',
  leavers: 'leavers',
  gone: 'leavers',
  guard: 'leavers',
};

/** The settings of a sync that a step asks for as their class describes them. What belongs nowhere else is an operation's. */
export function settingsOfStep(described: readonly SettingDescription[], step: Step): readonly SettingDescription[] {
  return described.filter(({ name }) => !BY_HAND.includes(name) && (PLACED[name] ?? 'operations') === step);
}

/** All of them, for a look at what a sync does. */
export function settingsAtAGlance(described: readonly SettingDescription[]): readonly SettingDescription[] {
  return described.filter(({ name }) => !BY_HAND.includes(name));
}

/** The same as a form sent them: what is not said any more is `undefined`, so that it goes from the configuration. */
export function readSettings(
  described: readonly SettingDescription[],
  tree: FormTree,
  names: Names,
): Readonly<Record<string, unknown>> {
  const settings = settingsOf(described, tree, names);
  return Object.fromEntries(described.map(({ name }) => [name, settings[name]]));
}

/** What settings of this sync can be the names of; attributes as soon as both systems were asked. */
export function namesOf(
  { from = '', to = '' }: Pick<SyncDraft, 'from' | 'to'>,
  discovery?: Pick<Discovery, 'source' | 'target'>,
): Names {
  return (kind, of) => {
    if (kind === 'connection') return [from, to].map((value) => ({ value, label: value }));
    if (kind !== 'attribute') return undefined;
    const schema = of === from ? discovery?.source : discovery?.target;
    return schema?.attributes.map(({ name, label }) => ({
      value: name,
      label: label === undefined ? name : `${label} (${name})`,
    }));
  };
}
