import { isCondition, isList, type Rule, rulesOf } from './config-rules.js';
import { isPlainObject } from './copy-plain.js';
import { hydrate, nestedClassOf } from './hydrate.js';
import { RECORD_OF } from './is-record-of.js';
import { Secret } from './secret.js';
import { type ConfigClass, type SettingOptions, settingsOf } from './setting.js';

/** Shapes that forms and schemas know. `any`: the decorators do not say. */
export type SettingType = 'string' | 'number' | 'integer' | 'boolean' | 'list' | 'object' | 'any';

/** One setting, for help, forms and schemas. */
export interface SettingDescription extends SettingOptions {
  /** What is wrong with a value, by the code of the broken rule, where a translation says it better than the rule. */
  readonly problems?: Readonly<Record<string, string>>;
  /** The property of the class, which is the key in a configuration. */
  readonly name: string;
  /** The sentence of `@setting`. */
  readonly description: string;
  readonly secret: boolean;
  /** It has no default and is always needed. One that is needed only under a condition is not required. */
  readonly required: boolean;
  /** As an operator writes it in YAML; a secret is a `string`. */
  readonly type: SettingType;
  /** Of the items, where it is a list. */
  readonly items?: SettingType;
  /** The values that are allowed; of the items, where it is a list; of the values by key, where it is an object. */
  readonly values?: readonly (string | number | boolean)[];
  /** Of numbers; itself allowed. */
  readonly minimum?: number;
  /** Of numbers; itself allowed. */
  readonly maximum?: number;
  /** Of texts in characters, of lists in items. */
  readonly minimumLength?: number;
  /** Of texts in characters, of lists in items. */
  readonly maximumLength?: number;
  /** Regular expression that the text matches. */
  readonly pattern?: string;
  /** What a text must be where a pattern could not say it: a full address, or an e-mail address. */
  readonly format?: 'uri' | 'email';
  /** Absent for secrets and groups. */
  readonly defaultValue?: unknown;
  /** Settings of a group, or of each item where it is a list of groups. */
  readonly settings?: readonly SettingDescription[];
}

/**
 * What the decorators on a configuration class say. The class is the only source of help, forms and schemas.
 * `preset` are settings given in advance, as those of a derived plugin: they count as defaults.
 */
export function describeConfig(config: ConfigClass, preset: object = {}): readonly SettingDescription[] {
  const defaults = hydrate(config, preset) as Readonly<Record<string, unknown>>;
  const rules = rulesOf(config);
  return settingsOf(config).map(({ name, secret = false, ...explained }) => {
    const own = rules.filter((rule) => rule.property === name);
    const value = defaults[name];
    const nested = nestedClassOf(config, name);
    const list = isList(rules, name, value);
    return {
      ...explained,
      name,
      secret,
      required: value === undefined && !own.some(isCondition),
      ...(nested === undefined
        ? shapeOf(own, list, secret, value)
        : { type: list ? 'list' : 'object', ...(list ? { items: 'object' } : {}), ...settingsOfGroup(nested, value) }),
      ...(value === undefined || secret || nested !== undefined ? {} : { defaultValue: value }),
    };
  });
}

function settingsOfGroup(nested: ConfigClass, value: unknown): Pick<SettingDescription, 'settings'> {
  const preset = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  return { settings: describeConfig(nested, preset) };
}

type Shape = Omit<SettingDescription, 'name' | 'description' | 'secret' | 'required'>;

function shapeOf(rules: readonly Rule[], list: boolean, secret: boolean, value: unknown): Shape {
  const ofItems = rules.filter(({ each }) => each);
  if (!list && ofItems.length === 0) return { type: typeOf(rules, secret, value), ...limitsOf(rules) };
  const items = typeOf(ofItems, secret, undefined);
  const { minimumLength: _, maximumLength: __, ...limits } = limitsOf(ofItems);
  return { type: 'list', items, ...limits, ...lengthOf(rules, 'arrayMinSize', 'arrayMaxSize') };
}

const TYPES: Readonly<Record<string, SettingType>> = {
  isString: 'string',
  isUrl: 'string',
  isEmail: 'string',
  matches: 'string',
  isLength: 'string',
  minLength: 'string',
  maxLength: 'string',
  isInt: 'integer',
  isNumber: 'number',
  isBoolean: 'boolean',
  isObject: 'object',
  isRecordOf: 'object',
};

function typeOf(rules: readonly Rule[], secret: boolean, value: unknown): SettingType {
  if (secret) return 'string';
  const named = rules.flatMap(({ name }) => TYPES[name] ?? []);
  if (named.length > 0) return named.includes('integer') ? 'integer' : (named[0] ?? 'any');
  const sample = valuesOf(rules)?.[0] ?? value;
  if (typeof sample === 'string' || typeof sample === 'number' || typeof sample === 'boolean') {
    return typeof sample as SettingType;
  }
  return isPlainObject(sample) && !(sample instanceof Secret) ? 'object' : 'any';
}

function limitsOf(rules: readonly Rule[]): Partial<SettingDescription> {
  const constraint = (name: string): unknown => rules.find((rule) => rule.name === name)?.constraints[0];
  const values = valuesOf(rules);
  const pattern = constraint('matches');
  const has = (name: string): boolean => rules.some((rule) => rule.name === name);
  const format = has('isUrl') ? 'uri' : has('isEmail') ? 'email' : undefined;
  const minimum = constraint('min');
  const maximum = constraint('max');
  return {
    ...(values === undefined ? {} : { values }),
    ...(typeof minimum === 'number' ? { minimum } : {}),
    ...(typeof maximum === 'number' ? { maximum } : {}),
    ...(pattern instanceof RegExp && pattern.flags.replace('u', '') === '' ? { pattern: pattern.source } : {}),
    ...(format === undefined ? {} : { format }),
    ...lengthOf(rules, 'minLength', 'maxLength'),
  };
}

const VALUED = ['isIn', 'isEnum', 'equals', RECORD_OF];

function valuesOf(rules: readonly Rule[]): SettingDescription['values'] | undefined {
  const rule = rules.find(({ name }) => VALUED.includes(name));
  if (rule === undefined) return undefined;
  const [first, second] = rule.constraints;
  const values = rule.name === 'equals' ? [first] : rule.name === 'isEnum' ? second : first;
  return Array.isArray(values) ? (values as SettingDescription['values']) : undefined;
}

function lengthOf(rules: readonly Rule[], least: string, most: string): Partial<SettingDescription> {
  const find = (name: string): unknown => rules.find((rule) => rule.name === name)?.constraints[0];
  const [shortest, longest] = rules.find(({ name }) => name === 'isLength')?.constraints ?? [];
  const minimumLength = find(least) ?? shortest;
  const maximumLength = find(most) ?? longest;
  return {
    ...(typeof minimumLength === 'number' ? { minimumLength } : {}),
    ...(typeof maximumLength === 'number' ? { maximumLength } : {}),
  };
}
