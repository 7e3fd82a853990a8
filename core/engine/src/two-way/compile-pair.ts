import type { Group, Operation, OperationSupport, ResourceSchema } from '@rollcall/contract';
import { BugError, OPERATIONS } from '@rollcall/contract';
import { ConfigProblems, parseConfig, suggestion } from '@rollcall/plugin';
import {
  checkCredential,
  compileCorrelation,
  DEFAULT_CONCURRENCY,
  listGroups,
  sourceAttributes,
  uniqueAttributes,
} from '../compile/compile-sync.js';
import { compileFilter } from '../compile/filter.js';
import { Problems } from '../compile/problems.js';
import { resolveAttribute, unknownAttribute } from '../compile/resolve-attribute.js';
import { type FirstCredential, LeaversConfig, ScopeConfig } from '../config/sync-config.js';
import type { CompiledSync, Connection, CorrelationRule, Scope } from '../run/compiled-sync.js';
import { createScope, resolveRoles } from '../run/scope.js';
import { compileGroupPairs, groupNamesOf, groupsToward } from './compile-group-pairs.js';
import { compileRules } from './compile-pair-rules.js';
import type { CompiledPair, PairRule } from './compiled-pair.js';
import { otherSide, type Side } from './fact.js';
import { bothSides, type CompilePairInput, type Desk, type Found, policyOf, SIDES, sideNamed } from './pair-desk.js';
import { tellingEmpty } from './telling-empty.js';

/** Makes a two-way sync ready: asks both systems what they have, and says what would lose something. Throws `ConfigProblems` with all problems at once. */
export async function compilePair(input: CompilePairInput): Promise<CompiledPair> {
  const problems = new Problems(['syncs', input.name]);
  for (const side of SIDES) checkAbilities(input, side, problems);
  if (problems.all.length > 0) throw new ConfigProblems(problems.all);
  const found = await find(input);
  const [first, second] = [
    tellingEmpty(input.first, found.schema.first),
    tellingEmpty(input.second, found.schema.second),
  ];
  const desk: Desk = { input: { ...input, first, second }, found, problems };
  const rules = compileRules(desk);
  const correlate = compileBothCorrelations(desk, rules);
  const groups = compileGroupPairs(desk);
  const scopes = bothSides((side) => compileScope(desk, side));
  const scope = bothSides((side) => scopes[side].test);
  const clocks = compileClocks(desk);
  const gone = bothSides((side) => input.config.gone[input[side].name] ?? 'deactivate');
  const createIn = compileCreate(desk, rules);
  const conflicts = policyOf(desk, input.config.conflicts, ['conflicts']);
  const signIn: CompiledPair['signIn'] =
    input.config.signIn === 'both' ? 'both' : (sideNamed(desk, input.config.signIn, ['signIn']) ?? 'both');
  const credential = bothSides((side) => compileCredential(desk, side));
  checkNames(desk);
  if (problems.all.length > 0) throw new ConfigProblems(problems.all);
  const { outOfScope } = input.config;
  const base = { rules, correlate, groups, scope, clocks, gone, createIn, conflicts, signIn, outOfScope, credential };
  const attributes = bothSides((side) => attributesOf(desk, base, side, scopes[side].attributes));
  return {
    name: input.name,
    connections: { first, second },
    groupNames: bothSides((side) => groupNamesOf(desk, groups, side)),
    toward: bothSides((side) => towardSide(desk, base, attributes, side)),
    ...base,
  };
}

function checkAbilities({ config, ...input }: CompilePairInput, side: Side, problems: Problems): void {
  const { name, provider } = input[side];
  const path = ['between', side === 'first' ? 0 : 1];
  if (provider.accounts === undefined)
    problems.add(path, `"${name}" cannot be read, so it cannot be kept in step with another`);
  if (provider.writer === undefined) problems.add(path, `"${name}" cannot be written to, so it cannot follow another`);
  if (config.groups !== undefined && provider.groupWriter === undefined)
    problems.add(['groups'], `"${name}" cannot change memberships`);
}

async function find({ first, second, config, signal }: CompilePairInput): Promise<Found> {
  const ask = async (
    connection: Connection,
  ): Promise<readonly [ResourceSchema, readonly Group[], OperationSupport]> => {
    const { provider } = connection;
    const needsGroups = config.groups !== undefined || Object.keys(config.scope).length > 0;
    return Promise.all([
      provider.schema(signal),
      needsGroups ? listGroups(provider, signal) : [],
      provider.writer?.operations(signal) as Promise<OperationSupport>,
    ]);
  };
  const [one, two] = await Promise.all([ask(first), ask(second)]);
  return {
    schema: { first: one[0], second: two[0] },
    groups: { first: one[1], second: two[1] },
    support: { first: one[2], second: two[2] },
  };
}

/** The same rules of correlation, in the words of both sides: either may be asked for the partner of an account. */
function compileBothCorrelations(desk: Desk, rules: readonly PairRule[]): CompiledPair['correlate'] {
  const { input, found, problems } = desk;
  const filled = new Set(rules.map(({ target }) => target));
  const second = compileCorrelation(input.config, found.schema.second, input.second.name, filled, problems);
  const first = second.map(({ attributes }, index): CorrelationRule => {
    const described = attributes.map((name) => {
      const rule = rules.find(({ target }) => target === name);
      const from = rule?.forward.from[0];
      const attribute = from === undefined ? undefined : resolveAttribute(found.schema.first, from);
      if (rule?.backward === undefined || rule.forward.from.length !== 1)
        problems.add(
          ['correlate', index],
          `"${name}" is not one attribute of ${input.first.name} that can go both ways, so nobody could be found by it there`,
        );
      else if (attribute?.findable !== true)
        problems.add(['correlate', index], `${input.first.name} cannot look accounts up by "${from}"`);
      return attribute;
    });
    return {
      attributes: described.map((attribute) => attribute?.name ?? ''),
      caseExact: described.map((attribute) => attribute?.caseExact === true),
    };
  });
  return { first, second };
}

/** Whom the sync makes partners for, and the attributes that it looks at to tell. */
function compileScope(
  { input, found, problems }: Desk,
  side: Side,
): { readonly test: Scope; readonly attributes: readonly string[] } {
  const { name } = input[side];
  const path = ['scope', name];
  let config = new ScopeConfig();
  try {
    config = parseConfig(ScopeConfig, input.config.scope[name] ?? {});
  } catch (error) {
    if (!ConfigProblems.is(error)) throw error;
    for (const problem of error.problems) problems.add([...path, ...problem.path], problem.message);
  }
  const groups = found.groups[side];
  const { roles, unknown } = resolveRoles(config.roles, groups);
  if (groups.length > 0)
    for (const role of unknown)
      problems.add(
        [...path, 'roles'],
        `${name} has no role "${role}". ${suggestion(
          role,
          groups.map(({ id }) => id),
        )}`,
      );
  const where =
    config.where === undefined
      ? undefined
      : compileFilter(config.where, (attribute) => resolveAttribute(found.schema[side], attribute)?.name, problems, [
          ...path,
          'where',
        ]);
  const test = createScope({
    roles,
    roleNames: new Map(groups.map((group) => [group.id, group.name])),
    where: where?.test,
    whereText: config.where,
  });
  return { test, attributes: where?.attributes ?? [] };
}

function compileClocks({ input, found, problems }: Desk): CompiledPair['clocks'] {
  const clocks: Partial<Record<Side, string>> = {};
  for (const side of SIDES) {
    const wanted = input.config.clocks[input[side].name];
    if (wanted === undefined) continue;
    const attribute = resolveAttribute(found.schema[side], wanted);
    if (attribute === undefined)
      problems.add(['clocks', input[side].name], unknownAttribute(found.schema[side], input[side].name, wanted));
    else clocks[side] = attribute.name;
  }
  return clocks;
}

function compileCredential({ input, problems }: Desk, side: Side): FirstCredential {
  const path = ['credential', input[side].name];
  const wanted = input.config.credential[input[side].name] ?? 'none';
  checkCredential(wanted, input[side], path, problems);
  return wanted;
}

function compileCreate(desk: Desk, rules: readonly PairRule[]): ReadonlySet<Side> {
  const { input, found, problems } = desk;
  const { create } = input.config;
  const sides =
    create === undefined
      ? SIDES
      : create.map((name, index) => sideNamed(desk, name, ['create', index])).filter((side) => side !== undefined);
  if (!sides.includes('first')) return new Set(sides);
  const filled = new Set(rules.flatMap(({ backward, forward }) => (backward === undefined ? [] : forward.from)));
  for (const { name, required } of found.schema.first.attributes)
    if (required === true && !filled.has(name))
      problems.add(
        ['mapping'],
        `${input.first.name} needs "${name}" for every new account, and nothing fills it on the way back; or leave ${input.first.name} out of "create"`,
      );
  return new Set(sides);
}

/** Names of connections that a setting is kept under. */
function checkNames({ input, problems }: Desk): void {
  const names = [input.first.name, input.second.name];
  for (const setting of ['scope', 'clocks', 'gone', 'credential'] as const)
    for (const name of Object.keys(input.config[setting]))
      if (!names.includes(name)) problems.add([setting, name], `it must be ${names.join(' or ')}`);
}

type Ready = Pick<
  CompiledPair,
  'rules' | 'correlate' | 'scope' | 'gone' | 'createIn' | 'groups' | 'clocks' | 'credential'
>;

/** Writing to one side, as the steps of a run want it. */
function towardSide(
  desk: Desk,
  ready: Ready,
  attributes: Readonly<Record<Side, readonly string[]>>,
  side: Side,
): CompiledSync {
  const { input, found } = desk;
  const from = otherSide(side);
  const { config } = input;
  const { provider } = input[side];
  const can = (operation: Operation): boolean => {
    if (operation === 'create') return ready.createIn.has(side);
    return operation !== 'delete' || ready.gone[from] === 'delete';
  };
  return {
    name: input.name,
    from: input[from],
    to: input[side],
    scope: ready.scope[from],
    map: () => {
      throw new BugError({
        code: 'two-way-map',
        doing: 'mapping an account',
        happened: 'a two-way sync merges accounts instead',
      });
    },
    correlate: ready.correlate[side],
    adopt: 'always',
    takesAway: true,
    operations: new Set(OPERATIONS.filter(can)),
    support: found.support[side],
    groups: groupsToward(desk, ready.groups, side),
    credential: ready.credential[side],
    leavers: new LeaversConfig(),
    guard: config.guard,
    protect: new Set(config.protect.map((name) => name.toLowerCase())),
    sourceAttributes: attributes[from],
    targetAttributes: attributes[side],
    unique: uniqueAttributes(found.schema[side], new Set(attributes[side])),
    concurrency: config.concurrency ?? provider.limits?.concurrency ?? DEFAULT_CONCURRENCY,
  };
}

/** What a side is asked for: what rules look at and write, what scope and correlation look at, and when accounts changed. */
function attributesOf(
  { found }: Desk,
  { rules, correlate, clocks }: Ready,
  side: Side,
  scoped: readonly string[],
): readonly string[] {
  const clock = clocks[side];
  const mapped =
    side === 'first'
      ? sourceAttributes(
          found.schema.first,
          rules.map(({ forward }) => forward),
          scoped,
        )
      : [...rules.map(({ target }) => target), ...scoped];
  return [
    ...new Set([
      ...mapped,
      ...correlate[side].flatMap((rule) => rule.attributes),
      ...(clock === undefined ? [] : [clock]),
    ]),
  ];
}
