import { mergePlain } from './copy-plain.js';
import { checkInfo, type Derivative, type PluginDefinition } from './plugin-type.js';

/** A definition and those that its deriver makes. */
export function withDerivatives(definition: PluginDefinition): readonly PluginDefinition[] {
  const { deriver, ...base } = definition;
  return [definition, ...(deriver?.() ?? []).map((derivative) => derive(base, derivative))];
}

function derive(base: PluginDefinition, { id, preset = {}, ...fields }: Derivative): PluginDefinition {
  const derived: PluginDefinition = {
    ...base,
    ...fields,
    id: `${base.id}:${id}`,
    aliases: (base.aliases ?? []).map((alias) => `${alias}:${id}`),
    preset: presetOver(base, preset),
  };
  checkInfo(base.type, derived);
  return Object.freeze(derived);
}

/** Settings given in advance on top of those that a definition has already. */
export function presetOver({ preset = {} }: PluginDefinition, over: object): Readonly<Record<string, unknown>> {
  return mergePlain(preset, over) as Readonly<Record<string, unknown>>;
}
