import { CONTRACT_TEXTS } from '@rollcall/contract';
import {
  ConfigProblems,
  isMessage,
  KERNEL_TEXTS,
  type Problem,
  placesOf,
  suggestion,
  type TranslatedTexts,
  type Translation,
  templatesOf,
} from '@rollcall/plugin';
import { parse } from 'yaml';
import { placed } from './languages.js';
import { ENGLISH } from './texts.js';

const CATALOGUE = new Map(leaves(ENGLISH));
const PARTS = ['language', 'texts', 'extensions', 'plugins'];

/** What packages say, by their name; see `templatesOf`. */
export type PackageTexts = ReadonlyMap<string, ReadonlyMap<string, unknown>>;

/** Those that are always there. */
const OWN: PackageTexts = new Map([
  ['@rollcall/plugin', templatesOf(KERNEL_TEXTS)],
  ['@rollcall/contract', templatesOf(CONTRACT_TEXTS)],
]);

/**
 * A translation from YAML. Throws `ConfigProblems` with all that is wrong: names that the catalogue has not, and places that a text has not. Texts of
 * packages that are not in `templates` are taken as they are.
 */
export function readTranslation(yaml: string, templates: PackageTexts = OWN): Translation {
  const data = parsed(yaml);
  const problems: Problem[] = [];
  const note = (path: Problem['path'], message: string): void => void problems.push({ path, message });
  for (const name of Object.keys(data))
    if (!PARTS.includes(name)) note([name], `there is no part "${name}". ${suggestion(name, PARTS)}`);
  const { language, texts = {}, extensions = {}, plugins = {} } = data;
  if (typeof language !== 'string' || !isTag(language))
    note(['language'], 'must be the tag of a language, such as de or pt-BR');
  for (const [name, part] of Object.entries({ texts, extensions, plugins }))
    if (!isTree(part)) note([name], 'must be texts, or groups of texts, by name');
  if (problems.length > 0) throw new ConfigProblems(problems);
  const translation = { language, texts, extensions, plugins } as unknown as Translation;
  checkTexts(translation.language, translation.texts ?? {}, CATALOGUE, (place, text) =>
    note(['texts', ...place], text),
  );
  for (const [name, { texts: said = {} }] of Object.entries(translation.extensions ?? {})) {
    const known = templates.get(name);
    if (known !== undefined)
      checkTexts(translation.language, said, known, (place, text) =>
        note(['extensions', name, 'texts', ...place], text),
      );
  }
  if (problems.length > 0) throw new ConfigProblems(problems);
  return translation;
}

/** All texts of the catalogue in English by their place, for whoever translates. */
export function englishTexts(): ReadonlyMap<string, string> {
  return new Map([...leaves(ENGLISH)].map(([place, own]) => [place, isMessage(own) ? own.template : String(own)]));
}

function checkTexts(
  language: string,
  texts: TranslatedTexts,
  catalogue: ReadonlyMap<string, unknown>,
  note: (place: readonly string[], message: string) => void,
): void {
  for (const [place, text] of placed(texts)) {
    const path = place.split('.');
    const own = catalogue.get(place);
    if (own === undefined) note(path, `there is no such text. ${suggestion(place, [...catalogue.keys()])}`);
    if (!isMessage(own)) continue;
    try {
      const unknown = [...placesOf(text, language)].filter((name) => !own.names.includes(name));
      if (unknown.length > 0)
        note(path, `it names {${unknown.join('}, {')}}; the text has {${own.names.join('}, {')}}`);
    } catch (error) {
      note(path, `is no message in the syntax of ICU: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

function* leaves(group: object, path = ''): Iterable<[string, unknown]> {
  for (const [name, value] of Object.entries(group)) {
    if (typeof value === 'object' && value !== null) yield* leaves(value as object, `${path}${name}.`);
    else yield [path + name, value];
  }
}

function parsed(yaml: string): Readonly<Record<string, unknown>> {
  try {
    const data: unknown = parse(yaml);
    if (typeof data === 'object' && data !== null && !Array.isArray(data)) return data as Record<string, unknown>;
  } catch (error) {
    throw new ConfigProblems([
      { path: [], message: `is no YAML: ${error instanceof Error ? error.message : String(error)}` },
    ]);
  }
  throw new ConfigProblems([{ path: [], message: 'must have a language and texts' }]);
}

function isTag(language: string): boolean {
  try {
    return Intl.getCanonicalLocales(language).length === 1;
  } catch {
    return false;
  }
}

function isTree(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((inner) => typeof inner === 'string' || isTree(inner));
}
