import { type FilterValue, ScimFilterError } from './ast.js';

const NAME = 1;
const FIRST = 2;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERALS: ReadonlyMap<string, FilterValue> = new Map<string, FilterValue>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** What each ASCII character may be: part of a word, or its first character. */
const CLASS = new Uint8Array(128);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz$_') CLASS[char.charCodeAt(0)] = NAME | FIRST;
for (const char of '0123456789:.-') CLASS[char.charCodeAt(0)] = NAME;

/** Reads the words and values of a filter or path from left to right; no character is read more than a few times. */
export class Scanner {
  at = 0;

  constructor(readonly text: string) {}

  skipSpace(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 32 && code !== 9 && code !== 10 && code !== 13) return;
      this.at += 1;
    }
  }

  get atEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** The code of the character at hand; NaN at the end. */
  get code(): number {
    return this.text.charCodeAt(this.at);
  }

  /** Where the word that begins here ends; `at` itself where none begins. Words are names, URNs and operators. */
  wordEnd(): number {
    const { text, at } = this;
    const first = text.charCodeAt(at);
    if (!(first < 128) || ((CLASS[first] as number) & FIRST) === 0) return at;
    let end = at + 1;
    for (;;) {
      const code = text.charCodeAt(end);
      if (!(code < 128) || CLASS[code] === 0) return end;
      end += 1;
    }
  }

  /** Takes the character where it is the one at hand, and says whether it was. */
  take(code: number): boolean {
    if (this.text.charCodeAt(this.at) !== code) return false;
    this.at += 1;
    return true;
  }

  /** Takes `and` or `or`, in any case, where it is the whole word at hand; nothing otherwise. */
  takeWord(lower: string): boolean {
    const end = this.at + lower.length;
    for (let index = 0; index < lower.length; index += 1) {
      if ((this.text.charCodeAt(this.at + index) | 32) !== lower.charCodeAt(index)) return false;
    }
    const after = this.text.charCodeAt(end);
    if (after < 128 && CLASS[after] !== 0) return false;
    this.at = end;
    return true;
  }

  /** A value: text in double quotes, number, true, false or null, as in JSON (RFC 7644 §3.4.2.2). */
  value(): FilterValue {
    const { code } = this;
    if (code === 34) return this.quoted();
    if (code === 45 || (code >= 48 && code <= 57)) return this.number();
    const end = this.wordEnd();
    const literal = LITERALS.get(this.text.slice(this.at, end));
    if (literal === undefined) {
      throw this.expected('a value (a text in double quotes, a number, true, false or null)');
    }
    this.at = end;
    return literal;
  }

  expected(what: string): ScimFilterError {
    return new ScimFilterError(`${what} was expected, and there is ${this.found()}`, this.at);
  }

  private quoted(): string {
    const { text, at } = this;
    let escaped = false;
    for (let end = at + 1; end < text.length; end += 1) {
      const code = text.charCodeAt(end);
      if (code === 34) {
        this.at = end + 1;
        return escaped ? this.unescaped(at, end + 1) : text.slice(at + 1, end);
      }
      if (code < 32) throw new ScimFilterError('this character must be written with a backslash', end);
      if (code === 92) {
        escaped = true;
        end += 1;
      }
    }
    throw new ScimFilterError('the text that begins here does not end with a double quote', at);
  }

  private unescaped(from: number, to: number): string {
    try {
      return JSON.parse(this.text.slice(from, to)) as string;
    } catch {
      throw new ScimFilterError('this text has a backslash that is not followed by one of "\\/bfnrtu"', from);
    }
  }

  private number(): number {
    NUMBER.lastIndex = this.at;
    const found = NUMBER.exec(this.text)?.[0] ?? '';
    const after = this.text.charCodeAt(this.at + found.length);
    const value = Number(found);
    if (found === '' || (after < 128 && CLASS[after] !== 0) || !Number.isFinite(value)) {
      throw this.expected('a number as JSON writes it');
    }
    this.at += found.length;
    return value === 0 ? 0 : value;
  }

  private found(): string {
    if (this.atEnd) return 'the end';
    const end = this.wordEnd();
    if (end === this.at) return JSON.stringify(String.fromCodePoint(this.text.codePointAt(this.at) as number));
    return `"${end - this.at > 40 ? `${this.text.slice(this.at, this.at + 40)}…` : this.text.slice(this.at, end)}"`;
  }
}
