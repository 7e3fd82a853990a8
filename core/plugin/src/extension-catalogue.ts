import { satisfies } from 'semver';
import type { Extension, MutableDefinitions } from './extension.js';
import { ExtensionError, type DataPlugin, type LoadedExtension, loadExtension } from './load-extension.js';
import { type PluginDefinition, definitionOf, withDerivatives } from './plugin-type.js';
import { suggestion } from './suggest.js';

/** What a configuration says under `extensions`: a name or path, or one that is switched off, or one at hand. */
export type ExtensionSpec = string | Extension | { readonly use: string; readonly enabled?: boolean };

export interface CatalogueOptions {
  /** Folder that names and paths are resolved from. */
  readonly folder: string;
  /** Version of the contract that is running. */
  readonly contractVersion: string;
}

export interface CatalogueEntry {
  readonly name: string;
  readonly label: string;
  /** Why it is not in use; its plugins are not there then. */
  readonly problem?: string;
  readonly enabled: boolean;
  readonly plugins: readonly PluginDefinition[];
  /** `type:id` of definitions of others that it changed. */
  readonly altered: readonly string[];
}

/** All extensions that a configuration names, and the plugins they bring. An extension is there wholly or not at all. */
export class ExtensionCatalogue {
  private constructor(readonly entries: readonly CatalogueEntry[], readonly definitions: readonly PluginDefinition[]) {}

  static async load(specs: readonly ExtensionSpec[], options: CatalogueOptions): Promise<ExtensionCatalogue> {
    const loaded: Loaded[] = [];
    for (const spec of specs) loaded.push(await loadOne(spec, options));
    checkRequirements(loaded);
    const { entries, definitions } = collect(loaded);
    return new ExtensionCatalogue(entries, definitions);
  }

  /** Sentences about extensions that cannot be used. */
  problems(): readonly string[] {
    return this.entries.map(({ problem }) => problem).filter((problem) => problem !== undefined);
  }
}

interface Loaded {
  readonly name: string;
  readonly extension: LoadedExtension | undefined;
  problem: string | undefined;
  readonly enabled: boolean;
}

async function loadOne(spec: ExtensionSpec, options: CatalogueOptions): Promise<Loaded> {
  if (typeof spec === 'object' && 'plugins' in spec) return versionChecked({ name: spec.name, extension: spec, problem: undefined, enabled: true }, options);
  const name = typeof spec === 'string' ? spec : spec.use;
  if (typeof spec === 'object' && spec.enabled === false) return { name, extension: undefined, problem: undefined, enabled: false };
  try {
    const extension = await loadExtension(name, options.folder);
    return versionChecked({ name: extension.name, extension, problem: undefined, enabled: true }, options);
  } catch (error) {
    return { name, extension: undefined, problem: error instanceof Error ? error.message : String(error), enabled: true };
  }
}

function versionChecked(loaded: Loaded, { contractVersion }: CatalogueOptions): Loaded {
  const range = loaded.extension?.core;
  if (range === undefined || satisfies(contractVersion, range, { includePrerelease: true })) return loaded;
  const problem = new ExtensionError(loaded.name, `it is made for version ${range} of the contract, and this is ${contractVersion}; install the version of it that fits`).message;
  return { ...loaded, extension: undefined, problem };
}

/** An extension whose requirement is missing or broken is broken as well; repeats until nothing changes. */
function checkRequirements(loaded: readonly Loaded[]): void {
  for (let changed = true; changed; ) {
    changed = false;
    for (const entry of loaded) {
      if (entry.problem !== undefined) continue;
      const missing = (entry.extension?.requires ?? []).find((name) => !loaded.some((other) => other.name === name && other.extension !== undefined && other.problem === undefined));
      if (missing === undefined) continue;
      entry.problem = new ExtensionError(entry.name, `it needs the extension "${missing}", which is not there or does not work; name that under "extensions" as well`).message;
      changed = true;
    }
  }
}

function collect(loaded: readonly Loaded[]): { entries: readonly CatalogueEntry[]; definitions: readonly PluginDefinition[] } {
  const all = new Map<string, { readonly owner: string; readonly definition: PluginDefinition }>();
  const entries: CatalogueEntry[] = [];
  for (const { name, extension, problem, enabled } of loaded) {
    const shell = { name, label: extension?.label ?? name, enabled };
    if (extension === undefined || problem !== undefined) {
      entries.push({ ...shell, ...(problem === undefined ? {} : { problem }), plugins: [], altered: [] });
      continue;
    }
    try {
      const plugins = [...definitionsOf(extension), ...dataDefinitions(extension, all)];
      for (const { type, id } of plugins) {
        const other = all.get(keyOf(type.id, id));
        if (other !== undefined) throw new ExtensionError(name, `it brings the ${type.id} "${id}", which "${other.owner}" brings as well; disable one of them`);
      }
      for (const definition of plugins) all.set(keyOf(definition.type.id, definition.id), { owner: name, definition });
      entries.push({ ...shell, plugins, altered: alter(extension, all) });
    } catch (error) {
      entries.push({ ...shell, problem: error instanceof Error ? error.message : String(error), plugins: [], altered: [] });
    }
  }
  return { entries, definitions: [...all.values()].map(({ definition }) => definition) };
}

function definitionsOf(extension: Extension): readonly PluginDefinition[] {
  return extension.plugins.flatMap((plugin, index) => {
    const definition = definitionOf(plugin);
    if (definition === undefined) {
      throw new ExtensionError(extension.name, `plugins[${index}] is no plugin; either it lacks its decorator, or the extension uses a second copy of @rollcall/plugin ("npm ls @rollcall/plugin" shows it)`);
    }
    return withDerivatives(definition);
  });
}

type Registry = Map<string, { readonly owner: string; readonly definition: PluginDefinition }>;

function dataDefinitions(extension: LoadedExtension, all: Registry): readonly PluginDefinition[] {
  return (extension.dataPlugins ?? []).map(({ type, base, id, label, config }: DataPlugin) => {
    const found = all.get(keyOf(type, base))?.definition;
    if (found === undefined) {
      const known = [...all.values()].filter(({ definition }) => definition.type.id === type).map(({ definition }) => definition.id);
      throw new ExtensionError(extension.name, `"${id}" is based on the ${type} "${base}", which does not exist. ${suggestion(base, known)}`);
    }
    const { deriver: _, ...rest } = found;
    return { ...rest, id, label: label ?? id, aliases: [], preset: { ...found.preset, ...config } };
  });
}

function alter(extension: Extension, all: Registry): readonly string[] {
  const altered = new Set<string>();
  const definitions: MutableDefinitions = {
    get: (type, id) => all.get(keyOf(type, id))?.definition,
    set: (definition) => {
      const key = keyOf(definition.type.id, definition.id);
      altered.add(key);
      all.set(key, { owner: all.get(key)?.owner ?? extension.name, definition });
    },
    delete: (type, id) => {
      altered.add(keyOf(type, id));
      all.delete(keyOf(type, id));
    },
    list: () => [...all.values()].map(({ definition }) => definition),
  };
  extension.alter?.(definitions);
  return [...altered];
}

function keyOf(type: string, id: string): string {
  return `${type}:${id}`;
}
