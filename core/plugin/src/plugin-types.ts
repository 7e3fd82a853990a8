import type { PluginType } from './plugin-type.js';
import { suggestion } from './suggest.js';

/** The plugin types that a host knows. Held by an instance: two hosts in one process may know different ones. */
export class PluginTypes {
  private readonly byId = new Map<string, PluginType<unknown>>();

  constructor(types: readonly PluginType<unknown>[] = []) {
    for (const type of types) this.add(type);
  }

  /** Throws when another type has the same id. Adding the same one again changes nothing. */
  add(type: PluginType<unknown>): this {
    const known = this.byId.get(type.id);
    if (known !== undefined && known !== type) {
      throw new TypeError(`adding the plugin type "${type.id}": there is one of that id already, "${known.label}"`);
    }
    this.byId.set(type.id, type);
    return this;
  }

  /** Whether a type of this id was added. */
  has(id: string): boolean {
    return this.byId.has(id);
  }

  /** Throws a `TypeError`, with what was probably meant, for an id that is not known. */
  get(id: string): PluginType<unknown> {
    const type = this.byId.get(id);
    if (type === undefined) throw new TypeError(this.unknown(id));
    return type;
  }

  /** In the order in which they were added. */
  list(): readonly PluginType<unknown>[] {
    return [...this.byId.values()];
  }

  /** The sentence for an id that is not known. */
  unknown(id: string): string {
    return `The plugin type "${id}" does not exist. ${suggestion(id, [...this.byId.keys()])}`;
  }
}
