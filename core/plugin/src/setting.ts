import 'reflect-metadata';
import type { Widget } from './widget.js';

/** What `@setting` can say besides the sentence. */
export interface SettingOptions {
  /** The value is a `Secret`: it is never shown. Declare the property as `Secret` and check it with `@IsInstance(Secret)`. */
  readonly secret?: boolean;
  /** What a form calls it. Default: made from the name. */
  readonly label?: string;
  /** An example value, as one would write it in YAML. */
  readonly example?: string;
  /** What an empty form field shows. */
  readonly placeholder?: string;
  /** What its values are called, where they have better names than themselves. */
  readonly choices?: Readonly<Record<string, string>>;
  /** What each of its values comes to. A form then shows all of them with it, instead of a list to unfold. */
  readonly hints?: Readonly<Record<string, string>>;
  /**
   * What the value is the name of, or each of a list, where a host knows the names: `connection`, `attribute`. A form lets choose among them, and
   * among the other `choices`; there `*` is what each name is called, with its place: `{name} wins`. A list that is left out has them all.
   */
  readonly names?: string;
  /** The setting is an object with a value for each such name: what its keys are the names of. */
  readonly keys?: string;
  /** What holds for a key that is not there. */
  readonly unnamed?: string;
  /** Heading under which a form shows it. */
  readonly group?: string;
  /** Few people need it: forms fold it away. */
  readonly advanced?: boolean;
  /** A form offers to make the value: this prefix and so many random bytes in base64. For secrets that two sides share. */
  readonly generate?: { readonly prefix: string; readonly bytes: number };
  /** What a form shows instead of a plain field: one that the host knows (`cron`, `text`), the id of one that an extension brings, or the plugin's own. */
  readonly widget?: string | Widget;
  /** Only asked for while another setting of the same class has one of these values. Forms only; validation has its own rules. */
  readonly when?: { readonly setting: string; readonly is: readonly (string | number | boolean)[] };
}

export interface SettingMetadata extends SettingOptions {
  readonly name: string;
  readonly description: string;
}

/** A configuration class: made without arguments, its properties hold the defaults. */
export type ConfigClass<C extends object = object> = new () => C;

const KEY = Symbol.for('@rollcall/settings');

/** Explains a setting of a configuration class: the one source of help, forms and reference pages. */
export function setting(description: string, options: SettingOptions = {}): PropertyDecorator {
  return (prototype, property) => {
    Reflect.defineMetadata(
      KEY,
      [...ownSettings(prototype), { ...options, name: String(property), description }],
      prototype,
    );
  };
}

/** The explained settings of a class: its own first, for they are what it is about; a redefined one counts once, as its own. */
export function settingsOf(config: ConfigClass): readonly SettingMetadata[] {
  const byName = new Map<string, SettingMetadata>();
  for (const prototype of lineage(config.prototype as object)) {
    for (const entry of ownSettings(prototype)) if (!byName.has(entry.name)) byName.set(entry.name, entry);
  }
  return [...byName.values()];
}

function ownSettings(prototype: object): readonly SettingMetadata[] {
  return (Reflect.getOwnMetadata(KEY, prototype) as readonly SettingMetadata[] | undefined) ?? [];
}

/** The class, and then those that it extends. */
function lineage(prototype: object): readonly object[] {
  const parent = Object.getPrototypeOf(prototype) as object | null;
  return parent === null ? [] : [prototype, ...lineage(parent)];
}
