import { asSentence, type CheckStage } from '@rollcall/contract';
import { type Problem, type Said, translated, type Value } from '@rollcall/plugin';
import { isolate } from './isolate.js';
import { currentLanguage } from './language.js';

/** A text that something else made, in the language of who asks; as it is where it has no name, or the language has it not. */
export function spoken(plain: string, said: Said | undefined): string {
  return said === undefined ? plain : (inTheirLanguage(said) ?? plain);
}

/** What is wrong with a setting. */
export function problemText({ message, said }: Problem): string {
  return spoken(message, said);
}

/** A stage of a check. */
export function spokenStage({ label, detail, remedy, said = {}, ...stage }: CheckStage): CheckStage {
  return {
    ...stage,
    label: spoken(label, said.label),
    detail: asSentence(spoken(detail, said.detail)),
    ...(remedy === undefined ? {} : { remedy: asSentence(spoken(remedy, said.remedy)) }),
  };
}

/** `undefined` unless the whole sentence can be said, those in its places too. */
function inTheirLanguage({ of, text, values = {} }: Said): string | undefined {
  const { tag, said, direction } = currentLanguage();
  const template = said.get(of)?.get(text);
  if (template === undefined) return undefined;
  const names = Object.keys(values);
  const shown = names.map((name) => {
    const value = values[name] as Value | Said;
    if (typeof value === 'object') return inTheirLanguage(value);
    return typeof value === 'string' ? isolate(value, direction) : value;
  });
  if (shown.includes(undefined)) return undefined;
  try {
    return translated(template, tag, names)(...(shown as readonly Value[]));
  } catch {
    // A translation with a place that the sentence has not: it was made for another version of the package.
    return undefined;
  }
}
