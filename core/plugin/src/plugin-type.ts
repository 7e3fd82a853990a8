import 'reflect-metadata';
import { type ServiceIdentifier, injectable } from 'inversify';
import type { ConfigClass } from './setting.js';

/** A kind of plugin. A host may add its own. */
export interface PluginType<P> {
  readonly id: string;
  readonly label: string;
  /** Only for the compiler: what instances are. */
  readonly instance?: P;
}

/** What a plugin author says about a plugin. */
export interface PluginInfo {
  /** Kebab-case; never renamed, only aliased. */
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly config?: ConfigClass;
  /** Earlier ids that still work. */
  readonly aliases?: readonly string[];
  /** Makes more plugins of this one: `scim` → `scim:entra`. */
  readonly deriver?: () => readonly Derivative[];
  /** For documentation and tests; any plain data. */
  readonly examples?: readonly unknown[];
}

/** One plugin that a deriver makes: the same code with settings given in advance. */
export interface Derivative {
  /** Comes after the base's id and a colon. */
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  /** Settings under those that the operator writes. */
  readonly preset: Readonly<Record<string, unknown>>;
}

export interface CreateContext {
  readonly config: object;
  get<T>(service: ServiceIdentifier<T>): T;
}

export type PluginClass<P> = new (...args: never[]) => P;

/** A plugin as the registry holds it. */
export interface PluginDefinition<P = unknown> extends PluginInfo {
  readonly type: PluginType<P>;
  /** The class, or a function that makes an instance. */
  readonly make: { readonly kind: 'class'; readonly class: PluginClass<P> } | { readonly kind: 'function'; readonly create: (context: CreateContext) => P };
  readonly preset?: Readonly<Record<string, unknown>>;
}

const DEFINITION = '@rollcall/definition';
const FUNCTION_BRAND = Symbol.for('@rollcall/plugin-definition');

export function createPluginType<P>(info: { readonly id: string; readonly label: string }): PluginType<P> {
  return Object.freeze({ ...info });
}

/** A class decorator for plugins of a type. It only leaves a note on the class: importing a plugin changes nothing. */
export function pluginDecorator<P>(type: PluginType<P>): (info: PluginInfo) => <C extends PluginClass<P>>(target: C) => void {
  return (info) => (target) => {
    injectable()(target);
    Reflect.defineMetadata(DEFINITION, { ...info, type, make: { kind: 'class', class: target } } satisfies PluginDefinition<P>, target);
  };
}

/** A plugin as a plain object, without classes and decorators. */
export function definePlugin<P>(type: PluginType<P>, info: PluginInfo & { readonly create: (context: CreateContext) => P }): PluginDefinition<P> {
  const { create, ...rest } = info;
  return Object.freeze({ ...rest, type, make: { kind: 'function' as const, create }, [FUNCTION_BRAND]: true });
}

/** The definition behind a decorated class or a `define…()` object; `undefined` for anything else. */
export function definitionOf(value: unknown): PluginDefinition | undefined {
  if (typeof value === 'function') return Reflect.getOwnMetadata(DEFINITION, value) as PluginDefinition | undefined;
  if (typeof value === 'object' && value !== null && FUNCTION_BRAND in value) return value as unknown as PluginDefinition;
  return undefined;
}

/** A definition and those that its deriver makes. */
export function withDerivatives(definition: PluginDefinition): readonly PluginDefinition[] {
  const derived = (definition.deriver?.() ?? []).map((derivative): PluginDefinition => ({
    ...definition, ...derivative, id: `${definition.id}:${derivative.id}`, aliases: [],
  }));
  return [definition, ...derived.map(({ deriver: _, ...rest }) => rest)];
}
