import type { Account, Attributes, Mapper } from '@rollcall/contract';
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

/** What a mapping would do, rule by rule. */
export interface TriedMapping {
  /** What each rule that is right gives for the person; empty without one. */
  readonly values: readonly AttributeOrigin[];
  /** Paths begin with `mapping` and the target attribute. */
  readonly problems: readonly Problem[];
  /** Of a two-way sync: what each line gives on the way back. */
  readonly back?: readonly TriedWayBack[];
}

/** What a line of a two-way mapping gives on the way back, from the second connection to the first. */
export interface TriedWayBack {
  /** Attribute of the second connection. */
  readonly target: string;
  /** Why nothing of it can go back; absent where it can. */
  readonly obstacle?: string;
  /** Values that the first connection would be given for the person; absent without one, and where the value comes from nothing. */
  readonly value?: Attributes;
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
