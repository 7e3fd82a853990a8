import type { ServiceIdentifier } from 'inversify';

/** A typed injection token. The same name is the same token in every copy of every package. */
export function token<T>(name: string): ServiceIdentifier<T> {
  return Symbol.for(`@rollcall/${name}`);
}

/** The validated configuration of the instance, in its own container. */
export const PLUGIN_CONFIG = token<object>('plugin-config');
/** Id under which the instance was asked for, such as `scim:entra`. */
export const PLUGIN_ID = token<string>('plugin-id');
