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
/**
 * Class decorator: `@mapper({ id: 'upper-case', label: 'Upper case' })`.
 *
 * @example
 * ```ts
 * import { type Mapper, type MapperInput, type MapperResult, mapper, PLUGIN_CONFIG, setting } from '@rollcall/contract';
 * import { IsString } from 'class-validator';
 * import { inject } from 'inversify';
 *
 * class PrefixConfig {
 *   @setting('What stands before the value.') @IsString() prefix = 'S-';
 * }
 *
 * @mapper({ id: 'prefix', label: 'Prefix', config: PrefixConfig })
 * export class PrefixMapper implements Mapper {
 *   constructor(@inject(PLUGIN_CONFIG) private readonly config: PrefixConfig) {}
 *
 *   map({ value }: MapperInput): MapperResult {
 *     return typeof value === 'string' ? this.config.prefix + value : value;
 *   }
 * }
 * ```
 */
export const mapper = pluginDecorator(MAPPER);
/** Class decorator: `@trigger({ id: 'schedule', label: 'Schedule', config: ScheduleConfig })`. */
export const trigger = pluginDecorator(TRIGGER);

/** What {@link defineMapper} takes. `C` is the config class, whose checked instance `map` gets. */
export interface MapperDefinition<C extends object> {
  /** Kebab-case; what a mapping names it by. Never renamed. */
  readonly id: string;
  /** What people call it. */
  readonly label: string;
  /** What it does, in a sentence. */
  readonly description?: string;
  /** Class of its settings: the one source of checks, defaults, help and forms. */
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
 * import { defineMapper } from '@rollcall/contract';
 *
 * export default defineMapper({ id: 'staff-number', label: 'Staff number', map: ({ value }) => `S-${value}` });
 * ```
 */
export function defineMapper<C extends object = object>(definition: MapperDefinition<C>): PluginDefinition<Mapper> {
  const { map, invert, readsAccount = false, ...rest } = definition;
  needFunction(MAPPER, definition, 'map');
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
  /** Kebab-case; what the configuration names it by. Never renamed. */
  readonly id: string;
  /** What people call it. */
  readonly label: string;
  /** What it does, in a sentence. */
  readonly description?: string;
  /** Class of its settings: the one source of checks, defaults, help and forms. */
  readonly config?: ConfigClass<C>;
  /** Called once for each use in the configuration. `context.get(HTTP)` gives a service of the host. */
  create(context: CreateContext<C>): P;
}

/**
 * A provider without decorators.
 *
 * @example
 * ```ts
 * import { defineProvider, HTTP, setting } from '@rollcall/contract';
 * import { IsUrl } from 'class-validator';
 *
 * class ListConfig {
 *   @setting('Address of the list.') @IsUrl() baseUrl!: string;
 * }
 *
 * export default defineProvider({
 *   id: 'list',
 *   label: 'List',
 *   config: ListConfig,
 *   create: ({ config, get }) => {
 *     const http = get(HTTP).open({ baseUrl: config.baseUrl });
 *     return {
 *       check: async (signal) => {
 *         const { status } = await http.request({ method: 'GET', path: 'people', doing: 'reading the list', signal });
 *         const works = status === 200;
 *         return { stages: [{ stage: 'read', label: 'Read the list', status: works ? 'passed' : 'failed', detail: `${status}` }] };
 *       },
 *       schema: async () => ({ attributes: [{ name: 'login', type: 'string', scim: 'userName' }] }),
 *       close: () => http.close(),
 *     };
 *   },
 * });
 * ```
 */
export function defineProvider<C extends object = object>(
  definition: FactoryDefinition<Provider, C>,
): PluginDefinition<Provider> {
  needFunction(PROVIDER, definition, 'create');
  return definePlugin(PROVIDER, { ...definition, create: (context) => definition.create(context as CreateContext<C>) });
}

/**
 * A trigger without decorators.
 *
 * @example
 * ```js
 * import { defineTrigger } from '@rollcall/contract';
 *
 * export default defineTrigger({
 *   id: 'hourly',
 *   label: 'Hourly',
 *   create: () => ({
 *     async start(requests, signal) {
 *       while (!signal.aborted) {
 *         await requests.run({ scope: { kind: 'full' }, cause: 'hourly' });
 *         await requests.sleep(3_600_000, signal).catch(() => {});
 *       }
 *     },
 *   }),
 * });
 * ```
 */
export function defineTrigger<C extends object = object>(
  definition: FactoryDefinition<Trigger, C>,
): PluginDefinition<Trigger> {
  needFunction(TRIGGER, definition, 'create');
  return definePlugin(TRIGGER, { ...definition, create: (context) => definition.create(context as CreateContext<C>) });
}

/** Says at once what a plugin without a type check would only show when it is used. */
function needFunction<K extends string>(
  type: { readonly id: string },
  definition: { readonly id: string } & Readonly<Record<K, unknown>>,
  name: K,
): void {
  if (typeof definition[name] === 'function') return;
  const has = Object.keys(definition).join(', ');
  throw new TypeError(`defining the ${type.id} "${definition.id}": it needs a function "${name}"; it has ${has}`);
}
