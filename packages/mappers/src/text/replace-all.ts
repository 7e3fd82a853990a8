import type { LinearPattern, PatternMatch } from './linear-pattern.js';

/** Puts `replacement` in the place of all matches; `$1`, `$<name>`, `$&` and `$$` mean what they do in JavaScript. */
export function replaceAll(text: string, pattern: LinearPattern, replacement: string): string {
  let result = '';
  let end = 0;
  for (const match of pattern.findAll(text)) {
    result += text.slice(end, match.start) + expand(replacement, match);
    end = match.end;
  }
  return result + text.slice(end);
}

function expand(replacement: string, { groups, named }: PatternMatch): string {
  if (!replacement.includes('$')) return replacement;
  return replacement.replace(REFERENCE, (reference, digits?: string, name?: string) => {
    if (reference === '$$') return '$';
    if (reference === '$&') return groups[0] ?? '';
    if (name !== undefined) return Object.hasOwn(named, name) ? (named[name] ?? '') : reference;
    return numbered(String(digits), groups) ?? reference;
  });
}

const REFERENCE = /\$\$|\$&|\$(\d{1,2})|\$<([^<>]*)>/g;

/** `$12` is group 12 where there is one, else group 1 and the figure 2. */
function numbered(digits: string, groups: readonly (string | undefined)[]): string | undefined {
  const number = Number(digits);
  if (number > 0 && number < groups.length) return groups[number] ?? '';
  const first = Number(digits.charAt(0));
  return digits.length === 2 && first > 0 && first < groups.length
    ? (groups[first] ?? '') + digits.charAt(1)
    : undefined;
}
