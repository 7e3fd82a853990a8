import type { Trigger } from '@rollcall/contract';
import {
  ConfigProblems,
  describeConfig,
  type ExtensionCatalogue,
  type PluginManager,
  type Problem,
} from '@rollcall/plugin';
import type { Container } from 'inversify';
import { unusableTrigger } from '../plugins/unusable.js';
import type { SyncTrigger } from './service.js';

export interface TriggerParts {
  readonly triggers: PluginManager<Trigger>;
  readonly services: Container;
  readonly catalogue: ExtensionCatalogue;
}

interface Entry {
  readonly id: string;
  readonly settings: unknown;
}

/**
 * The triggers of a sync from its configuration: `manual`, `{ schedule: settings }`, or `{ schedule: '0 2 * * *' }`, where a plain
 * value stands for the plugin's first setting. Throws `ConfigProblems` with all problems of what is written; a trigger that is not
 * there because its extension does not load, or that throws while it is made, fails alone when it is started.
 */
export function makeTriggers(
  entries: readonly unknown[],
  path: Problem['path'],
  { triggers, services, catalogue }: TriggerParts,
): readonly SyncTrigger[] {
  const problems: Problem[] = [];
  const made: SyncTrigger[] = [];
  for (const [index, entry] of entries.entries()) {
    const at = [...path, index];
    const read = entryOf(entry);
    if (read === undefined) {
      problems.push({ path: at, message: 'it must be the id of a trigger, or { id: settings }' });
      continue;
    }
    // It starts nothing by itself, so that a host without the built-in triggers needs no plugin for it.
    if (read.id === 'manual') continue;
    try {
      const trigger = triggers.create(read.id, settingsOf(read, triggers), {
        parent: services,
        path: [...at, read.id],
      });
      made.push({ name: nameFor(read.id, made), trigger });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (ConfigProblems.is(error)) problems.push(...error.problems);
      else if (!triggers.has(read.id) && catalogue.problems().length === 0)
        problems.push({ path: at, message: reason });
      else {
        const trigger = unusableTrigger(read.id, reason, error);
        made.push({ name: nameFor(read.id, made), trigger });
      }
    }
  }
  if (problems.length > 0) throw new ConfigProblems(problems);
  return made;
}

function entryOf(entry: unknown): Entry | undefined {
  if (typeof entry === 'string') return { id: entry, settings: {} };
  const [only, ...more] = Object.entries((entry ?? {}) as object) as [string, unknown][];
  return only === undefined || more.length > 0 ? undefined : { id: only[0], settings: only[1] ?? {} };
}

function settingsOf({ id, settings }: Entry, triggers: PluginManager<Trigger>): unknown {
  if (typeof settings === 'object') return settings;
  const { config } = triggers.definition(id);
  const first = config === undefined ? undefined : describeConfig(config)[0]?.name;
  return first === undefined ? settings : { [first]: settings };
}

function nameFor(id: string, made: readonly SyncTrigger[]): string {
  const before = made.filter(({ name }) => name === id || name.startsWith(`${id}-`)).length;
  return before === 0 ? id : `${id}-${before + 1}`;
}
