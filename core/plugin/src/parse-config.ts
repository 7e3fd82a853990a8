import 'reflect-metadata';
import { type ValidationError, validateSync } from 'class-validator';
import { rulesOf } from './config-rules.js';
import { isPlainObject } from './copy-plain.js';
import type { Sentence, Text } from './define-texts.js';
import { hydrate, nestedClassOf } from './hydrate.js';
import { RECORD_OF, strayKeys } from './is-record-of.js';
import { KERNEL_TEXTS as T } from './kernel-texts.js';
import type { Value } from './message.js';
import { kindOf, misshapen } from './misshapen.js';
import { ConfigProblems, type Problem, problemOf } from './problem.js';
import { type ConfigClass, settingsOf } from './setting.js';

/** A checked configuration, or everything that is wrong with it. */
export type ParseResult<C extends object> =
  | { readonly ok: true; readonly value: C }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * A plain object as an instance of its configuration class: checked, with defaults, texts of secrets wrapped.
 * Throws {@link ConfigProblems} with every problem and its path, which begins with `path`.
 */
export function parseConfig<C extends object>(config: ConfigClass<C>, plain: unknown, path: Problem['path'] = []): C {
  const result = tryParseConfig(config, plain, path);
  if (!result.ok) throw new ConfigProblems(result.problems);
  return result.value;
}

/** Like {@link parseConfig}, with the problems as its result. */
export function tryParseConfig<C extends object>(
  config: ConfigClass<C>,
  plain: unknown,
  path: Problem['path'] = [],
): ParseResult<C> {
  if (!isPlainObject(plain) && !(plain instanceof config)) {
    return { ok: false, problems: [problemOf(path, 'wrong-shape', T.problem.notSettings(kindOf(plain)))] };
  }
  const shape = misshapen(config, plain, path);
  const value = hydrate(config, plain);
  const rules = brokenRules(config, value, path).filter(
    (problem) => !shape.some(({ path: at }) => covers(at, problem)),
  );
  const problems = [...shape, ...rules];
  return problems.length === 0 ? { ok: true, value } : { ok: false, problems };
}

/** What the rules of a class say about an instance. */
export function brokenRules(config: ConfigClass, instance: object, path: Problem['path']): readonly Problem[] {
  return validateSync(instance, { forbidUnknownValues: false }).flatMap((error) => problemsOf(error, config, path));
}

function covers(at: Problem['path'], { path }: Problem): boolean {
  return at.every((part, index) => part === path[index]);
}

function problemsOf(error: ValidationError, config: ConfigClass, path: Problem['path']): readonly Problem[] {
  const { property, value, children = [] } = error;
  const at = [...path, property];
  const type = nestedClassOf(config, property);
  if (type === undefined || children.length === 0) return ownProblems(error, config, at);
  const below = children.flatMap((child) =>
    Array.isArray(value)
      ? (child.children ?? []).flatMap((inner) => problemsOf(inner, type, [...at, Number(child.property)]))
      : problemsOf(child, type, at),
  );
  return [...ownProblems(error, config, at), ...below];
}

/** Says what kind of value it must be before it says which: "must be a number" makes "must not be less than 1" noise. */
const KINDS = ['isString', 'isNumber', 'isInt', 'isBoolean', 'isArray', 'isObject', 'isInstance'];

function ownProblems(error: ValidationError, config: ConfigClass, path: Problem['path']): readonly Problem[] {
  const { property, value } = error;
  const broken = Object.entries(error.constraints ?? {}).map(([rule, text]) => ({
    rule,
    ...ruleMessage(text, property),
  }));
  if (broken.length === 0) return [];
  if (value === undefined || value === null) {
    const description = settingsOf(config).find(({ name }) => name === property)?.description;
    const { plain, said } = value === null ? T.problem.empty : T.problem.missing;
    const own = broken.find((rule) => rule.own)?.message;
    const code = value === null ? 'empty' : 'missing';
    if (own !== undefined) return [{ path, code, message: own }];
    return [{ path, code, message: description === undefined ? plain : `${plain}: ${description}`, said }];
  }
  const kinds = broken.filter(({ rule }) => KINDS.includes(rule));
  return (kinds.length > 0 ? kinds : broken).flatMap(({ rule, message }) =>
    rule === RECORD_OF && isPlainObject(value)
      ? strayProblems(config, property, value, path)
      : [problemOf(path, kebab(rule), ruleText(config, property, rule, message))],
  );
}

/** One for each key that has none of the allowed values. */
function strayProblems(
  config: ConfigClass,
  property: string,
  value: object,
  path: Problem['path'],
): readonly Problem[] {
  const rule = rulesOf(config).find((one) => one.property === property && one.name === RECORD_OF);
  const values = (rule?.constraints[0] ?? []) as readonly unknown[];
  const text = T.problem.oneOf(values.join(', '));
  return strayKeys(value, values).map((key) => problemOf([...path, key], 'is-in', text));
}

/** class-validator begins its messages with the property's name, which the path says already; an author's own it does not. */
function ruleMessage(text: string, property: string): { readonly message: string; readonly own: boolean } {
  for (const [beginning, kept] of [
    [`each value in ${property} `, 'each value '],
    [`All ${property}'s `, ''],
    [`${property} `, ''],
  ] as const)
    if (text.startsWith(beginning)) return { message: kept + text.slice(beginning.length), own: false };
  return { message: text, own: true };
}

/** What a rule says, by its name, unless its author gave it a message of its own. */
function ruleText(config: ConfigClass, property: string, name: string, message: string): Text {
  const text = Object.hasOwn(T.rule, name) ? T.rule[name as keyof typeof T.rule] : undefined;
  if (text === undefined) return message;
  const [limit] = rulesOf(config).find((rule) => rule.property === property && rule.name === name)?.constraints ?? [];
  const each = message.startsWith('each value ');
  const shown = Array.isArray(limit) ? limit.join(', ') : typeof limit === 'number' ? limit : String(limit);
  const sentence = typeof text === 'function' ? (text as (...values: readonly Value[]) => Sentence)(each, shown) : text;
  return sentence.plain === message ? sentence : message;
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
