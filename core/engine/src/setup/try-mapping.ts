import type { Account, Mapper } from '@rollcall/contract';
import type { PluginManager, Problem } from '@rollcall/plugin';
import type { Container } from 'inversify';
import { compileMapping } from '../compile/mapping.js';
import { Problems } from '../compile/problems.js';
import { origins } from '../explain.js';
import type { AttributeOrigin } from '../explanation.js';
import type { Discovery } from './discover.js';

export interface TryMappingInput {
  readonly mapping: Readonly<Record<string, unknown>>;
  readonly discovery: Discovery;
  /** The person to show it with. */
  readonly account: Account | undefined;
  readonly sourceName: string;
  readonly targetName: string;
  readonly mappers: PluginManager<Mapper>;
  readonly services: Container;
}

export interface TriedMapping {
  /** What each rule that is right gives for the person; empty without one. */
  readonly values: readonly AttributeOrigin[];
  /** Paths begin with `mapping` and the target attribute. */
  readonly problems: readonly Problem[];
}

/** What a mapping would give for one person, and what is wrong with it. Asks no system. */
export function tryMapping(input: TryMappingInput): TriedMapping {
  const { discovery, account } = input;
  const problems = new Problems([]);
  const { rules } = compileMapping(input.mapping, {
    source: discovery.source,
    target: discovery.target,
    sourceName: input.sourceName,
    targetName: input.targetName,
    mappers: input.mappers,
    services: input.services,
    problems,
  });
  const groupNames = new Map(discovery.sourceGroups.map(({ id, name }) => [id, name]));
  return {
    values: account === undefined ? [] : origins({ rules }, account, undefined, groupNames),
    problems: problems.all,
  };
}
