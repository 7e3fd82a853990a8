import { charactersOf } from './cut-text.js';
import { latinBase } from './latin-base.js';

/** Fixed text, or a name whose value comes there. */
export type TemplatePart = string | { readonly name: string; readonly filter: (text: string) => string };

/** Takes a template apart. Throws an `Error` that says what is wrong with it. */
export function parseTemplate(template: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let at = 0;
  while (at < template.length) {
    const open = template.indexOf('{{', at);
    if (open === -1) break;
    const close = template.indexOf('}}', open);
    if (close === -1) throw new Error('"{{" has no "}}" after it');
    if (open > at) parts.push(template.slice(at, open));
    parts.push(placeholder(template.slice(open + 2, close)));
    at = close + 2;
  }
  const rest = template.slice(at);
  return rest === '' ? parts : [...parts, rest];
}

const FILTERS: Readonly<Record<string, (text: string) => string>> = {
  lower: (text) => text.toLowerCase(),
  upper: (text) => text.toUpperCase(),
  trim: (text) => text.trim(),
  plain: (text) => latinBase(text),
  initial: (text) => charactersOf(text.trim())[0] ?? '',
};

function placeholder(inside: string): TemplatePart {
  const [name = '', ...filters] = inside.split('|').map((part) => part.trim());
  if (name === '' || name.includes('{')) throw new Error(`"{{${inside}}}" names no attribute`);
  const steps = filters.map((filter) => {
    const step = Object.hasOwn(FILTERS, filter) ? FILTERS[filter] : undefined;
    if (step === undefined)
      throw new Error(`there is no filter "${filter}"; known: ${Object.keys(FILTERS).join(', ')}`);
    return step;
  });
  return { name, filter: (text) => steps.reduce((result, step) => step(result), text) };
}
