import 'reflect-metadata';
import { Transform } from 'class-transformer';
import { Secret } from './secret.js';

export interface SettingOptions {
  /** The value is a {@link Secret}: it is never shown. */
  readonly secret?: boolean;
  readonly label?: string;
  /** An example value, as one would write it in YAML. */
  readonly example?: string;
}

export interface SettingMetadata extends SettingOptions {
  readonly name: string;
  readonly description: string;
}

const KEY = '@rollcall/settings';

/** Explains a setting of a configuration class: the one source of help, forms and reference pages. */
export function setting(description: string, options: SettingOptions = {}): PropertyDecorator {
  return (prototype, property) => {
    const name = String(property);
    const own = (Reflect.getOwnMetadata(KEY, prototype) as readonly SettingMetadata[] | undefined) ?? [];
    Reflect.defineMetadata(KEY, [...own, { ...options, name, description }], prototype);
    if (options.secret === true) Transform(({ value }) => (typeof value === 'string' ? new Secret(value) : value), { toClassOnly: true })(prototype, property);
  };
}

export type ConfigClass<C extends object = object> = new () => C;

/** The explained settings of a class and of those it extends; a redefined one counts once. */
export function settingsOf(config: ConfigClass): readonly SettingMetadata[] {
  const byName = new Map<string, SettingMetadata>();
  for (let prototype: unknown = config.prototype; prototype !== null && prototype !== Object.prototype; prototype = Object.getPrototypeOf(prototype)) {
    const own = (Reflect.getOwnMetadata(KEY, prototype as object) as readonly SettingMetadata[] | undefined) ?? [];
    for (const entry of own) if (!byName.has(entry.name)) byName.set(entry.name, entry);
  }
  return [...byName.values()];
}
