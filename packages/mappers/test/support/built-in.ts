import type { AttributeValue, Mapper, MapperInput } from '@rollcall/contract';
import { isCandidates, MAPPER, RejectedError } from '@rollcall/contract';
import { definitionOf, type PluginDefinition, PluginManager } from '@rollcall/plugin';
import { Container } from 'inversify';
import mappers, { type MapperExample } from '../../src/index.js';

export const definitions = mappers.plugins.map((plugin) => definitionOf(plugin) as PluginDefinition<Mapper>);

const manager = new PluginManager<Mapper>(MAPPER, definitions);

/** A mapper, made as the engine makes it: settings checked, instance from the container. */
export function make(id: string, config: object = {}): Mapper {
  return manager.create(id, config, { parent: new Container() });
}

/** The input that the engine makes for the first mapper of a rule. */
export function inputOf({ from, input, groups = [] }: Pick<MapperExample, 'from' | 'input' | 'groups'>): MapperInput {
  const values = (from === undefined ? [] : [from].flat()).map((name) => input[name]);
  const value = values.length > 1 ? values.filter((item) => item !== undefined) : values[0];
  return { value, values, target: 'target', source: { id: 'id-1', attributes: input, active: true, groups } };
}

/** Input for one value. */
export function valueInput(value: AttributeValue | undefined): MapperInput {
  return inputOf({ from: 'value', input: value === undefined ? {} : { value } });
}

/** What a mapper makes of one value. */
export function map(id: string, config: object, value?: AttributeValue): unknown {
  return make(id, config).map(valueInput(value));
}

export type Outcome =
  | { readonly output: unknown }
  | { readonly candidates: readonly unknown[] }
  | { readonly refused: string; readonly message: string };

/** What came out, as data. Anything but a result or a refusal is thrown on. */
export function outcome(mapper: Mapper, input: MapperInput): Outcome {
  try {
    const result = mapper.map(input);
    return isCandidates(result) ? { candidates: result.candidates } : { output: result };
  } catch (error) {
    if (!RejectedError.is(error)) throw error;
    return { refused: error.code, message: error.message };
  }
}
