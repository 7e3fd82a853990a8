import { IntlMessageFormat } from 'intl-messageformat';

/** What can stand in a place. */
export type Value = string | number | boolean;

/** A text with places in it, as a function of what stands there. */
export interface Message<Names extends readonly string[] = readonly string[]> {
  (...values: { readonly [Place in keyof Names]: Value }): string;
  /** In the syntax of ICU: `{count, plural, one {# person} other {# people}}`. */
  readonly template: string;
  /** Of the places, in the order of the values. */
  readonly names: Names;
}

const formats = new Map<string, IntlMessageFormat>();

/** A text of the catalogue that counts or names something; a translation has the same places, in its own order and with its own plurals. */
export function message<const Names extends readonly string[]>(template: string, ...names: Names): Message<Names> {
  const write = (...values: readonly Value[]): string => fill(template, 'en', names, values);
  return Object.assign(write, { template, names }) as Message<Names>;
}

/** A message in another language: `template` is of that language, and its values are in the order of `names`. */
export function translated(
  template: string,
  language: string,
  names: readonly string[],
): (...values: readonly Value[]) => string {
  return (...values) => fill(template, language, names, values);
}

/** Places that a template names. Throws an `Error` for what is no template. */
export function placesOf(template: string, language: string): ReadonlySet<string> {
  const found = new Set<string>();
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { type, value: name } = value as { readonly type?: unknown; readonly value?: unknown };
    // Elements that take a value have a number as type: 0 is plain text, 7 the # of a plural.
    if (typeof type === 'number' && type > 0 && type < 7 && typeof name === 'string') found.add(name);
    for (const inner of Object.values(value)) walk(inner);
  };
  walk(formatOf(template, language).getAst());
  return found;
}

/** Whether it is a text with places, of `message`. */
export function isMessage(value: unknown): value is Message {
  return typeof value === 'function' && 'template' in value && 'names' in value;
}

function fill(template: string, language: string, names: readonly string[], values: readonly Value[]): string {
  const places = Object.fromEntries(names.map((name, index) => [name, shown(values[index])]));
  return String(formatOf(template, language).format(places));
}

/** Choices are made by `true` and `false`: `{complete, select, true {} other {at least }}`. */
function shown(value: Value | undefined): string | number {
  return typeof value === 'number' ? value : String(value);
}

function formatOf(template: string, language: string): IntlMessageFormat {
  const key = `${language} ${template}`;
  // What looks like a tag is text: pages escape it.
  const format = formats.get(key) ?? new IntlMessageFormat(template, language, undefined, { ignoreTag: true });
  formats.set(key, format);
  return format;
}
