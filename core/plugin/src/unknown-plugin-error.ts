import type { PluginType } from './plugin-type.js';
import { nearest, suggestion } from './suggest.js';

const BRAND = Symbol.for('@rollcall/unknown-plugin');

/** The id is not that of any plugin. */
export class UnknownPluginError extends Error {
  readonly [BRAND] = true;

  constructor(
    type: PluginType<unknown>,
    readonly id: string,
    readonly known: readonly string[],
    /** Sentences about extensions that could not be loaded: one of them may bring it. */
    unloaded: readonly string[] = [],
  ) {
    // In a host application it is a list of extensions that was forgotten.
    const none = known.length === 0 ? ` No extension that is loaded brings a ${type.id}.` : '';
    const perhaps =
      unloaded.length === 0 ? '' : `It may be in what could not be used: ${unloaded.map(sentence).join(' ')} `;
    // All that there is says nothing to whoever looks for what is not loaded.
    const hint = unloaded.length > 0 && nearest(id, known) === undefined ? '' : suggestion(id, known);
    super(`The ${type.id} "${id}" does not exist. ${perhaps}${hint}${none}`.trimEnd());
    this.name = 'UnknownPluginError';
  }

  static is(value: unknown): value is UnknownPluginError {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
