import type { AttributeDescription, Mapper, ResourceSchema } from '@rollcall/contract';
import {
  ConfigProblems,
  PluginCreationError,
  type PluginManager,
  parseConfig,
  UnknownPluginError,
} from '@rollcall/plugin';
import type { Container } from 'inversify';
import { MappingRuleConfig } from '../config/mapping-rule-config.js';
import { placeOfFault } from '../fault-text.js';
import type { CompiledRule } from '../run/map.js';
import { compileFilter } from './filter.js';
import type { Problems } from './problems.js';
import { resolveAttribute, unknownAttribute } from './resolve-attribute.js';

export interface MappingInput {
  readonly source: ResourceSchema;
  readonly target: ResourceSchema;
  readonly sourceName: string;
  readonly targetName: string;
  readonly mappers: PluginManager<Mapper>;
  readonly services: Container;
  readonly problems: Problems;
}

export interface CompiledMapping {
  readonly rules: readonly CompiledRule[];
  /** Target attributes that a line is about, whether or not something else is wrong with the line. */
  readonly filled: ReadonlySet<string>;
}

/** The rules of a mapping, with names resolved and mappers made. Without a mapping: the attributes that mean the same. */
export function compileMapping(
  mapping: Readonly<Record<string, unknown>> | undefined,
  input: MappingInput,
): CompiledMapping {
  const lines = mapping ?? defaultMapping(input.source, input.target);
  const rules: CompiledRule[] = [];
  const filled = new Map<string, string>();
  for (const [name, line] of Object.entries(lines)) {
    const target = targetOf(name, input);
    if (target === undefined) continue;
    const other = filled.get(target.name);
    if (other !== undefined)
      input.problems.add(['mapping', name], `it fills the same attribute as "${other}"; take one of them away`);
    filled.set(target.name, name);
    const rule = compileRule(name, target, line, input);
    if (rule !== undefined) rules.push(rule);
  }
  checkRequired(filled, input);
  return { rules, filled: new Set(filled.keys()) };
}

/** Source and target attributes that name the same SCIM attribute. */
export function defaultMapping(source: ResourceSchema, target: ResourceSchema): Readonly<Record<string, unknown>> {
  const lines: Record<string, unknown> = {};
  for (const { name, scim, readOnly } of target.attributes) {
    const meaning = scim ?? name;
    if (readOnly === true) continue;
    const from = source.attributes.find(
      (attribute) => (attribute.scim ?? attribute.name) === meaning && attribute.scim !== 'active',
    );
    if (from !== undefined) lines[name] = from.name;
  }
  return lines;
}

function targetOf(name: string, { target, targetName, problems }: MappingInput): AttributeDescription | undefined {
  const attribute = resolveAttribute(target, name);
  if (attribute === undefined) problems.add(['mapping', name], unknownAttribute(target, targetName, name));
  else if (attribute.scim === 'active')
    problems.add(
      ['mapping', name],
      'whether an account may sign in follows from the source and "leavers"; it is not mapped',
    );
  else if (attribute.readOnly === true)
    problems.add(['mapping', name], `${targetName} does not let "${attribute.name}" be written`);
  else return attribute;
  return undefined;
}

function compileRule(
  name: string,
  target: AttributeDescription,
  line: unknown,
  input: MappingInput,
): CompiledRule | undefined {
  const path = ['mapping', name];
  const config = parseLine(line, path, input.problems);
  if (config === undefined) return undefined;
  const from = (config.from === undefined ? [] : [config.from].flat()).map((attribute) =>
    sourceOf(attribute, path, input),
  );
  const mappers = config.through.map((step, index) => compileStep(step, [...path, 'through', index], input));
  const when =
    config.when === undefined
      ? undefined
      : compileFilter(config.when, (attribute) => resolveAttribute(input.source, attribute)?.name, input.problems, [
          ...path,
          'when',
        ]);
  if (from.length === 0 && mappers.length === 0) input.problems.add(path, 'it needs "from", "through" or both');
  if (from.includes(undefined) || mappers.includes(undefined) || (config.when !== undefined && when === undefined))
    return undefined;
  const apply = target.writeOnce === true ? 'create' : config.apply;
  return {
    target: target.name,
    from: from as string[],
    mappers: mappers as CompiledRule['mappers'],
    apply,
    when: when?.test,
    reads: [...(from as string[]), ...(when?.attributes ?? [])],
  };
}

function parseLine(
  line: unknown,
  path: readonly (string | number)[],
  problems: Problems,
): MappingRuleConfig | undefined {
  try {
    return parseConfig(MappingRuleConfig, typeof line === 'string' || Array.isArray(line) ? { from: line } : line);
  } catch (error) {
    if (!ConfigProblems.is(error)) throw error;
    for (const problem of error.problems) problems.add([...path, ...problem.path], problem.message);
    return undefined;
  }
}

function sourceOf(
  name: string,
  path: readonly (string | number)[],
  { source, sourceName, problems }: MappingInput,
): string | undefined {
  const attribute = resolveAttribute(source, name);
  if (attribute === undefined) problems.add(path, unknownAttribute(source, sourceName, name));
  return attribute?.name;
}

function compileStep(
  step: unknown,
  path: readonly (string | number)[],
  { mappers, services, problems }: MappingInput,
): CompiledRule['mappers'][number] | undefined {
  const [id, settings, surplus] =
    typeof step === 'string'
      ? [step, {}]
      : ([
          ...(Object.entries(typeof step === 'object' && step !== null ? step : {})[0] ?? []),
          Object.keys((step ?? {}) as object)[1],
        ] as [string | undefined, unknown, string | undefined]);
  if (id === undefined || surplus !== undefined) {
    problems.add(path, 'it must be the id of a mapper, or { id: settings }');
    return undefined;
  }
  try {
    return { id, mapper: mappers.create(id, settings ?? {}, { parent: services, path: [id] }) };
  } catch (error) {
    if (ConfigProblems.is(error))
      for (const problem of error.problems) problems.add([...path, ...problem.path], problem.message);
    else if (UnknownPluginError.is(error) || error instanceof PluginCreationError) problems.add(path, error.message);
    else problems.add(path, `making the mapper "${id}": ${faultOf(error)}; this is a fault of the mapper`);
    return undefined;
  }
}

function checkRequired(filled: ReadonlyMap<string, string>, { target, targetName, problems }: MappingInput): void {
  for (const { name, required, scim } of target.attributes) {
    if (required === true && !filled.has(name))
      problems.add(['mapping'], `${targetName} needs "${scim ?? name}" for every new account, and nothing fills it`);
  }
}

/** Nobody's values are at hand yet, so the message may be told. */
function faultOf(error: unknown): string {
  if (!(error instanceof Error)) return `it threw ${String(error)}`;
  const place = placeOfFault(error);
  return `it threw ${error.name}: ${error.message}${place === undefined ? '' : ` (${place})`}`;
}
