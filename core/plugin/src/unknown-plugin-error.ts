import type { PluginType } from './plugin-type.js';
import { nearest, suggestion } from './suggest.js';

const BRAND = Symbol.for('@rollcall/unknown-plugin');

/** What a host knows that helps whoever asks for a plugin that is not there. */
export interface UnknownPluginHelp {
  /** Sentences about extensions that could not be loaded: one of them may bring it. */
  readonly unloaded?: readonly string[];
  /** A sentence on where a plugin of this id is to be had; asked when one is missing. */
  readonly advice?: (id: string) => string | undefined;
}

/** The id is not that of any plugin. */
export class UnknownPluginError extends Error {
  readonly [BRAND] = true;

  constructor(
    type: PluginType<unknown>,
    /** The one that was asked for. */
    readonly id: string,
    /** All ids that would have worked, without aliases. */
    readonly known: readonly string[],
    { unloaded = [], advice }: UnknownPluginHelp = {},
  ) {
    const near = nearest(id, known);
    const advised = near === undefined ? advice?.(id) : undefined;
    const perhaps =
      unloaded.length === 0 ? '' : `It may be in what could not be used: ${unloaded.map(sentence).join(' ')}`;
    // All that there is says nothing to whoever looks for what is not loaded.
    const hint = near === undefined && unloaded.length > 0 ? '' : suggestion(id, known);
    // In a host application it is a list of extensions that was forgotten.
    const none = known.length === 0 ? `No extension that is loaded brings a ${type.id}.` : '';
    const sentences = [`The ${type.id} "${id}" does not exist.`, perhaps, hint, none, advised ?? ''];
    super(sentences.filter((one) => one !== '').join(' '));
    this.name = 'UnknownPluginError';
  }

  static is(value: unknown): value is UnknownPluginError {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
