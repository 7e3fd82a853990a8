import 'reflect-metadata';
import { injectable, injectFromBase, type ServiceIdentifier } from 'inversify';
import { KERNEL_COPY } from './kernel-copy.js';
import type { ConfigClass } from './setting.js';

/** A kind of plugin. A host may add its own. `Extra` are fields that its definitions have besides those of {@link PluginInfo}. */
export interface PluginType<P, Extra extends object = object> {
  /** Kebab-case; never renamed: configurations and messages name plugins with it. */
  readonly id: string;
  /** What people call one such plugin, in the singular. */
  readonly label: string;
  /** Only for the compiler: what instances are. */
  readonly instance?: P;
  /** Only for the compiler: what definitions have besides. */
  readonly extra?: Extra;
}

/** What a plugin author says about a plugin. */
export interface PluginInfo {
  /** Kebab-case, parts by colons; never renamed, only aliased. */
  readonly id: string;
  /** For people, in lists and forms. */
  readonly label: string;
  /** One sentence for lists and the reference. */
  readonly description?: string;
  /** Class of its settings, the only source of their checks, defaults and help. Absent: it takes none. */
  readonly config?: ConfigClass;
  /** Earlier ids that still work. */
  readonly aliases?: readonly string[];
  /** Where it stands in lists: lighter ones first. Default: 0. */
  readonly weight?: number;
  /** Makes more plugins of this one: `scim` → `scim:entra`. Called once each time extensions are loaded. */
  readonly deriver?: () => readonly Derivative[];
  /** For documentation and tests; any plain data. */
  readonly examples?: readonly unknown[];
}

/** One plugin that a deriver makes: the same code with settings given in advance. Further fields replace the base's. */
export interface Derivative {
  /** Comes after the base's id and a colon. */
  readonly id: string;
  /** For people, in lists and forms. */
  readonly label: string;
  /** One sentence for lists. Default: that of the base. */
  readonly description?: string;
  /** Where it stands in lists. Default: that of the base. */
  readonly weight?: number;
  /** Settings under those that the operator writes. */
  readonly preset?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** What a plugin written as a function gets when an instance is made. */
export interface CreateContext<C extends object = object> {
  /** The settings, checked, with defaults: an instance of the plugin's config class. */
  readonly config: C;
  /** A service of the host or of the instance's own container. */
  get<T>(service: ServiceIdentifier<T>): T;
}

/** A class that the container can make: its constructor takes what `@inject(TOKEN)` names. */
export type PluginClass<P> = new (...args: never[]) => P;

/** A plugin as the registry holds it. */
export type PluginDefinition<P = unknown, Extra extends object = object> = Extra &
  PluginInfo & {
    /** Which manager holds it. */
    readonly type: PluginType<P>;
    /** The class, or a function that makes an instance. */
    readonly make:
      | { readonly kind: 'class'; readonly class: PluginClass<P> }
      | { readonly kind: 'function'; readonly create: (context: CreateContext) => P };
    /** Of a derived plugin: settings that lie under those of the operator. */
    readonly preset?: Readonly<Record<string, unknown>>;
    /** Extension that brings it; the catalogue fills it in. */
    readonly extension?: string;
    /** Extensions that altered it, in that order; the catalogue fills it in. */
    readonly alteredBy?: readonly string[];
  };

const DEFINITION = Symbol.for('@rollcall/plugin-definition');

/**
 * Declares a kind of plugin, once, in the package that uses such plugins: `createPluginType<Notifier>({ id:
 * 'notifier', label: 'Notifier' })`.
 */
export function createPluginType<P, Extra extends object = object>(info: {
  readonly id: string;
  readonly label: string;
}): PluginType<P, Extra> {
  return Object.freeze({ ...info });
}

/** A class decorator for plugins of a type. It only leaves a note on the class: importing a plugin changes nothing. */
export function pluginDecorator<P, Extra extends object = object>(
  type: PluginType<P, Extra>,
): (info: PluginInfo & Extra) => <C extends PluginClass<P>>(target: C) => void {
  return (info) => {
    checkInfo(type, info);
    return (target) => {
      injectable()(target);
      if (inheritsConstructor(target)) injectFromBase({ extendConstructorArguments: true })(target);
      const make = { kind: 'class' as const, class: target };
      Reflect.defineMetadata(DEFINITION, Object.freeze({ ...info, type, make, ...KERNEL_COPY }), target);
    };
  };
}

/** A plugin as a plain object, without classes and decorators. */
export function definePlugin<P, Extra extends object = object>(
  type: PluginType<P, Extra>,
  info: PluginInfo & Extra & { readonly create: (context: CreateContext) => P },
): PluginDefinition<P, Extra> {
  checkInfo(type, info);
  const { create, ...rest } = info;
  const definition = { ...rest, type, make: { kind: 'function', create }, ...KERNEL_COPY, [DEFINITION]: true };
  return Object.freeze(definition) as unknown as PluginDefinition<P, Extra>;
}

/** The definition behind a decorated class or a `define…()` object; `undefined` for anything else. */
export function definitionOf(value: unknown): PluginDefinition | undefined {
  if (typeof value === 'function') return Reflect.getOwnMetadata(DEFINITION, value) as PluginDefinition | undefined;
  if (typeof value === 'object' && value !== null && DEFINITION in value) return value as unknown as PluginDefinition;
  return undefined;
}

/** inversify gives a class without a constructor of its own nothing, whatever its base asks for. */
function inheritsConstructor(target: PluginClass<unknown>): boolean {
  const base: unknown = Object.getPrototypeOf(target);
  return target.length === 0 && typeof base === 'function' && base.length > 0;
}

const ID = /^[a-z0-9]+(?:[-:][a-z0-9]+)*$/;

/** Throws a `TypeError` for what a plugin without a type check may have wrong. */
export function checkInfo(type: PluginType<unknown>, { id, label, config, aliases = [] }: PluginInfo): void {
  const wrong = (what: string): TypeError => new TypeError(`defining the ${type.id} "${String(id)}": ${what}`);
  if (typeof id !== 'string' || !ID.test(id))
    throw wrong('its id must be lower-case words with "-", such as "upper-case"');
  if (typeof label !== 'string' || label.trim() === '') throw wrong('it needs a label, such as "Upper case"');
  if (config !== undefined && typeof config !== 'function') throw wrong('"config" must be a class');
  if (!Array.isArray(aliases)) throw wrong('"aliases" must be a list of ids');
}
