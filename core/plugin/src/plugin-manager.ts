import { Container, type ServiceIdentifier } from 'inversify';
import { isPlainObject, mergePlain } from './copy-plain.js';
import { explainInjection, PluginCreationError } from './explain-injection.js';
import { kindOf } from './misshapen.js';
import { parseConfig } from './parse-config.js';
import type { PluginDefinition, PluginType } from './plugin-type.js';
import { ConfigProblems, type Problem } from './problem.js';
import { PLUGIN_CONFIG, PLUGIN_DEFINITION, PLUGIN_ID } from './token.js';
import { UnknownPluginError, type UnknownPluginHelp } from './unknown-plugin-error.js';

/** What a new instance gets besides its settings. */
export interface CreateOptions {
  /** Services that the plugin may ask for. */
  readonly parent: Container;
  /** Where the settings stand in the configuration, for messages. */
  readonly path?: Problem['path'];
  /** Services for this instance alone; called before the plugin is made. */
  readonly bindings?: (container: Container) => void;
}

/** All plugins of one type: what there is, and how to make one. */
export class PluginManager<P, Extra extends object = object> {
  private readonly byId = new Map<string, PluginDefinition<P, Extra>>();
  private readonly byAlias = new Map<string, string>();

  constructor(
    /** The type of all plugins in it. */
    readonly type: PluginType<P, Extra>,
    definitions: readonly PluginDefinition[],
    private readonly help: UnknownPluginHelp = {},
  ) {
    const own = definitions.filter((definition) => definition.type.id === type.id);
    for (const definition of own.toSorted((one, other) => (one.weight ?? 0) - (other.weight ?? 0))) {
      this.byId.set(definition.id, definition as PluginDefinition<P, Extra>);
      for (const alias of definition.aliases ?? []) this.byAlias.set(alias, definition.id);
    }
  }

  /** Lighter ones first; those of the same weight in the order of their extensions. */
  definitions(): readonly PluginDefinition<P, Extra>[] {
    return [...this.byId.values()];
  }

  /** An id, or an alias. */
  has(id: string): boolean {
    return this.find(id) !== undefined;
  }

  /** Throws {@link UnknownPluginError}, which says what was probably meant. */
  definition(id: string): PluginDefinition<P, Extra> {
    const definition = this.find(id);
    if (definition === undefined) throw new UnknownPluginError(this.type, id, [...this.byId.keys()], this.help);
    return definition;
  }

  /** The settings of a plugin, checked, over those that the plugin has in advance. Throws `ConfigProblems`. */
  parse(id: string, settings: unknown, path: Problem['path'] = []): object {
    const { config, preset = {} } = this.definition(id);
    const written = settings ?? {};
    if (config !== undefined)
      return parseConfig(config, isPlainObject(written) ? mergePlain(preset, written) : written, path);
    const problems = withoutConfig(`the ${this.type.id} "${id}"`, written, path);
    if (problems.length > 0) throw new ConfigProblems(problems);
    return {};
  }

  /** A new instance with a container of its own, which shares nothing with other instances but the parent's services. */
  create(id: string, settings: unknown, { parent, path = [], bindings }: CreateOptions): P {
    const definition = this.definition(id);
    const config = this.parse(id, settings, path);
    const doing = `creating the ${this.type.id} "${id}"`;
    if (!(parent instanceof Container)) {
      const why =
        'is no container, or one of another copy of inversify ("npm ls inversify" shows whether there are two)';
      throw new PluginCreationError(`${doing}: what is given as "parent" ${why}`);
    }
    try {
      const container = new Container({ parent });
      container.bind(PLUGIN_CONFIG).toConstantValue(config);
      container.bind(PLUGIN_ID).toConstantValue(definition.id);
      container.bind(PLUGIN_DEFINITION).toConstantValue(definition);
      bindings?.(container);
      return make(definition, config, container);
    } catch (error) {
      throw explainInjection(error, doing);
    }
  }

  private find(id: string): PluginDefinition<P, Extra> | undefined {
    return this.byId.get(id) ?? this.byId.get(this.byAlias.get(id) ?? id);
  }
}

function make<P>({ make: how }: PluginDefinition<P>, config: object, container: Container): P {
  if (how.kind === 'function') {
    return how.create({ config, get: <T>(service: ServiceIdentifier<T>): T => container.get(service) });
  }
  container
    .bind(how.class as new () => unknown)
    .toSelf()
    .inSingletonScope();
  return container.get(how.class as new () => P);
}

function withoutConfig(plugin: string, settings: unknown, path: Problem['path']): readonly Problem[] {
  if (!isPlainObject(settings)) {
    return [{ path, code: 'wrong-shape', message: `${plugin} has no settings, and here is ${kindOf(settings).plain}` }];
  }
  return Object.keys(settings).map((name) => ({
    path: [...path, name],
    code: 'unknown-setting',
    message: `there is no setting "${name}"; ${plugin} has none`,
  }));
}
