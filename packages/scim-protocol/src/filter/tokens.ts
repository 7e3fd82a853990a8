import { type FilterValue, ScimFilterError } from './ast.js';

export type Token =
  | { readonly kind: 'word'; readonly text: string; readonly at: number }
  | { readonly kind: 'value'; readonly value: FilterValue; readonly at: number }
  | { readonly kind: '(' | ')' | '[' | ']' | '.' | 'end'; readonly at: number };

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** Attribute names, URNs (with colons, dots and digits) and keywords. Dots are sorted out by the parser. */
const WORD = /[A-Za-z$_][\w$:.-]*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y;

/** Cuts a filter into tokens, in one pass and without backtracking over what was read. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text[at] as string;
    if (char === ' ' || char === '\t' || char === '\n' || char === '\r') {
      at += 1;
      continue;
    }
    const token = tokenAt(text, at, char);
    tokens.push(token.token);
    at = token.end;
  }
  tokens.push({ kind: 'end', at: text.length });
  return tokens;
}

function tokenAt(text: string, at: number, char: string): { readonly token: Token; readonly end: number } {
  if (char === '(' || char === ')' || char === '[' || char === ']' || char === '.') return { token: { kind: char, at }, end: at + 1 };
  if (char === '"') {
    const found = match(STRING, text, at);
    if (found === undefined) throw new ScimFilterError('this text does not end, or has a character that must be written with a backslash', at);
    return { token: { kind: 'value', value: JSON.parse(found) as string, at }, end: at + found.length };
  }
  const word = match(WORD, text, at);
  if (word !== undefined) return { token: wordToken(word.replace(/\.+$/, ''), at), end: at + word.replace(/\.+$/, '').length };
  const number = match(NUMBER, text, at);
  if (number !== undefined) return { token: { kind: 'value', value: Number(number), at }, end: at + number.length };
  throw new ScimFilterError(`the character ${JSON.stringify(char)} means nothing here`, at);
}

function wordToken(text: string, at: number): Token {
  if (text === 'true' || text === 'false') return { kind: 'value', value: text === 'true', at };
  if (text === 'null') return { kind: 'value', value: null, at };
  return { kind: 'word', text, at };
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
