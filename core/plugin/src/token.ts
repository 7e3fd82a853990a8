import type { ServiceIdentifier } from 'inversify';
import type { PluginDefinition } from './plugin-type.js';

/** A typed injection token. The same name is the same token in every copy of every package. */
export function token<T>(name: string): ServiceIdentifier<T> {
  return Symbol.for(`@rollcall/${name}`);
}

/** The validated configuration of the instance, in its own container. */
export const PLUGIN_CONFIG = token<object>('plugin-config');
/** Id of the plugin, such as `scim:entra`; where it was asked for by an alias, the id all the same. */
export const PLUGIN_ID = token<string>('plugin-id');
/** The plugin's definition, with the fields that its type adds. */
export const PLUGIN_DEFINITION = token<PluginDefinition>('plugin-definition');
