import { MAPPER, type Mapper } from '@rollcall/contract';
import { type PluginDefinition, PluginManager } from '@rollcall/plugin';
import { Container } from 'inversify';

/**
 * Mappers through which values may go back, by id; with some of them it depends on their settings. For whoever offers mappers: whether a
 * rule can be turned round is asked of its own mappers.
 */
export function canBeUndone(plugins: readonly PluginDefinition[]): ReadonlySet<string> {
  const definitions = plugins.filter(({ type }) => type.id === MAPPER.id) as readonly PluginDefinition<Mapper>[];
  const mappers = new PluginManager<Mapper>(MAPPER, definitions);
  const isTwoWay = ({ id, examples = [] }: PluginDefinition<Mapper>): boolean =>
    [{}, ...examples.map(settingsIn)].some((settings) => {
      try {
        return mappers.create(id, settings, { parent: new Container() }).invert !== undefined;
      } catch {
        // It cannot be made with these settings, so they tell nothing.
        return false;
      }
    });
  return new Set(definitions.filter(isTwoWay).map(({ id }) => id));
}

function settingsIn(example: unknown): object {
  const { config } = (example ?? {}) as { readonly config?: unknown };
  return typeof config === 'object' && config !== null ? config : {};
}
