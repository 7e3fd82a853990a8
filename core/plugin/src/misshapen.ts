import { isList, knownSettings, type Rule, rulesOf } from './config-rules.js';
import { isPlainObject } from './copy-plain.js';
import { nestedClassOf } from './hydrate.js';
import type { Problem } from './problem.js';
import { Secret } from './secret.js';
import { type ConfigClass, settingsOf } from './setting.js';
import { nearest } from './suggest.js';

/**
 * What is wrong with the shape of settings, before any rule looks at the values: unknown names, a text where a group of
 * settings stands, nothing at all. Each problem makes the rules of that setting pointless.
 */
export function misshapen(config: ConfigClass, plain: object, path: Problem['path']): readonly Problem[] {
  const known = knownSettings(config);
  const rules = rulesOf(config);
  const secrets = new Set(settingsOf(config).flatMap(({ name, secret }) => (secret === true ? [name] : [])));
  const defaults = new config() as Readonly<Record<string, unknown>>;
  return Object.entries(plain).flatMap(([name, value]) => {
    const at = [...path, name];
    if (!known.includes(name)) return [unknownSetting(name, known, at)];
    if (value === undefined) return [];
    if (secrets.has(name)) return misshapenSecret(value, at);
    const type = nestedClassOf(config, name);
    if (type !== undefined) return misshapenGroup(type, value, isList(rules, name, defaults[name]), at);
    return value === null && refusesNull(rules.filter(({ property }) => property === name)) ? [empty(at)] : [];
  });
}

function unknownSetting(name: string, known: readonly string[], path: Problem['path']): Problem {
  const near = nearest(name, known);
  const list = known.length === 0 ? 'There are no settings here.' : `Known: ${[...known].sort().join(', ')}.`;
  return {
    path,
    code: 'unknown-setting',
    message: `there is no setting "${name}". ${near === undefined ? list : `Did you mean "${near}"?`}`,
    ...(near === undefined ? {} : { suggestion: near }),
  };
}

function misshapenGroup(type: ConfigClass, value: unknown, list: boolean, path: Problem['path']): readonly Problem[] {
  if (list && Array.isArray(value)) {
    return (value as readonly unknown[]).flatMap((item, index) => misshapenGroup(type, item, false, [...path, index]));
  }
  if (value === null) return [empty(path)];
  if (list) return [wrongShape(`must be a list, and is ${kindOf(value)}`, path)];
  if (value instanceof type || isPlainObject(value)) return misshapen(type, value, path);
  return [wrongShape(`must be settings ("name: value"), and is ${kindOf(value)}`, path)];
}

function misshapenSecret(value: unknown, path: Problem['path']): readonly Problem[] {
  if (Array.isArray(value)) {
    return (value as readonly unknown[]).flatMap((item, index) => misshapenSecret(item, [...path, index]));
  }
  const text = value instanceof Secret ? value.reveal() : value;
  if (text === null) return [empty(path)];
  if (typeof text !== 'string') return [wrongShape(`must be text, and is ${kindOf(value)}; put it in quotes`, path)];
  if (text !== '') return [];
  return [
    {
      path,
      code: 'empty',
      message: 'is empty; see whether the environment variable or file it comes from has a value',
    },
  ];
}

/** `@IsOptional()` lets `null` pass, which then stands where the class declares a text. */
function refusesNull(rules: readonly Rule[]): boolean {
  return rules.some(({ name }) => name === 'isOptional') && rules.some((rule) => rule.refuses(null));
}

function empty(path: Problem['path']): Problem {
  return { path, code: 'empty', message: 'is empty; give it a value or leave the line out' };
}

function wrongShape(message: string, path: Problem['path']): Problem {
  return { path, code: 'wrong-shape', message };
}

/** Never the value itself: it may be a secret in the wrong place. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a group of settings';
  const kinds: Readonly<Record<string, string>> = { string: 'text', number: 'a number', boolean: 'true or false' };
  return kinds[typeof value] ?? `a JavaScript ${typeof value}`;
}
