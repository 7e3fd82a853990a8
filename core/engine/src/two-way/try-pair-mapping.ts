import type { Account, Mapper } from '@rollcall/contract';
import type { PluginManager } from '@rollcall/plugin';
import type { Container } from 'inversify';
import { Problems } from '../compile/problems.js';
import type { TwoWaySyncConfig } from '../config/two-way-sync-config.js';
import { origins } from '../explain.js';
import type { Connection } from '../run/compiled-sync.js';
import type { Discovery } from '../setup/discover.js';
import type { TriedMapping, TriedWayBack } from '../setup/try-mapping.js';
import { compileRules } from './compile-pair-rules.js';
import type { Found } from './pair-desk.js';
import { obstacleTo } from './turn-round.js';

export interface TryPairMappingInput {
  readonly name: string;
  /** With the mapping to try. */
  readonly config: TwoWaySyncConfig;
  readonly discovery: Discovery;
  readonly first: Connection;
  readonly second: Connection;
  /** Somebody of each side to show it with. */
  readonly people: readonly [first: Account | undefined, second: Account | undefined];
  readonly mappers: PluginManager<Mapper>;
  readonly services: Container;
}

/** What a two-way mapping would give both ways, and what is wrong with it. Asks no system. */
export function tryPairMapping(input: TryPairMappingInput): TriedMapping {
  const { config, discovery, people, name, first, second, mappers, services } = input;
  const problems = new Problems([]);
  const found: Found = {
    schema: { first: discovery.source, second: discovery.target },
    groups: { first: discovery.sourceGroups, second: discovery.targetGroups },
    support: { first: {}, second: {} } as Found['support'],
  };
  const signal = AbortSignal.abort();
  const rules = compileRules({ input: { name, config, first, second, mappers, services, signal }, found, problems });
  const groupNames = new Map(discovery.sourceGroups.map((group) => [group.id, group.name]));
  const [one, two] = people;
  const forward = rules.filter(({ authority }) => authority !== 'second').map((rule) => rule.forward);
  return {
    values: one === undefined ? [] : origins({ rules: forward }, one, undefined, groupNames),
    problems: problems.all,
    back: rules.map(({ target, forward: rule, backward }): TriedWayBack => {
      const obstacle = obstacleTo(rule);
      const value = two?.attributes[target];
      const given = value === undefined ? undefined : backward?.(value, one ?? NOBODY);
      return {
        target,
        ...(obstacle === undefined ? {} : { obstacle }),
        ...(given === undefined ? {} : { value: given }),
      };
    }),
  };
}

const NOBODY: Account = { id: '', attributes: {}, active: true, groups: [] };
