import { Container, type ServiceIdentifier } from 'inversify';
import { parseConfig } from './parse-config.js';
import type { PluginDefinition, PluginType } from './plugin-type.js';
import { ConfigProblems, type Problem } from './problem.js';
import { suggestion } from './suggest.js';
import { PLUGIN_CONFIG, PLUGIN_ID } from './token.js';

/** The id is not that of any plugin. */
export class UnknownPluginError extends Error {
  constructor(type: PluginType<unknown>, readonly id: string, readonly known: readonly string[]) {
    super(`The ${type.id} "${id}" does not exist. ${suggestion(id, known)}`);
    this.name = 'UnknownPluginError';
  }
}

export interface CreateOptions {
  /** Services that the plugin may ask for. */
  readonly parent: Container;
  /** Where the settings stand in the configuration, for messages. */
  readonly path?: Problem['path'];
}

/** All plugins of one type: what there is, and how to make one. */
export class PluginManager<P> {
  private readonly byId = new Map<string, PluginDefinition<P>>();
  private readonly byAlias = new Map<string, string>();

  constructor(readonly type: PluginType<P>, definitions: readonly PluginDefinition[]) {
    for (const definition of definitions) {
      if (definition.type.id !== type.id) continue;
      this.byId.set(definition.id, definition as PluginDefinition<P>);
      for (const alias of definition.aliases ?? []) this.byAlias.set(alias, definition.id);
    }
  }

  definitions(): readonly PluginDefinition<P>[] {
    return [...this.byId.values()];
  }

  has(id: string): boolean {
    return this.byId.has(this.byAlias.get(id) ?? id);
  }

  /** Throws {@link UnknownPluginError}, which says what was probably meant. */
  definition(id: string): PluginDefinition<P> {
    const definition = this.byId.get(this.byAlias.get(id) ?? id);
    if (definition === undefined) throw new UnknownPluginError(this.type, id, [...this.byId.keys()]);
    return definition;
  }

  /** The settings of a plugin, checked. Throws `ConfigProblems`. */
  parse(id: string, settings: unknown, path: Problem['path'] = []): object {
    const { config, preset } = this.definition(id);
    const merged = preset === undefined || typeof settings !== 'object' || settings === null ? (settings ?? {}) : { ...preset, ...settings };
    if (config !== undefined) return parseConfig(config, merged, path);
    const surplus = Object.keys(merged).map((name) => ({ path: [...path, name], message: `there is no setting "${name}"; the ${this.type.id} "${id}" has none` }));
    if (surplus.length > 0) throw new ConfigProblems(surplus);
    return {};
  }

  /** A new instance with a container of its own, which shares nothing with other instances but the parent's services. */
  create(id: string, settings: unknown, { parent, path = [] }: CreateOptions): P {
    const definition = this.definition(id);
    const config = this.parse(id, settings, path);
    const container = new Container({ parent });
    container.bind(PLUGIN_CONFIG).toConstantValue(config);
    container.bind(PLUGIN_ID).toConstantValue(definition.id);
    const { make } = definition;
    if (make.kind === 'function') return make.create({ config, get: <T>(service: ServiceIdentifier<T>): T => container.get(service) });
    container.bind(make.class as new () => unknown).toSelf().inSingletonScope();
    return container.get(make.class as new () => P);
  }
}
