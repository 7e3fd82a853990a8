import { isCondition, type Rule, rulesOf } from './config-rules.js';
import { hydrate, nestedClassOf } from './hydrate.js';
import { brokenRules } from './parse-config.js';
import type { Problem } from './problem.js';
import { type ConfigClass, type SettingMetadata, settingsOf } from './setting.js';

/**
 * What is wrong with a configuration class itself: settings that nobody explains or checks, defaults that break the
 * class's own rules, groups without a class. For tests of plugins; contract suites call it for each plugin.
 */
export function lintConfigClass(config: ConfigClass, path: Problem['path'] = []): readonly Problem[] {
  const settings = settingsOf(config);
  const rules = rulesOf(config);
  return [
    ...settings.flatMap((setting) => lintSetting(setting, rules, [...path, setting.name])),
    ...unexplained(settings, rules).map((name) => ({
      path: [...path, name],
      code: 'unexplained',
      message: "is checked, but nobody explains it: add @setting('…')",
    })),
    ...lintDefaults(config, path),
    ...settings.flatMap(({ name }) => lintGroup(config, rules, [...path, name], name)),
  ];
}

/** {@link lintConfigClass} as sentences: `DrupalConfig.baseUrl is explained, but nothing checks it`. */
export function lintConfig(config: ConfigClass): readonly string[] {
  return lintConfigClass(config).map(({ path, message }) => `${config.name}.${path.join('.')} ${message}`);
}

function lintSetting(
  { name, description, secret }: SettingMetadata,
  rules: readonly Rule[],
  path: Problem['path'],
): readonly Problem[] {
  const own = rules.filter(({ property }) => property === name);
  const problem = (code: string, message: string): readonly Problem[] => [{ path, code, message }];
  if (name in Object.prototype)
    return problem('reserved', 'has a name that every JavaScript object has; choose another');
  if (description.trim() === '') return problem('unexplained', 'has an empty explanation');
  if (own.every(isCondition)) return problem('unchecked', 'is explained, but nothing checks it');
  if (secret === true && !own.some((rule) => rule.name === 'isInstance')) {
    return problem('unchecked', 'is secret, but nothing checks that it is a Secret: add @IsInstance(Secret)');
  }
  return [];
}

function unexplained(settings: readonly SettingMetadata[], rules: readonly Rule[]): readonly string[] {
  const explained = new Set(settings.map(({ name }) => name));
  return [...new Set(rules.map(({ property }) => property))].filter((name) => !explained.has(name));
}

/** Only what has a default is looked at: a setting that is needed has none, and rules may depend on it. */
function lintDefaults(config: ConfigClass, path: Problem['path']): readonly Problem[] {
  return brokenRules(config, hydrate(config, {}), path)
    .filter(({ code }) => code !== 'missing')
    .map((problem) => ({
      ...problem,
      code: 'bad-default',
      message: `has a default that breaks its own rule: ${problem.message}`,
    }));
}

function lintGroup(
  config: ConfigClass,
  rules: readonly Rule[],
  path: Problem['path'],
  name: string,
): readonly Problem[] {
  const nested = nestedClassOf(config, name);
  const isGroup = rules.some((rule) => rule.property === name && rule.name === 'nested');
  if (nested !== undefined) return lintConfigClass(nested, path);
  if (!isGroup) return [];
  return [{ path, code: 'untyped', message: 'is a group of settings without a class: use @nested(() => GroupConfig)' }];
}
