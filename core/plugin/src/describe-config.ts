import { getMetadataStorage } from 'class-validator';
import { Secret } from './secret.js';
import { type ConfigClass, settingsOf } from './setting.js';

/** One setting, for help, forms and schemas. */
export interface SettingDescription {
  readonly name: string;
  readonly description: string;
  readonly label?: string;
  readonly example?: string;
  readonly secret: boolean;
  readonly required: boolean;
  readonly type: 'string' | 'number' | 'integer' | 'boolean' | 'list' | 'object' | 'any';
  readonly values?: readonly (string | number)[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly defaultValue?: unknown;
  /** Settings of a nested class. */
  readonly settings?: readonly SettingDescription[];
}

/** What the decorators on a configuration class say. The class is the only source. */
export function describeConfig(config: ConfigClass): readonly SettingDescription[] {
  const defaults = new config() as Readonly<Record<string, unknown>>;
  const rules = rulesOf(config);
  return settingsOf(config).map(({ name, description, label, example, secret }) => {
    const own = rules.filter((rule) => rule.property === name);
    const value = defaults[name];
    const nested = nestedClass(config, name, value);
    return {
      name, description, secret: secret === true,
      required: value === undefined && !own.some((rule) => rule.name === 'isOptional'),
      ...typeOf(own, nested),
      ...(label === undefined ? {} : { label }),
      ...(example === undefined ? {} : { example }),
      ...(value === undefined || value instanceof Secret || nested !== undefined ? {} : { defaultValue: value }),
      ...(nested === undefined ? {} : { settings: describeConfig(nested) }),
    };
  });
}

/** JSON Schema (2020-12) of a configuration class, for editors. */
export function configJsonSchema(config: ConfigClass): Readonly<Record<string, unknown>> {
  return schemaOf(describeConfig(config));
}

/** What is wrong with a configuration class itself: settings that nobody explains or checks. For tests of plugins. */
export function lintConfig(config: ConfigClass): readonly string[] {
  const explained = new Set(settingsOf(config).map(({ name }) => name));
  const checked = new Set(rulesOf(config).map(({ property }) => property));
  return [
    ...[...explained].filter((name) => !checked.has(name)).map((name) => `${config.name}.${name} is explained, but nothing checks it`),
    ...[...checked].filter((name) => !explained.has(name)).map((name) => `${config.name}.${name} is checked, but nobody explains it: add @setting('…')`),
  ];
}

interface Rule {
  readonly property: string;
  readonly name: string;
  readonly constraints: readonly unknown[];
}

function rulesOf(config: ConfigClass): readonly Rule[] {
  return getMetadataStorage()
    .getTargetValidationMetadatas(config, '', false, false)
    .map(({ propertyName, name, type, constraints }) => ({ property: propertyName, name: name ?? nameOfType(type), constraints: (constraints ?? []) as readonly unknown[] }));
}

function nameOfType(type: string): string {
  return type === 'conditionalValidation' ? 'isOptional' : type;
}

function typeOf(rules: readonly Rule[], nested: ConfigClass | undefined): Pick<SettingDescription, 'type' | 'values' | 'minimum' | 'maximum'> {
  const has = (name: string): boolean => rules.some((rule) => rule.name === name);
  const constraint = (name: string): unknown => rules.find((rule) => rule.name === name)?.constraints[0];
  const values = constraint('isIn') as readonly (string | number)[] | undefined;
  const minimum = constraint('min') as number | undefined;
  const maximum = constraint('max') as number | undefined;
  const limits = { ...(values === undefined ? {} : { values }), ...(minimum === undefined ? {} : { minimum }), ...(maximum === undefined ? {} : { maximum }) };
  if (nested !== undefined || has('isObject')) return { type: 'object', ...limits };
  if (has('isArray')) return { type: 'list', ...limits };
  if (has('isInt')) return { type: 'integer', ...limits };
  if (has('isNumber')) return { type: 'number', ...limits };
  if (has('isBoolean')) return { type: 'boolean', ...limits };
  if (has('isString') || has('isUrl') || has('isIn') || has('isInstance')) return { type: 'string', ...limits };
  return { type: 'any', ...limits };
}

function nestedClass(config: ConfigClass, name: string, value: unknown): ConfigClass | undefined {
  const declared = (Reflect.getMetadata('@rollcall/nested', config.prototype as object, name) as (() => ConfigClass) | undefined)?.();
  if (declared !== undefined) return declared;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const constructor = value.constructor as ConfigClass;
  return settingsOf(constructor).length > 0 ? constructor : undefined;
}

function schemaOf(settings: readonly SettingDescription[]): Readonly<Record<string, unknown>> {
  const required = settings.filter((setting) => setting.required).map(({ name }) => name);
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(settings.map((setting) => [setting.name, propertyOf(setting)])),
    ...(required.length === 0 ? {} : { required }),
  };
}

function propertyOf({ description, type, values, minimum, maximum, defaultValue, settings }: SettingDescription): Readonly<Record<string, unknown>> {
  if (settings !== undefined) return { description, ...schemaOf(settings) };
  const json = type === 'list' ? { type: 'array', ...(values === undefined ? {} : { items: { enum: values } }) } : type === 'any' ? {} : { type, ...(values === undefined ? {} : { enum: values }) };
  return { description, ...json, ...(minimum === undefined ? {} : { minimum }), ...(maximum === undefined ? {} : { maximum }), ...(defaultValue === undefined ? {} : { default: defaultValue }) };
}
