import type { DataPlugin, LoadedExtension } from './data-file.js';
import { type Alteration, DefinitionRegistry } from './definition-registry.js';
import { presetOver, withDerivatives } from './derivatives.js';
import { ExtensionError } from './extension-error.js';
import { byRequirement } from './find-requirement-problem.js';
import { otherCopy } from './kernel-copy.js';
import { misshapen } from './misshapen.js';
import { checkInfo, definitionOf, type PluginDefinition } from './plugin-type.js';
import { PluginTypes } from './plugin-types.js';
import { formatProblem } from './problem.js';
import { suggestion } from './suggest.js';

export interface Assembly {
  readonly definitions: readonly PluginDefinition[];
  readonly alterations: readonly Alteration[];
}

/**
 * All definitions of extensions: what they bring, what is derived from it, what `alter` hooks make of it.
 * Throws `ExtensionError` about the first extension that does not fit; nothing is half done then.
 */
export function assemble(extensions: readonly LoadedExtension[], types?: PluginTypes): Assembly {
  const registry = new DefinitionRegistry();
  for (const extension of extensions) {
    for (const definition of about(extension, () => broughtBy(extension))) {
      checkType(extension, definition, types);
      checkPreset(extension, definition);
      registry.add(extension.name, definition);
    }
  }
  addDataPlugins(extensions, registry);
  const alterations: Alteration[] = [];
  for (const extension of alterOrder(extensions)) {
    about(
      extension,
      () => extension.alter?.(registry.mutableBy(extension.name, alterations)),
      'altering definitions: ',
    );
  }
  return { definitions: registry.list(), alterations };
}

/** The order of `alter` hooks: by weight; then required ones first; then as enabled. */
export function alterOrder(extensions: readonly LoadedExtension[]): readonly LoadedExtension[] {
  return byRequirement(extensions).toSorted((one, other) => (one.weight ?? 0) - (other.weight ?? 0));
}

function broughtBy(extension: LoadedExtension): readonly PluginDefinition[] {
  return extension.plugins.flatMap((plugin, index) => {
    const definition = definitionOf(plugin);
    if (definition === undefined)
      throw new Error(`plugins[${index}] is no plugin; it lacks its decorator or its define…()`);
    const copy = otherCopy(definition);
    if (copy !== undefined) throw new Error(secondCopy(`the ${definition.type.id} "${definition.id}"`, copy));
    return withDerivatives(definition);
  });
}

export function secondCopy(what: string, url: string): string {
  const fix = 'name it under "peerDependencies" of the extension, then "npm dedupe"';
  return `${what} was made with another copy of @rollcall/plugin (${url}); there must be one: ${fix}`;
}

function checkType({ name }: LoadedExtension, { type, id }: PluginDefinition, types: PluginTypes | undefined): void {
  if (types === undefined || types.has(type.id)) return;
  throw new ExtensionError(name, `it brings the ${type.id} "${id}". ${types.unknown(type.id)}`);
}

/** Settings given in advance have no line in the operator's file, so that a typing error in them shows here. */
function checkPreset({ name }: LoadedExtension, { type, id, config, preset }: PluginDefinition): void {
  if (preset === undefined || config === undefined) return;
  const [problem] = misshapen(config, preset, []);
  if (problem === undefined) return;
  throw new ExtensionError(name, `settings given in advance for the ${type.id} "${id}": ${formatProblem(problem)}`);
}

/** A plugin that is data may build on another one; bases may come later than what builds on them. */
function addDataPlugins(extensions: readonly LoadedExtension[], registry: DefinitionRegistry): void {
  let waiting = extensions.flatMap((extension) => (extension.dataPlugins ?? []).map((data) => ({ extension, data })));
  while (waiting.length > 0) {
    const ready = waiting.filter(({ data }) => registry.get(data.type, data.base) !== undefined);
    const [first] = waiting;
    if (ready.length === 0 && first !== undefined) throw missingBase(first.extension, first.data, registry);
    for (const { extension, data } of ready) {
      const base = registry.get(data.type, data.base);
      if (base === undefined) continue;
      const definition = about(extension, () => fromData(base, data));
      checkPreset(extension, definition);
      registry.add(extension.name, definition);
    }
    waiting = waiting.filter((entry) => !ready.includes(entry));
  }
}

function fromData(base: PluginDefinition, { id, label = id, description, config }: DataPlugin): PluginDefinition {
  const { deriver: _, examples: __, ...rest } = base;
  const described = description === undefined ? {} : { description };
  const definition = { ...rest, ...described, id, label, aliases: [], preset: presetOver(base, config) };
  checkInfo(base.type, definition);
  return definition;
}

function missingBase(
  { name }: LoadedExtension,
  { type, base, id }: DataPlugin,
  registry: DefinitionRegistry,
): ExtensionError {
  const known = registry.list().map((definition) => definition.type);
  const hint = known.some((one) => one.id === type)
    ? suggestion(
        base,
        registry.list().flatMap((one) => (one.type.id === type ? [one.id] : [])),
      )
    : new PluginTypes([...new Set(known)]).unknown(type);
  return new ExtensionError(name, `"${id}" is based on the ${type} "${base}", which does not exist. ${hint}`);
}

/** Whatever goes wrong is about this extension. */
function about<T>({ name }: LoadedExtension, work: () => T, doing = ''): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ExtensionError) throw error;
    throw new ExtensionError(name, `${doing}${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
