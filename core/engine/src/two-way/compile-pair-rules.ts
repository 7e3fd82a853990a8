import type { AttributeDescription } from '@rollcall/contract';
import { ConfigProblems, parseConfig } from '@rollcall/plugin';
import { compileMapping, defaultMapping } from '../compile/mapping.js';
import type { Problems } from '../compile/problems.js';
import { resolveAttribute } from '../compile/resolve-attribute.js';
import { TwoWayRuleConfig } from '../config/two-way-sync-config.js';
import type { CompiledRule } from '../run/map.js';
import type { PairRule } from './compiled-pair.js';
import { type Desk, policyOf, sideNamed } from './pair-desk.js';
import { obstacleTo, turnRound } from './turn-round.js';

/** The mapping, both ways. What cannot be undone must say which side has the last word, before anything is lost. */
export function compileRules(desk: Desk): readonly PairRule[] {
  const { input, found, problems } = desk;
  const { schema } = found;
  const lines = input.config.mapping ?? defaultMapping(schema.first, schema.second);
  const split = new Map(
    Object.entries(lines).map(([name, line]) => [name, splitLine(line, ['mapping', name], problems)]),
  );
  const { rules: forward } = compileMapping(Object.fromEntries([...split].map(([name, { line }]) => [name, line])), {
    source: schema.first,
    target: schema.second,
    sourceName: input.first.name,
    targetName: input.second.name,
    mappers: input.mappers,
    services: input.services,
    problems,
  });
  const isDefault = input.config.mapping === undefined;
  const rules = [...split].flatMap(([name, { own }]) => {
    const rule = forward.find(({ target }) => target === resolveAttribute(schema.second, name)?.name);
    return rule === undefined ? [] : [compileRule(desk, name, rule, own, isDefault)];
  });
  checkWaysBack(rules, desk);
  return rules;
}

function splitLine(
  line: unknown,
  path: readonly (string | number)[],
  problems: Problems,
): { readonly line: unknown; readonly own: TwoWayRuleConfig } {
  if (typeof line !== 'object' || line === null || Array.isArray(line)) return { line, own: new TwoWayRuleConfig() };
  const { authority, conflict, once, ...rest } = line as Record<string, unknown>;
  const given = Object.fromEntries(
    Object.entries({ authority, conflict, once }).filter(([, value]) => value !== undefined),
  );
  try {
    const own = parseConfig(TwoWayRuleConfig, given);
    return { line: own.once ? { ...rest, apply: 'create' } : rest, own };
  } catch (error) {
    if (!ConfigProblems.is(error)) throw error;
    for (const problem of error.problems) problems.add([...path, ...problem.path], problem.message);
    return { line: rest, own: new TwoWayRuleConfig() };
  }
}

function compileRule(
  desk: Desk,
  name: string,
  forward: CompiledRule,
  own: TwoWayRuleConfig,
  isDefault: boolean,
): PairRule {
  const { input, found, problems } = desk;
  const path = ['mapping', name];
  const sources = forward.from.map((from) => resolveAttribute(found.schema.first, from)) as AttributeDescription[];
  const target = resolveAttribute(found.schema.second, forward.target);
  let authority = own.authority === undefined ? undefined : sideNamed(desk, own.authority, [...path, 'authority']);
  const fixed = sources.find((attribute) => attribute.readOnly === true || attribute.writeOnce === true);
  if (isDefault && fixed !== undefined) authority = 'first';
  const obstacle =
    obstacleTo(forward) ??
    (fixed === undefined ? undefined : `${input.first.name} does not let "${fixed.name}" be written`);
  if (obstacle !== undefined && authority !== 'first')
    problems.add(
      path,
      `it cannot go both ways: ${obstacle}; let it go one way, to ${input.second.name} (in the file: "authority: ${input.first.name}"), or take a mapper that can be undone`,
    );
  if (forward.apply === 'ifEmpty')
    problems.add([...path, 'apply'], 'a two-way mapping has no "apply"; it may say "once: true"');
  const groupNames = new Map(found.groups.first.map((group) => [group.id, group.name]));
  return {
    target: forward.target,
    forward,
    ...(obstacle === undefined && authority !== 'first' ? { backward: turnRound(forward, sources, groupNames) } : {}),
    isList: target?.multiValued === true && sources.length === 1 && sources[0]?.multiValued === true,
    isExact: target?.caseExact === true,
    policy: policyOf(
      desk,
      own.conflict ?? input.config.conflicts,
      own.conflict === undefined ? ['conflicts'] : [...path, 'conflict'],
    ),
    ...(authority === undefined ? {} : { authority }),
    once: forward.apply === 'create',
  };
}

/** Two rules that both write one attribute of the first side would quarrel about it. */
function checkWaysBack(rules: readonly PairRule[], { problems, input }: Desk): void {
  const writers = new Map<string, string>();
  for (const { target, forward, backward } of rules) {
    if (backward === undefined) continue;
    for (const from of forward.from) {
      const other = writers.get(from);
      if (other !== undefined)
        problems.add(
          ['mapping', target],
          `"${from}" would be written back from "${other}" and from "${target}"; say "authority: ${input.first.name}" in one of the two`,
        );
      writers.set(from, target);
    }
  }
}
