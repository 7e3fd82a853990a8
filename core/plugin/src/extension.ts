import type { Texts } from './define-texts.js';
import { KERNEL_COPY } from './kernel-copy.js';
import type { PluginDefinition } from './plugin-type.js';
import type { Translation } from './translation.js';
import type { Widget } from './widget.js';

/** Definitions by type and id, while extensions may still change them. */
export interface MutableDefinitions {
  /**
   * By the id of its plugin type and its own; an alias is not found. The object is frozen: change a copy, and `set`
   * it.
   */
  get(type: string, id: string): PluginDefinition | undefined;
  /** Replaces, or adds, a definition: `set({ ...definition, label: 'Staff directory' })`. */
  set(definition: PluginDefinition): void;
  /** Takes a plugin away. Nothing happens where there is none. */
  delete(type: string, id: string): void;
  /** Of all types, in the order in which extensions brought them. */
  list(): readonly PluginDefinition[];
}

/** What an extension package exports by default. */
export interface Extension {
  /** That of its npm package, or any other name that no second extension has; configurations and messages use it. */
  readonly name: string;
  /** For people, in lists. Default: the name. */
  readonly label?: string;
  /** One sentence for lists. */
  readonly description?: string;
  /** Range of contract versions that it works with, such as `^0.1.0`. */
  readonly core?: string;
  /** Names of extensions that must be enabled as well. */
  readonly requires?: readonly string[];
  /** Decorated classes and `define…()` objects. */
  readonly plugins: readonly unknown[];
  /** Widgets that settings of any plugin may name by id: `@setting(…, { widget: 'acme-day' })`. */
  readonly widgets?: readonly Widget[];
  /** The texts with which its plugins speak to people, of `defineTexts`. */
  readonly texts?: Texts;
  /** Texts of its own plugins, and of others, in other languages. */
  readonly translations?: readonly Translation[];
  /** When its `alter` is called: lighter ones first; those of the same weight in the order they are enabled. Default: 0. */
  readonly weight?: number;
  /**
   * Changes definitions, others' as well, after all extensions have brought theirs. Pure: it is called again, with fresh
   * definitions, when another extension turns out not to work.
   */
  readonly alter?: (definitions: MutableDefinitions) => void;
}

const BRAND = Symbol.for('@rollcall/extension');

/**
 * Declares an extension: `export default definePackage({ name: '@acme/rollcall-badge', plugins: [BadgeProvider] })`.
 * Throws a `TypeError` for what an author without a type check may have wrong.
 */
export function definePackage(extension: Extension): Extension {
  const { name, plugins, requires = [], core, alter, widgets = [], translations = [] } = extension;
  const wrong = (what: string): TypeError => new TypeError(`definePackage of "${String(name)}": ${what}`);
  if (typeof name !== 'string' || name === '') throw wrong('"name" must be the name of the package');
  if (!Array.isArray(plugins)) throw wrong('"plugins" must be a list of plugin classes and define…() objects');
  if (!isListOfText(requires)) throw wrong('"requires" must be a list of names of extensions');
  if (core !== undefined && typeof core !== 'string') throw wrong('"core" must be a range of versions, such as "^0.1"');
  if (alter !== undefined && typeof alter !== 'function') throw wrong('"alter" must be a function');
  if (!isListOf(widgets, isWidget)) throw wrong('"widgets" must be a list of { id, render }');
  if (!isListOf(translations, isTranslation)) throw wrong('"translations" must be a list of { language, … }');
  return Object.freeze({ ...extension, ...KERNEL_COPY, [BRAND]: true });
}

export function isExtension(value: unknown): value is Extension {
  return typeof value === 'object' && value !== null && BRAND in value;
}

function isListOfText(value: unknown): boolean {
  return isListOf(value, (item) => typeof item === 'string');
}

function isListOf(value: unknown, is: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(is);
}

function isWidget(item: unknown): boolean {
  const { id, render } = (item ?? {}) as Partial<Widget>;
  return typeof id === 'string' && typeof render === 'function';
}

function isTranslation(item: unknown): boolean {
  return typeof (item as Partial<Translation> | null)?.language === 'string';
}
