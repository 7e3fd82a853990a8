import { describeConfig, type SettingDescription, type SettingType } from './describe-config.js';
import type { ConfigClass } from './setting.js';

/** A schema as plain data, ready for `JSON.stringify`. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * JSON Schema (2020-12) of a configuration class, for editors. Without `$schema`, so that it can stand inside another one.
 * `preset` as for `describeConfig`.
 */
export function configJsonSchema(config: ConfigClass, preset: object = {}): JsonSchema {
  return groupSchema(describeConfig(config, preset));
}

function groupSchema(settings: readonly SettingDescription[]): JsonSchema {
  const required = settings.filter((setting) => setting.required).map(({ name }) => name);
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(settings.map((setting) => [setting.name, settingSchema(setting)])),
    ...(required.length === 0 ? {} : { required }),
  };
}

function settingSchema(setting: SettingDescription): JsonSchema {
  const { label, description, defaultValue, example, secret } = setting;
  return {
    ...(label === undefined ? {} : { title: label }),
    description,
    ...(setting.type === 'list' ? listSchema(setting) : valueSchema(setting.type, setting)),
    ...(defaultValue === undefined ? {} : { default: defaultValue }),
    ...(example === undefined ? {} : { examples: [example] }),
    ...(secret ? { writeOnly: true } : {}),
  };
}

function listSchema(setting: SettingDescription): JsonSchema {
  const { minimumLength, maximumLength, ...item } = setting;
  return {
    type: 'array',
    items: valueSchema(setting.items ?? 'any', item),
    ...(minimumLength === undefined ? {} : { minItems: minimumLength }),
    ...(maximumLength === undefined ? {} : { maxItems: maximumLength }),
  };
}

function valueSchema(type: SettingType, setting: SettingDescription): JsonSchema {
  const { settings, values, minimum, maximum, minimumLength, maximumLength, pattern, format } = setting;
  if (settings !== undefined) return groupSchema(settings);
  if (type === 'object') return { type, ...(values === undefined ? {} : { additionalProperties: { enum: values } }) };
  return {
    ...(type === 'any' ? {} : { type }),
    ...(values === undefined ? {} : { enum: values }),
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
    ...(minimumLength === undefined ? {} : { minLength: minimumLength }),
    ...(maximumLength === undefined ? {} : { maxLength: maximumLength }),
    ...(pattern === undefined ? {} : { pattern }),
    ...(format === undefined ? {} : { format }),
  };
}
