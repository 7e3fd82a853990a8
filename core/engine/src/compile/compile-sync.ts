import {
  type Group,
  type Mapper,
  OPERATIONS,
  type Operation,
  type OperationSupport,
  type Provider,
  type ResourceSchema,
} from '@rollcall/contract';
import { ConfigProblems, type PluginManager, suggestion } from '@rollcall/plugin';
import type { Container } from 'inversify';
import { FIRST_CREDENTIALS, type FirstCredential, type SyncConfig, type SyncMode } from '../config/sync-config.js';
import type { CompiledSync, Connection, CorrelationRule, UniqueAttribute } from '../run/compiled-sync.js';
import { CREDENTIAL_KINDS } from '../run/first-credential.js';
import { namesakes } from '../run/group-path.js';
import { type CompiledRule, createMapping } from '../run/map.js';
import { createScope, resolveRoles } from '../run/scope.js';
import { stable } from '../values/stable.js';
import { compileFilter } from './filter.js';
import { compileGroups } from './groups.js';
import { compileMapping } from './mapping.js';
import { Problems } from './problems.js';
import { resolveAttribute, unknownAttribute } from './resolve-attribute.js';

export interface CompileInput {
  readonly name: string;
  readonly config: SyncConfig;
  readonly from: Connection;
  readonly to: Connection;
  readonly mappers: PluginManager<Mapper>;
  readonly services: Container;
  readonly signal: AbortSignal;
}

/** What `explain` needs besides: the rules one by one. */
export interface Compilation {
  readonly sync: CompiledSync;
  readonly rules: readonly CompiledRule[];
  readonly sourceGroups: readonly Group[];
  readonly sourceSchema: ResourceSchema;
  readonly targetSchema: ResourceSchema;
}

const NOTHING: OperationSupport = Object.fromEntries(
  ['create', 'update', 'deactivate', 'reactivate', 'delete', 'memberships', 'list'].map((name) => [
    name,
    { supported: false, reason: 'the target cannot be written to' },
  ]),
) as unknown as OperationSupport;
export const DEFAULT_CONCURRENCY = 8;

/** Makes a sync ready: asks both systems what they have, resolves every name, builds mappers. Throws `ConfigProblems` with all problems at once. */
export async function compileSync(input: CompileInput): Promise<Compilation> {
  const { config, from, to, signal } = input;
  const problems = new Problems(['syncs', input.name]);
  if (from.provider.accounts === undefined)
    problems.add(['from'], `"${from.name}" cannot be read, so it cannot be a source`);
  if (to.provider.writer === undefined)
    problems.add(['to'], `"${to.name}" cannot be written to, so it cannot be a target`);
  if (problems.all.length > 0) throw new ConfigProblems(problems.all);
  const [source, target, support, sourceGroups, targetGroups] = await Promise.all([
    from.provider.schema(signal),
    to.provider.schema(signal),
    to.provider.writer?.operations(signal) ?? NOTHING,
    listGroups(from.provider, signal),
    config.groups === undefined ? [] : listGroups(to.provider, signal),
  ]);
  const { rules, filled } = compileMapping(config.mapping, {
    source,
    target,
    sourceName: from.name,
    targetName: to.name,
    mappers: input.mappers,
    services: input.services,
    problems,
  });
  const { roles, unknown } = resolveRoles(config.scope.roles, sourceGroups);
  if (sourceGroups.length > 0)
    for (const name of unknown)
      problems.add(
        ['scope', 'roles'],
        `${from.name} has no role "${name}". ${suggestion(
          name,
          sourceGroups.map(({ id }) => id),
        )}`,
      );
  for (const name of config.scope.roles ?? []) {
    const several = namesakes(sourceGroups, name);
    if (several.length > 0)
      problems.add(
        ['scope', 'roles'],
        `${from.name} has ${several.length} groups "${name}": ${several.join(', ')}; write the id`,
      );
  }
  const where =
    config.scope.where === undefined
      ? undefined
      : compileFilter(config.scope.where, (name) => resolveAttribute(source, name)?.name, problems, ['scope', 'where']);
  const correlate = compileCorrelation(config, target, to.name, filled, problems);
  const groups =
    config.groups === undefined
      ? undefined
      : compileGroups(config.groups, {
          source: sourceGroups,
          target: targetGroups,
          writer: to.provider.groupWriter,
          targetName: to.name,
          problems,
        });
  checkCredential(config.credential, to, ['credential'], problems);
  if (problems.all.length > 0) throw new ConfigProblems(problems.all);
  const groupNames = new Map(sourceGroups.map(({ id, name }) => [id, name]));
  const sync: CompiledSync = {
    name: input.name,
    from,
    to,
    correlate,
    adopt: config.adopt,
    takesAway: config.mode === 'mirror',
    operations: allowedBy(config),
    support,
    credential: config.credential,
    groups,
    leavers: config.leavers,
    guard: config.guard,
    protect: new Set(config.protect.map((name) => name.toLowerCase())),
    scope: createScope({ roles, roleNames: groupNames, where: where?.test, whereText: config.scope.where }),
    map: createMapping({ rules, groupNames, groups: groups?.desired ?? (() => []) }),
    sourceAttributes: sourceAttributes(source, rules, where?.attributes ?? []),
    targetAttributes: [
      ...new Set([...rules.map(({ target: name }) => name), ...correlate.flatMap(({ attributes }) => attributes)]),
    ],
    unique: uniqueAttributes(target, new Set(rules.map(({ target: name }) => name))),
    concurrency: config.concurrency ?? to.provider.limits?.concurrency ?? DEFAULT_CONCURRENCY,
  };
  return { sync, rules, sourceGroups, sourceSchema: source, targetSchema: target };
}

/** What of these no two accounts of a system may share. */
export function uniqueAttributes(
  { attributes }: ResourceSchema,
  filled: ReadonlySet<string>,
): readonly UniqueAttribute[] {
  return attributes
    .filter(({ name, unique, multiValued }) => unique === true && multiValued !== true && filled.has(name))
    .map(({ name, caseExact }) => ({ name, caseExact: caseExact === true }));
}

const WITHIN: Readonly<Record<SyncMode, readonly Operation[]>> = {
  mirror: OPERATIONS,
  additive: ['create', 'update', 'reactivate'],
  enrich: ['update'],
};

/** What the mode and the configuration both allow. */
function allowedBy({ mode, operations }: SyncConfig): ReadonlySet<Operation> {
  return new Set(operations.filter((operation) => WITHIN[mode].includes(operation)));
}

export function checkCredential(
  credential: FirstCredential,
  to: Connection,
  path: readonly (string | number)[],
  problems: Problems,
): void {
  if (credential === 'none') return;
  const can = to.provider.writer?.credentials ?? [];
  if (can.includes(CREDENTIAL_KINDS[credential])) return;
  const others = FIRST_CREDENTIALS.filter((policy) => policy === 'none' || can.includes(CREDENTIAL_KINDS[policy]));
  problems.add(path, `"${to.name}" cannot do "${credential}"; it can: ${others.join(', ')}`);
}

export async function listGroups(provider: Provider, signal: AbortSignal): Promise<readonly Group[]> {
  return provider.groups === undefined ? [] : Array.fromAsync(provider.groups.list(signal));
}

/** Mappers may read the whole account, so with any mapper that takes no `from` all attributes are asked for. */
export function sourceAttributes(
  source: ResourceSchema,
  rules: readonly CompiledRule[],
  filtered: readonly string[],
): readonly string[] {
  const whole = rules.some(
    ({ from, mappers }) =>
      from.length === 0 || mappers.some(({ mapper }) => 'readsAccount' in mapper && mapper.readsAccount === true),
  );
  const needed = new Set([...rules.flatMap(({ reads }) => reads), ...filtered]);
  return whole ? [...new Set([...source.attributes.map(({ name }) => name), ...needed])] : [...needed];
}

const USUAL_CORRELATION = ['userName', 'externalId', 'emails[type eq "work"].value'];

export function compileCorrelation(
  config: Pick<SyncConfig, 'correlate'>,
  target: ResourceSchema,
  targetName: string,
  filled: ReadonlySet<string>,
  problems: Problems,
): readonly CorrelationRule[] {
  const usual = USUAL_CORRELATION.filter((name) =>
    filled.has(resolveAttribute({ attributes: target.attributes }, name)?.name ?? (target.open === true ? name : '')),
  );
  const wanted = config.correlate ?? usual.slice(0, 2);
  const compiled = wanted.map((rule, index) => correlationRule(rule, index, target, targetName, filled, problems));
  refuseRepeated(compiled, problems);
  if (compiled.length === 0)
    problems.add(
      ['correlate'],
      'it needs at least one attribute by which an account can be found again, such as userName, and the mapping must fill it',
    );
  return compiled.filter((rule) => rule !== undefined);
}

/** A rule that looks for the same as one before it finds nobody else; something else was meant. */
function refuseRepeated(rules: readonly (CorrelationRule | undefined)[], problems: Problems): void {
  const seen = new Map<string, number>();
  for (const [index, rule] of rules.entries()) {
    if (rule === undefined) continue;
    const key = stable([...rule.attributes].sort());
    const first = seen.get(key);
    if (first === undefined) seen.set(key, index);
    else
      problems.add(
        ['correlate', index],
        `it looks for the same as rule ${first + 1} (${rule.attributes.join(' and ')}); take one of them away`,
      );
  }
}

function correlationRule(
  wanted: NonNullable<SyncConfig['correlate']>[number],
  index: number,
  target: ResourceSchema,
  targetName: string,
  filled: ReadonlySet<string>,
  problems: Problems,
): CorrelationRule | undefined {
  const isPlain = typeof wanted === 'string' || Array.isArray(wanted);
  const { by: names, confirm } = isPlain
    ? { by: [wanted].flat(), confirm: false }
    : { ...wanted, by: [wanted.by].flat() };
  if (names.length === 0 || names.some((name) => typeof name !== 'string')) {
    problems.add(
      ['correlate', index],
      'it must be an attribute, a list of attributes, or { by: attributes, confirm: true }',
    );
    return undefined;
  }
  const attributes = names.map((name) => {
    const attribute = resolveAttribute(target, name);
    if (attribute === undefined) problems.add(['correlate', index], unknownAttribute(target, targetName, name));
    else if (!filled.has(attribute.name))
      problems.add(
        ['correlate', index],
        `the mapping does not fill "${name}", so nobody could be found by it; map it, or choose another attribute`,
      );
    else if (attribute.findable !== true)
      problems.add(['correlate', index], `${targetName} cannot look accounts up by "${name}"`);
    return attribute;
  });
  if (attributes.some((attribute) => attribute === undefined)) return undefined;
  return {
    attributes: attributes.map((attribute) => attribute?.name ?? ''),
    caseExact: attributes.map((attribute) => attribute?.caseExact === true),
    ...(confirm === true ? { confirm } : {}),
  };
}
