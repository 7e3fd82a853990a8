import { isList, knownSettings, type Rule, rulesOf } from './config-rules.js';
import { isPlainObject } from './copy-plain.js';
import type { Sentence, Text } from './define-texts.js';
import { nestedClassOf } from './hydrate.js';
import { KERNEL_TEXTS as T } from './kernel-texts.js';
import { type Problem, problemOf } from './problem.js';
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
  if (near !== undefined)
    return { ...problemOf(path, 'unknown-setting', T.problem.unknownNear(name, near)), suggestion: near };
  const text = known.length === 0 ? T.problem.unknownNone(name) : T.problem.unknown(name, [...known].sort().join(', '));
  return problemOf(path, 'unknown-setting', text);
}

function misshapenGroup(type: ConfigClass, value: unknown, list: boolean, path: Problem['path']): readonly Problem[] {
  if (list && Array.isArray(value)) {
    return (value as readonly unknown[]).flatMap((item, index) => misshapenGroup(type, item, false, [...path, index]));
  }
  if (value === null) return [empty(path)];
  if (list) return [wrongShape(T.problem.notList(kindOf(value)), path)];
  if (value instanceof type || isPlainObject(value)) return misshapen(type, value, path);
  return [wrongShape(T.problem.notSettings(kindOf(value)), path)];
}

function misshapenSecret(value: unknown, path: Problem['path']): readonly Problem[] {
  if (Array.isArray(value)) {
    return (value as readonly unknown[]).flatMap((item, index) => misshapenSecret(item, [...path, index]));
  }
  const text = value instanceof Secret ? value.reveal() : value;
  if (text === null) return [empty(path)];
  if (typeof text !== 'string') return [wrongShape(T.problem.notText(kindOf(value)), path)];
  return text === '' ? [problemOf(path, 'empty', T.problem.emptySecret)] : [];
}

/** `@IsOptional()` lets `null` pass, which then stands where the class declares a text. */
function refusesNull(rules: readonly Rule[]): boolean {
  return rules.some(({ name }) => name === 'isOptional') && rules.some((rule) => rule.refuses(null));
}

function empty(path: Problem['path']): Problem {
  return problemOf(path, 'empty', T.problem.nothing);
}

function wrongShape(text: Text, path: Problem['path']): Problem {
  return problemOf(path, 'wrong-shape', text);
}

/** Never the value itself: it may be a secret in the wrong place. */
export function kindOf(value: unknown): Sentence {
  const { kind } = T;
  if (value === null || value === undefined) return kind.empty;
  if (Array.isArray(value)) return kind.list;
  if (typeof value === 'object') return kind.group;
  const kinds: Readonly<Record<string, Sentence>> = { string: kind.string, number: kind.number, boolean: kind.boolean };
  return kinds[typeof value] ?? kind.other(typeof value);
}
