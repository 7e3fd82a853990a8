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
    super(`The ${type.id} "${id}" does not exist. ${suggestion(id, known)}`);
    this.name = 'UnknownPluginError';
  }

  static is(value: unknown): value is UnknownPluginError {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}
