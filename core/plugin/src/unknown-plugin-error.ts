import type { PluginType } from './plugin-type.js';
import { suggestion } from './suggest.js';

const BRAND = Symbol.for('@rollcall/unknown-plugin');

/** The id is not that of any plugin. */
export class UnknownPluginError extends Error {
  readonly [BRAND] = true;

  constructor(
    type: PluginType<unknown>,
    readonly id: string,
    readonly known: readonly string[],
  ) {
    // In a host application it is a list of extensions that was forgotten.
    const none = known.length === 0 ? ` No extension that is loaded brings a ${type.id}.` : '';
    super(`The ${type.id} "${id}" does not exist. ${suggestion(id, known)}${none}`);
    this.name = 'UnknownPluginError';
  }

  static is(value: unknown): value is UnknownPluginError {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}
