import type { TranslatedTexts, Translation } from '@rollcall/plugin';
import { ENGLISH_LANGUAGE, type Language } from './language.js';

/** Languages by tag, of translations; a later one of the same language goes before. English is always among them. */
export function languagesOf(translations: readonly Translation[]): ReadonlyMap<string, Language> {
  const languages = new Map<string, Language>([[ENGLISH_LANGUAGE.tag, ENGLISH_LANGUAGE]]);
  for (const { language, texts = {}, extensions = {}, plugins = {} } of translations) {
    const tag = Intl.getCanonicalLocales(language)[0] ?? language;
    const known = languages.get(tag);
    languages.set(tag, {
      tag,
      direction: directionOf(tag),
      texts: new Map([...(known?.texts ?? []), ...placed(texts)]),
      extensions: merged(known?.extensions, extensions),
      said: saidIn(known?.said, extensions),
      plugins: merged(known?.plugins, plugins),
    });
  }
  return languages;
}

function saidIn(known: Language['said'] = new Map(), extensions: Language['extensions']): Language['said'] {
  const more = Object.entries(extensions).map(
    ([name, { texts = {} }]) => [name, new Map([...(known.get(name) ?? []), ...placed(texts)])] as const,
  );
  return new Map([...known, ...more]);
}

/** Group by group, for each translation may have a few texts of a plugin. */
function merged<T extends object>(
  before: Readonly<Record<string, T>> = {},
  after: Readonly<Record<string, T>>,
): Readonly<Record<string, T>> {
  const isGroup = (value: unknown): value is Readonly<Record<string, object>> =>
    typeof value === 'object' && value !== null;
  const entries = Object.entries(after).map(([name, value]) => {
    const own = Object.hasOwn(before, name) ? before[name] : undefined;
    return [name, isGroup(own) && isGroup(value) ? merged(own, value) : value] as const;
  });
  return { ...before, ...(Object.fromEntries(entries) as Readonly<Record<string, T>>) };
}

/** The texts of groups by their place. */
export function placed(texts: TranslatedTexts, path = ''): readonly (readonly [place: string, text: string])[] {
  return Object.entries(texts).flatMap(([name, value]) =>
    typeof value === 'string' ? [[path + name, value] as const] : placed(value, `${path}${name}.`),
  );
}

/** The language that somebody wants most and that there is, by their browser's `Accept-Language`; English where there is none of them. */
export function preferred(accepted: string | undefined, languages: ReadonlyMap<string, Language>): Language {
  const wanted = (accepted ?? '')
    .slice(0, 500)
    .split(',')
    .map((entry) => {
      const [tag = '', ...rest] = entry.trim().split(';');
      const quality = /^\s*q=([\d.]+)\s*$/.exec(rest[0] ?? '')?.[1];
      return { tag: tag.toLowerCase(), quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ tag, quality }) => /^[a-z\d-]+$/.test(tag) && quality > 0)
    .toSorted((one, other) => other.quality - one.quality);
  for (const { tag } of wanted) {
    const found = byTag(tag, languages);
    if (found !== undefined) return found;
  }
  return ENGLISH_LANGUAGE;
}

/** `de-AT` is served by `de-AT`, by `de`, and by any other German; in this order. */
export function byTag(tag: string, languages: ReadonlyMap<string, Language>): Language | undefined {
  const all = [...languages.values()];
  const [main = ''] = tag.toLowerCase().split('-');
  const is = (wanted: string) => (language: Language) => language.tag.toLowerCase() === wanted;
  return (
    all.find(is(tag.toLowerCase())) ??
    all.find(is(main)) ??
    all.find((language) => language.tag.toLowerCase().startsWith(`${main}-`))
  );
}

function directionOf(tag: string): Language['direction'] {
  // Node 22 has it as a property, later ones as a method.
  const locale = new Intl.Locale(tag) as Intl.Locale & {
    readonly textInfo?: { readonly direction?: string };
    getTextInfo?(): { readonly direction?: string };
  };
  return (locale.getTextInfo?.() ?? locale.textInfo)?.direction === 'rtl' ? 'rtl' : 'ltr';
}
