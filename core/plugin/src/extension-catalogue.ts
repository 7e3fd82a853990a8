import { alterOrder } from './assemble.js';
import {
  type Candidate,
  type CatalogueOptions,
  chooseOneOfEach,
  type ExtensionSpec,
  loadCandidate,
} from './candidate.js';
import type { Texts } from './define-texts.js';
import type { Alteration } from './definition-registry.js';
import type { PluginDefinition } from './plugin-type.js';
import { settle, usableOf } from './settle.js';
import type { Translation } from './translation.js';
import type { Widget } from './widget.js';

/** What became of one extension of the configuration. */
export interface CatalogueEntry {
  /** As it calls itself; where it did not load, as the configuration calls it. */
  readonly name: string;
  /** For people; the name where it has none. */
  readonly label: string;
  /** One sentence for lists. */
  readonly description?: string;
  /** Why it is not in use; its plugins are not there then. */
  readonly problem?: string;
  /** False where the configuration switches it off; it is not loaded then, and has no problem. */
  readonly enabled: boolean;
  /** The plugins it brings, as they are after all `alter` hooks. */
  readonly plugins: readonly PluginDefinition[];
  /** Widgets that it brings, for settings that name them. */
  readonly widgets: readonly Widget[];
  /** Texts in other languages that it brings. */
  readonly translations: readonly Translation[];
  /** With which its plugins speak to people; of one that cannot be used too. */
  readonly texts: Texts | undefined;
  /** `type:id` of the definitions that its `alter` hook added, changed or removed. */
  readonly altered: readonly string[];
}

/** All extensions that a configuration names, and the plugins they bring. An extension is there wholly or not at all. */
export class ExtensionCatalogue {
  private constructor(
    /** In the order of the configuration. */
    readonly entries: readonly CatalogueEntry[],
    /**
     * Plugins of all usable extensions, as they are after all `alter` hooks: what a {@link PluginManager} is made of.
     */
    readonly definitions: readonly PluginDefinition[],
    /** Names of extensions in the order in which their `alter` hooks ran. */
    readonly alterOrder: readonly string[],
    /** What each `alter` hook did, in that order. */
    readonly alterations: readonly Alteration[],
  ) {}

  /** Loads every extension; one that does not load is named in {@link problems} and does not keep others from working. */
  static async load(specs: readonly ExtensionSpec[], options: CatalogueOptions): Promise<ExtensionCatalogue> {
    const candidates: Candidate[] = [];
    for (const spec of specs) candidates.push(await loadCandidate(spec, options));
    const chosen = chooseOneOfEach(candidates);
    const { definitions, alterations } = settle(chosen, options.types);
    return new ExtensionCatalogue(
      chosen.map((candidate) => entryOf(candidate, definitions, alterations)),
      definitions,
      alterOrder([...usableOf(chosen).values()]).flatMap(({ name, alter }) => (alter === undefined ? [] : [name])),
      alterations,
    );
  }

  /** Sentences about extensions that cannot be used. */
  problems(): readonly string[] {
    return this.entries.map(({ problem }) => problem).filter((problem) => problem !== undefined);
  }
}

function entryOf(
  { name, enabled, extension, problem }: Candidate,
  definitions: readonly PluginDefinition[],
  alterations: readonly Alteration[],
): CatalogueEntry {
  const working = extension !== undefined && problem === undefined;
  return {
    name,
    label: extension?.label ?? name,
    ...(extension?.description === undefined ? {} : { description: extension.description }),
    ...(problem === undefined ? {} : { problem }),
    enabled,
    plugins: working ? definitions.filter((definition) => definition.extension === name) : [],
    widgets: working ? (extension.widgets ?? []) : [],
    texts: extension?.texts,
    translations: working ? (extension.translations ?? []) : [],
    altered: working
      ? [...new Set(alterations.flatMap(({ by, type, id }) => (by === name ? [`${type}:${id}`] : [])))]
      : [],
  };
}
