import { MAPPER, type Mapper } from '@rollcall/contract';
import { definitionOf, type PluginDefinition, PluginManager } from '@rollcall/plugin';
import { Container } from 'inversify';
import { type ClauseResult, type ClauseRun, describeClauses, runClauses, type Waivers } from './clause.js';
import { MAPPER_CLAUSES, type MapperCase, type MapperSubject } from './mapper-clauses.js';

/** Which uses of a mapper are looked at. */
export interface MapperContractOptions {
  /** Uses of the mapper. Default: the examples of its definition. */
  readonly cases?: readonly MapperCase[];
  /** Clauses that need not hold, each with the reason. One that holds all the same fails. */
  readonly waive?: Waivers;
}

/** What every mapper must do, as mocha tests. `plugin` is the decorated class or what `defineMapper` gave. */
export function mapperContract(plugin: unknown, options: MapperContractOptions = {}): void {
  const title = definitionOf(plugin)?.id ?? 'what is given';
  describeClauses(`the mapper "${title}" keeps the mapper contract`, runOf(plugin, options));
}

/** {@link mapperContract} without mocha: what became of each clause. */
export function checkMapper(plugin: unknown, options: MapperContractOptions = {}): Promise<readonly ClauseResult[]> {
  return runClauses(runOf(plugin, options));
}

function runOf(plugin: unknown, { cases, waive = {} }: MapperContractOptions): ClauseRun<MapperSubject> {
  return {
    clauses: MAPPER_CLAUSES,
    waive,
    make: () => {
      const definition = definitionOf(plugin);
      if (definition === undefined)
        throw new TypeError('it is no plugin: it lacks its decorator, or is not what defineMapper() gave');
      return { subject: subjectOf(definition as PluginDefinition<Mapper>, cases) };
    },
  };
}

function subjectOf(definition: PluginDefinition<Mapper>, cases: readonly MapperCase[] | undefined): MapperSubject {
  const manager = new PluginManager<Mapper>(MAPPER, [definition]);
  return {
    definition,
    cases: cases ?? ((definition.examples ?? []) as readonly MapperCase[]),
    make: (config = {}) => manager.create(definition.id, config, { parent: new Container() }),
  };
}
