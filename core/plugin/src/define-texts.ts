import type { Message, Value } from './message.js';

/** A sentence for people: as its author wrote it, and by its name, so that it can be said in another language. */
export interface Sentence {
  /** As its author wrote it. */
  readonly plain: string;
  /** For other languages. */
  readonly said: Said;
}

/** What can be said: in the language of its author alone, or in any. */
export type Text = string | Sentence;

/** A sentence by its name in the texts of a package, with what stands in its places. Data: it can be kept and sent. */
export interface Said {
  /** Name of the package whose text it is. */
  readonly of: string;
  /** Its place in the texts of that package: `check.listUsers`. Stable. */
  readonly text: string;
  /** By the names of its places; a sentence among them is said in the same language. */
  readonly values?: Readonly<Record<string, Value | Said>>;
}

/** Texts in groups, as an author writes them. */
export interface TextTree {
  readonly [name: string]: string | Message | TextTree;
}

type SentencesIn<T> = T extends string
  ? Sentence
  : T extends Message<infer Names>
    ? (...values: { readonly [Place in keyof Names]: Value | Sentence }) => Sentence
    : { readonly [Name in keyof T]: SentencesIn<T[Name]> };

const TEMPLATES = Symbol.for('@rollcall/texts');

/** The texts of a package, each of which gives a sentence. */
export type Texts<T extends TextTree = TextTree> = SentencesIn<T> & {
  readonly [TEMPLATES]: ReadonlyMap<string, string | Message>;
};

/**
 * The texts with which the plugins of a package speak to people. Hand them to `definePackage`, so that translations can have them:
 * `const TEXTS = defineTexts('@acme/rollcall-badge', { check: { reach: 'Reach the door', doors: message('{count} doors', 'count') } })`.
 * `TEXTS.check.doors(3)` is the sentence "3 doors", whatever the language.
 */
export function defineTexts<const T extends TextTree>(of: string, texts: T): Texts<T> {
  const templates = new Map<string, string | Message>();
  const sentences = (group: TextTree, path: string): object =>
    Object.fromEntries(
      Object.entries(group).map(([name, own]) => {
        const text = path + name;
        if (typeof own === 'object') return [name, sentences(own, `${text}.`)];
        templates.set(text, own);
        return [
          name,
          typeof own === 'string' ? Object.freeze({ plain: own, said: { of, text } }) : filled(of, text, own),
        ];
      }),
    );
  return Object.freeze(Object.assign(sentences(texts, ''), { [TEMPLATES]: templates })) as unknown as Texts<T>;
}

/** What a package's texts are in English, by their place; nothing where they are none. */
export function templatesOf(texts: unknown): ReadonlyMap<string, string | Message> {
  const isTexts = typeof texts === 'object' && texts !== null && TEMPLATES in texts;
  return isTexts ? (texts as Texts)[TEMPLATES] : new Map();
}

/** As its author wrote it. */
export function plainText(text: Text): string {
  return typeof text === 'string' ? text : text.plain;
}

/** The sentence behind a text, where there is one. */
export function saidOf(text: Text | undefined): Said | undefined {
  return typeof text === 'object' ? text.said : undefined;
}

function filled(of: string, text: string, own: Message): (...values: readonly (Value | Sentence)[]) => Sentence {
  return (...values) => {
    const plain = own(...values.map((value) => (typeof value === 'object' ? value.plain : value)));
    const named = own.names.map((name, at) => {
      const value = values[at] ?? '';
      return [name, typeof value === 'object' ? value.said : value] as const;
    });
    return { plain, said: { of, text, values: Object.fromEntries(named) } };
  };
}
