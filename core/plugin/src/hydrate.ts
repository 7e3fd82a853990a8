import 'reflect-metadata';
import { plainToInstance, Type } from 'class-transformer';
import { knownSettings, rulesOf } from './config-rules.js';
import { copyPlain, isPlainObject } from './copy-plain.js';
import { Secret } from './secret.js';
import { type ConfigClass, settingsOf } from './setting.js';

/**
 * Fills an instance of a configuration class from a plain object, with the class's defaults for what is absent.
 * Ignores what the class does not know and checks nothing; `parseConfig` does. The only file that knows class-transformer.
 *
 * class-transformer only sees texts, numbers and booleans here: it silently drops keys such as `toString` from objects
 * and fails at `constructor`, which a lookup table may well have. Objects and lists are therefore taken over key by key.
 */
export function hydrate<C extends object>(config: ConfigClass<C>, plain: object): C {
  const source = plain as Readonly<Record<string, unknown>>;
  const names = knownSettings(config).filter((name) => Object.hasOwn(source, name) && source[name] !== undefined);
  const scalars = names.filter((name) => typeof source[name] !== 'object' && !isInherited(name));
  const instance = plainToInstance(config, Object.fromEntries(scalars.map((name) => [name, source[name]])), {
    exposeDefaultValues: true,
  });
  const target = instance as Record<string, unknown>;
  for (const name of names) if (!scalars.includes(name)) target[name] = copyPlain(source[name]);
  for (const { name, secret } of settingsOf(config)) if (secret === true) target[name] = toSecret(target[name]);
  for (const name of Object.keys(target)) target[name] = nestedValue(nestedClassOf(config, name), target[name]);
  return instance;
}

const NESTED = Symbol.for('@rollcall/nested');

/** Notes that a property holds settings of another class, for {@link nestedClassOf} and for class-transformer. */
export function noteNested(prototype: object, property: string | symbol, config: () => ConfigClass): void {
  Type(config)(prototype, property);
  Reflect.defineMetadata(NESTED, config, prototype, property);
}

/** The class of a group of settings, by `@nested` or by class-transformer's `@Type`; `undefined` for any other property. */
export function nestedClassOf(config: ConfigClass, name: string): ConfigClass | undefined {
  if (isInherited(name)) return undefined;
  const prototype = config.prototype as object;
  const noted = (Reflect.getMetadata(NESTED, prototype, name) as (() => ConfigClass) | undefined)?.();
  return noted ?? typeByTransformer(config, name);
}

const typesByTransformer = new WeakMap<ConfigClass, Map<string, ConfigClass | undefined>>();

/** class-transformer does not tell what `@Type` said, so an empty object shows it. */
function typeByTransformer(config: ConfigClass, name: string): ConfigClass | undefined {
  const known = typesByTransformer.get(config) ?? new Map<string, ConfigClass | undefined>();
  typesByTransformer.set(config, known);
  if (!known.has(name)) {
    if (!rulesOf(config).some((rule) => rule.property === name && rule.name === 'nested')) return undefined;
    const probe = (plainToInstance(config, { [name]: {} }) as Readonly<Record<string, unknown>>)[name];
    const type = typeof probe === 'object' && probe !== null ? (probe.constructor as ConfigClass) : Object;
    known.set(name, settingsOf(type as ConfigClass).length > 0 ? (type as ConfigClass) : undefined);
  }
  return known.get(name);
}

function nestedValue(type: ConfigClass | undefined, value: unknown): unknown {
  if (type === undefined) return copyPlain(value);
  if (Array.isArray(value)) return (value as readonly unknown[]).map((item) => nestedValue(type, item));
  return isPlainObject(value) ? hydrate(type, value) : value;
}

function toSecret(value: unknown): unknown {
  if (Array.isArray(value)) return (value as readonly unknown[]).map(toSecret);
  return typeof value === 'string' ? new Secret(value) : value;
}

/** Names that every object has; as settings they would be mistaken for methods. */
function isInherited(name: string): boolean {
  return name in Object.prototype;
}
