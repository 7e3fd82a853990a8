import type { PluginDefinition } from './plugin-type.js';

/** Definitions by type and id, while extensions may still change them. */
export interface MutableDefinitions {
  get(type: string, id: string): PluginDefinition | undefined;
  /** Replaces, or adds, a definition. */
  set(definition: PluginDefinition): void;
  delete(type: string, id: string): void;
  list(): readonly PluginDefinition[];
}

/** What an extension package exports by default. */
export interface Extension {
  readonly name: string;
  readonly label?: string;
  readonly description?: string;
  /** Range of contract versions that it works with, such as `^0.1.0`. */
  readonly core?: string;
  /** Names of extensions that must be enabled as well. */
  readonly requires?: readonly string[];
  /** Decorated classes and `define…()` objects. */
  readonly plugins: readonly unknown[];
  /** Changes others' definitions before use. Called once, after all extensions that stand before it. */
  readonly alter?: (definitions: MutableDefinitions) => void;
}

const BRAND = Symbol.for('@rollcall/extension');

/** Declares an extension: `export default definePackage({ name: '@acme/rollcall-badge', plugins: [BadgeProvider] })`. */
export function definePackage(extension: Extension): Extension {
  return Object.freeze({ ...extension, [BRAND]: true });
}

export function isExtension(value: unknown): value is Extension {
  return typeof value === 'object' && value !== null && BRAND in value;
}
