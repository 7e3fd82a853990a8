import type { ConfigClass, CreateContext, PluginDefinition } from '@rollcall/plugin';
import { createPluginType, definePlugin, pluginDecorator } from '@rollcall/plugin';
import type { Mapper, MapperInput, MapperResult } from './mapper.js';
import type { Absent, AttributeValue } from './model.js';
import type { Provider } from './provider.js';
import type { Trigger } from './trigger.js';

/** Version of this contract; an extension's `core` range is checked against it. */
export const CONTRACT_VERSION = '0.1.0';

/** Plugin type of what talks to one kind of system. */
export const PROVIDER = createPluginType<Provider>({ id: 'provider', label: 'Provider' });
/** Plugin type of what turns source values into a target value. */
export const MAPPER = createPluginType<Mapper>({ id: 'mapper', label: 'Mapper' });
/** Plugin type of what decides when a sync runs, and for whom. */
export const TRIGGER = createPluginType<Trigger>({ id: 'trigger', label: 'Trigger' });

/** Class decorator: `@provider({ id: 'drupal', label: 'Drupal', config: DrupalConfig })`. */
export const provider = pluginDecorator(PROVIDER);
/** Class decorator: `@mapper({ id: 'upper-case', label: 'Upper case' })`. */
export const mapper = pluginDecorator(MAPPER);
/** Class decorator: `@trigger({ id: 'schedule', label: 'Schedule', config: ScheduleConfig })`. */
export const trigger = pluginDecorator(TRIGGER);

/** What {@link defineMapper} takes. `C` is the config class, whose checked instance `map` gets. */
export interface MapperDefinition<C extends object> {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly config?: ConfigClass<C>;
  /** What it gives for what, for documentation and tests. */
  readonly examples?: readonly unknown[];
  /** See {@link Mapper.readsAccount}. */
  readonly readsAccount?: boolean;
  /** Pure and synchronous; see {@link Mapper}. */
  map(input: MapperInput, config: C): MapperResult;
  /** For two-way syncs; see {@link Mapper.invert}. */
  invert?(value: AttributeValue, parts: number, config: C): AttributeValue | Absent;
}

/**
 * A mapper as a plain object, for one file without a build step.
 *
 * @example
 * ```js
 * export default defineMapper({ id: 'staff-number', label: 'Staff number', map: ({ value }) => `S-${value}` });
 * ```
 */
export function defineMapper<C extends object = object>(definition: MapperDefinition<C>): PluginDefinition<Mapper> {
  const { map, invert, readsAccount = false, ...rest } = definition;
  return definePlugin(MAPPER, {
    ...rest,
    create: (context) => {
      const config = context.config as C;
      return {
        readsAccount,
        map: (input: MapperInput) => map(input, config),
        ...(invert === undefined
          ? {}
          : { invert: (value: AttributeValue, parts: number) => invert(value, parts, config) }),
      };
    },
  });
}

/** What {@link defineProvider} and {@link defineTrigger} take. `C` is the config class, whose checked instance is `context.config`. */
export interface FactoryDefinition<P, C extends object> {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly config?: ConfigClass<C>;
  /** Called once for each use in the configuration. `context.get(HTTP)` gives a service of the host. */
  create(context: CreateContext<C>): P;
}

/**
 * A provider without decorators.
 *
 * @example
 * ```js
 * export default defineProvider({
 *   id: 'directory', label: 'Directory', config: DirectoryConfig,
 *   create: ({ config, get }) => new Directory(config, get(HTTP)),
 * });
 * ```
 */
export function defineProvider<C extends object = object>(
  definition: FactoryDefinition<Provider, C>,
): PluginDefinition<Provider> {
  return definePlugin(PROVIDER, { ...definition, create: (context) => definition.create(context as CreateContext<C>) });
}

/**
 * A trigger without decorators.
 *
 * @example
 * ```js
 * export default defineTrigger({ id: 'hourly', label: 'Hourly', create: () => ({ start: everyHour }) });
 * ```
 */
export function defineTrigger<C extends object = object>(
  definition: FactoryDefinition<Trigger, C>,
): PluginDefinition<Trigger> {
  return definePlugin(TRIGGER, { ...definition, create: (context) => definition.create(context as CreateContext<C>) });
}
