import type { MutableDefinitions } from './extension.js';
import { ExtensionError } from './extension-error.js';
import { checkInfo, type PluginDefinition } from './plugin-type.js';

/** What an `alter` hook did. */
export interface Alteration {
  /** The extension. */
  readonly by: string;
  /** Id of the plugin type: `mapper`. */
  readonly type: string;
  /** Of the plugin whose definition is another one now. */
  readonly id: string;
  /** What became of that definition. `changed` also where it was set to what it was before. */
  readonly change: 'added' | 'changed' | 'removed';
}

/** Definitions by type and id, each with the extension that brings it. */
export class DefinitionRegistry {
  private readonly definitions = new Map<string, PluginDefinition>();

  /** Throws `ExtensionError` when the id or an alias is taken; names both extensions. */
  add(extension: string, definition: PluginDefinition): void {
    const { type, id, aliases = [] } = definition;
    for (const name of [id, ...aliases]) {
      const taken = this.list().find(
        (other) => other.type.id === type.id && [other.id, ...(other.aliases ?? [])].includes(name),
      );
      if (taken === undefined) continue;
      const owner =
        taken.extension === extension ? 'it brings twice' : `"${taken.extension}" brings as well; disable one of them`;
      throw new ExtensionError(extension, `it brings the ${type.id} "${name}", which ${owner}`);
    }
    this.definitions.set(keyOf(type.id, id), Object.freeze({ ...definition, extension }));
  }

  get(type: string, id: string): PluginDefinition | undefined {
    return this.definitions.get(keyOf(type, id));
  }

  list(): readonly PluginDefinition[] {
    return [...this.definitions.values()];
  }

  /** What an `alter` hook sees; `alterations` gets what it does. */
  mutableBy(extension: string, alterations: Alteration[]): MutableDefinitions {
    const { definitions } = this;
    const note = (type: string, id: string, change: Alteration['change']): void => {
      const already = alterations.some(
        (one) => one.by === extension && one.type === type && one.id === id && one.change === change,
      );
      if (!already) alterations.push({ by: extension, type, id, change });
    };
    return {
      get: (type, id) => this.get(type, id),
      list: () => this.list(),
      set: (definition) => {
        checkInfo(definition.type, definition);
        const { type, id } = definition;
        const before = this.get(type.id, id);
        if (before === definition) return;
        const alteredBy = [...new Set([...(before?.alteredBy ?? []), extension])];
        const owner = before?.extension ?? extension;
        definitions.set(keyOf(type.id, id), Object.freeze({ ...definition, extension: owner, alteredBy }));
        note(type.id, id, before === undefined ? 'added' : 'changed');
      },
      delete: (type, id) => {
        if (definitions.delete(keyOf(type, id))) note(type, id, 'removed');
      },
    };
  }
}

function keyOf(type: string, id: string): string {
  return `${type}:${id}`;
}
