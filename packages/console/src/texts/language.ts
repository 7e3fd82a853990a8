import { AsyncLocalStorage } from 'node:async_hooks';
import type { Message, TranslatedPlugin, Translation, Value } from '@rollcall/plugin';
import { isMessage, translated } from '@rollcall/plugin';
import { isolate } from './isolate.js';

/** A language that pages can be shown in. */
export interface Language {
  /** Tag for `lang`. */
  readonly tag: string;
  readonly direction: 'ltr' | 'rtl';
  /** The console's texts by their place, `overview.title`; empty for English. */
  readonly texts: ReadonlyMap<string, string>;
  readonly extensions: NonNullable<Translation['extensions']>;
  /** What plugins and settings say, by the package whose texts they are and by their place in them. */
  readonly said: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly plugins: Readonly<Record<string, TranslatedPlugin>>;
}

export const ENGLISH_LANGUAGE: Language = {
  tag: 'en',
  direction: 'ltr',
  texts: new Map(),
  extensions: {},
  said: new Map(),
  plugins: {},
};

const spoken = new AsyncLocalStorage<Language>();

/** Whatever is written during this work is in that language. */
export function inLanguage<T>(language: Language, work: () => T): T {
  return spoken.run(language, work);
}

/** The language of who asks; English outside of a request. */
export function currentLanguage(): Language {
  return spoken.getStore() ?? ENGLISH_LANGUAGE;
}

/**
 * The catalogue as each request reads it: a text is looked up when it is written, in the language of who asks; what that has not is in English.
 * Groups may be kept in constants, texts not.
 */
export function speaking<T extends object>(english: T, path = ''): T {
  const groups = new Map<string, object>();
  return new Proxy(english, {
    get: (target, name) => {
      const own = Reflect.get(target, name) as unknown;
      if (typeof name !== 'string') return own;
      const place = path === '' ? name : `${path}.${name}`;
      if (typeof own === 'object' && own !== null) {
        const group = groups.get(name) ?? speaking(own, place);
        groups.set(name, group);
        return group;
      }
      const other = currentLanguage().texts.get(place);
      if (isMessage(own)) return written(own, other);
      return typeof own === 'string' ? (other ?? own) : own;
    },
  });
}

/** A message in the language of who asks, where that has it; names and such in it are kept apart from it. */
function written(own: Message, other: string | undefined): (...values: readonly Value[]) => string {
  const { tag, direction } = currentLanguage();
  const write = other === undefined ? own : translated(other, tag, own.names);
  return (...values) =>
    write(...values.map((value) => (typeof value === 'string' ? isolate(value, direction) : value)));
}
