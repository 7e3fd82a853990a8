import { type AttributeName, COMPARISONS, type Comparison, type Filter, type FilterValue, ScimFilterError } from './ast.js';
import { splitName } from './attribute-name.js';
import { type Token, tokenize } from './tokens.js';

export interface ParseFilterOptions {
  /** Names are taken whole, dots and all: for systems whose attributes are not SCIM's. */
  readonly flat?: boolean;
  /** URNs of schema extensions, besides those of RFC 7643. */
  readonly schemas?: readonly string[];
}

const MOST_CHARACTERS = 16_384;
const MOST_DEPTH = 64;

/** Parses a filter (RFC 7644 §3.4.2.2): `not` binds strongest, then `and`, then `or`. Throws a `ScimFilterError`. */
export function parseFilter(text: string, options: ParseFilterOptions = {}): Filter {
  if (text.length > MOST_CHARACTERS) throw new ScimFilterError(`a filter has at most ${MOST_CHARACTERS} characters`, MOST_CHARACTERS);
  const parser = new FilterParser(tokenize(text), options);
  return parser.whole();
}

export class FilterParser {
  private index = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly Token[], private readonly options: ParseFilterOptions) {}

  whole(): Filter {
    const filter = this.or(false);
    this.expect('end', '"and", "or" or the end');
    return filter;
  }

  /** The filter in brackets after an attribute; the opening bracket is read already. */
  inner(): Filter {
    const filter = this.or(true);
    this.expect(']', '"]"');
    return filter;
  }

  peek(): Token {
    return this.tokens[this.index] as Token;
  }

  next(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.index += 1;
    return token;
  }

  expect(kind: Token['kind'], what: string): Token {
    const token = this.next();
    if (token.kind !== kind) throw new ScimFilterError(`${what} was expected, and there is ${describe(token)}`, token.at);
    return token;
  }

  private or(inside: boolean): Filter {
    let left = this.and(inside);
    while (this.takeKeyword('or')) left = { kind: 'or', left, right: this.and(inside) };
    return left;
  }

  private and(inside: boolean): Filter {
    let left = this.unary(inside);
    while (this.takeKeyword('and')) left = { kind: 'and', left, right: this.unary(inside) };
    return left;
  }

  private unary(inside: boolean): Filter {
    const token = this.peek();
    this.depth += 1;
    if (this.depth > MOST_DEPTH) throw new ScimFilterError(`a filter is at most ${MOST_DEPTH} levels deep`, token.at);
    const filter = this.unguarded(token, inside);
    this.depth -= 1;
    return filter;
  }

  private unguarded(token: Token, inside: boolean): Filter {
    if (token.kind === '(') {
      this.next();
      return this.closed(inside);
    }
    if (isKeyword(token, 'not') && this.tokens[this.index + 1]?.kind === '(') {
      this.index += 2;
      return { kind: 'not', filter: this.closed(inside) };
    }
    return this.term(inside);
  }

  private closed(inside: boolean): Filter {
    const filter = this.or(inside);
    this.expect(')', '")"');
    return filter;
  }

  private term(inside: boolean): Filter {
    const token = this.next();
    if (token.kind !== 'word') throw new ScimFilterError(`the name of an attribute was expected, and there is ${describe(token)}`, token.at);
    const attribute = this.nameOf(token.text);
    if (this.peek().kind === '[') {
      if (inside) throw new ScimFilterError('brackets inside brackets are not allowed', this.peek().at);
      this.next();
      return this.element(attribute);
    }
    const { operator, value } = this.comparison();
    return operator === 'pr' ? { kind: 'present', attribute } : { kind: 'compare', attribute, operator, value };
  }

  private element(attribute: AttributeName): Filter {
    const filter = this.inner();
    if (this.peek().kind !== '.') return { kind: 'element', attribute, filter };
    this.next();
    const sub = this.expect('word', 'the name of a sub-attribute') as Token & { readonly text: string };
    const { operator, value } = this.comparison();
    return { kind: 'element', attribute, filter, then: operator === 'pr' ? { sub: sub.text, operator } : { sub: sub.text, operator, value } };
  }

  private comparison(): { readonly operator: Comparison | 'pr'; readonly value: FilterValue } {
    const token = this.next();
    const operator = token.kind === 'word' ? token.text.toLowerCase() : '';
    if (operator === 'pr') return { operator, value: null };
    if (!(COMPARISONS as readonly string[]).includes(operator)) throw new ScimFilterError(`an operator (${COMPARISONS.join(', ')} or pr) was expected, and there is ${describe(token)}`, token.at);
    const value = this.next();
    if (value.kind !== 'value') throw new ScimFilterError(`a value (a text in double quotes, a number, true, false or null) was expected, and there is ${describe(value)}`, value.at);
    if (['co', 'sw', 'ew'].includes(operator) && typeof value.value !== 'string') throw new ScimFilterError(`"${operator}" needs a text in double quotes`, value.at);
    return { operator: operator as Comparison, value: value.value };
  }

  private nameOf(text: string): AttributeName {
    return this.options.flat === true ? { name: text } : splitName(text, this.options.schemas);
  }

  private takeKeyword(word: 'and' | 'or'): boolean {
    if (!isKeyword(this.peek(), word)) return false;
    this.next();
    return true;
  }
}

function isKeyword(token: Token, word: string): boolean {
  return token.kind === 'word' && token.text.toLowerCase() === word;
}

function describe(token: Token): string {
  if (token.kind === 'end') return 'the end';
  if (token.kind === 'word') return `"${token.text}"`;
  return token.kind === 'value' ? `the value ${JSON.stringify(token.value)}` : `"${token.kind}"`;
}
