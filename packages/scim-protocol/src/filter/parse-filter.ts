import type { SchemaIndex } from '../schema/schema-index.js';
import {
  type AttributeName,
  COMPARISONS,
  type Comparison,
  type ElementTest,
  type Filter,
  type FilterValue,
  ScimFilterError,
} from './ast.js';
import { splitName } from './attribute-name.js';
import { printFilter } from './print-filter.js';
import { Scanner } from './scanner.js';

/** How texts are read that are not SCIM filters to the letter. */
export interface ParseFilterOptions {
  /**
   * Names are taken whole, dots and all: for systems whose attributes are not SCIM's. A path such as
   * `emails[type eq "work"].value` then is a name too.
   */
  readonly flat?: boolean;
  /** URNs of schema extensions, besides those of RFC 7643. */
  readonly schemas?: readonly string[];
  /** Also refuses an order (`gt`, `ge`, `lt`, `le`) of booleans and binary values (RFC 7644 §3.4.2.2). */
  readonly index?: SchemaIndex;
}

const MOST_CHARACTERS = 16_384;
const MOST_DEPTH = 64;
const MOST_TERMS = 1_000;
const OPEN = 40;
const CLOSE = 41;
const BRACKET = 91;
const BRACKET_END = 93;
const DOT = 46;

/** Parses a filter (RFC 7644 §3.4.2.2): `not` binds strongest, then `and`, then `or`. Throws a `ScimFilterError`. */
export function parseFilter(text: string, options: ParseFilterOptions = {}): Filter {
  if (text.length > MOST_CHARACTERS) {
    throw new ScimFilterError(
      `a filter has at most ${MOST_CHARACTERS} characters, and this has ${text.length}`,
      MOST_CHARACTERS,
    );
  }
  const scanner = new Scanner(text);
  const filter = new FilterParser(scanner, options).parse(false);
  if (!scanner.atEnd) throw scanner.expected('"and", "or" or the end');
  return filter;
}

/** Reads one filter from a scanner and stops at what cannot belong to it: a path has one in its brackets. */
export class FilterParser {
  private depth = 0;
  private terms = 0;
  private readonly schemas: readonly string[];

  constructor(
    private readonly scanner: Scanner,
    private readonly options: ParseFilterOptions,
  ) {
    this.schemas = options.schemas ?? options.index?.schemas ?? [];
  }

  /** `inside`: in brackets, where no further brackets may stand. Skips the space after the filter. */
  parse(inside: boolean): Filter {
    let left = this.conjunction(inside);
    while (this.scanner.takeWord('or')) left = { kind: 'or', left, right: this.conjunction(inside) };
    return left;
  }

  private conjunction(inside: boolean): Filter {
    let left = this.term(inside);
    while (this.scanner.takeWord('and')) left = { kind: 'and', left, right: this.term(inside) };
    return left;
  }

  private term(inside: boolean): Filter {
    const { scanner } = this;
    scanner.skipSpace();
    this.terms += 1;
    if (this.terms > MOST_TERMS) throw new ScimFilterError(`a filter has at most ${MOST_TERMS} conditions`, scanner.at);
    const filter = scanner.code === OPEN ? this.group(inside) : (this.negation(inside) ?? this.condition(inside));
    scanner.skipSpace();
    return filter;
  }

  private group(inside: boolean): Filter {
    const { scanner } = this;
    this.depth += 1;
    if (this.depth > MOST_DEPTH) throw new ScimFilterError(`a filter is at most ${MOST_DEPTH} levels deep`, scanner.at);
    scanner.at += 1;
    const filter = this.parse(inside);
    if (!scanner.take(CLOSE)) throw scanner.expected('"and", "or" or ")"');
    this.depth -= 1;
    return filter;
  }

  /** `not` may also be the name of an attribute; only before a parenthesis it is the operator. */
  private negation(inside: boolean): Filter | undefined {
    const { scanner } = this;
    const start = scanner.at;
    if (!scanner.takeWord('not')) return undefined;
    scanner.skipSpace();
    if (scanner.code === OPEN) return { kind: 'not', filter: this.group(inside) };
    scanner.at = start;
    return undefined;
  }

  private condition(inside: boolean): Filter {
    const { scanner } = this;
    const attribute = readName(scanner, this.options.flat === true, this.schemas);
    if (scanner.code === BRACKET) {
      if (inside) throw new ScimFilterError('brackets inside brackets are not allowed', scanner.at);
      return this.element(attribute);
    }
    return this.comparison(attribute);
  }

  private comparison(attribute: AttributeName): Filter {
    const { operator, value } = this.operation(attribute);
    return operator === 'pr' ? { kind: 'present', attribute } : { kind: 'compare', attribute, operator, value };
  }

  private element(attribute: AttributeName): Filter {
    const { scanner } = this;
    const filter = this.bracketed();
    if (!scanner.take(DOT)) return { kind: 'element', attribute, filter };
    const sub = readPart(scanner);
    if (this.options.flat === true) {
      return this.comparison({ name: `${attribute.name}[${printFilter(filter)}].${sub}` });
    }
    const { operator, value } = this.operation({ ...attribute, sub });
    const then: ElementTest = operator === 'pr' ? { sub, operator } : { sub, operator, value };
    return { kind: 'element', attribute, filter, then };
  }

  /** The filter in brackets; the scanner stands at the opening one and then after the closing one. */
  bracketed(): Filter {
    const { scanner } = this;
    scanner.at += 1;
    const filter = this.parse(true);
    if (!scanner.take(BRACKET_END)) throw scanner.expected('"and", "or" or "]"');
    return filter;
  }

  private operation(attribute: AttributeName): { readonly operator: Comparison | 'pr'; readonly value: FilterValue } {
    const { scanner } = this;
    scanner.skipSpace();
    const start = scanner.at;
    const end = scanner.wordEnd();
    const operator = OPERATORS.get(scanner.text.slice(start, end));
    if (operator === undefined) throw scanner.expected(`an operator (${COMPARISONS.join(', ')} or pr)`);
    scanner.at = end;
    if (operator === 'pr') return { operator, value: null };
    scanner.skipSpace();
    const from = scanner.at;
    const value = scanner.value();
    if (TEXT_OPERATORS.has(operator) && typeof value !== 'string') {
      throw new ScimFilterError(`"${operator}" needs a text in double quotes`, from);
    }
    if (ORDERS.has(operator)) this.checkOrder(attribute, operator, value, start, from);
    return { operator, value };
  }

  private checkOrder(
    attribute: AttributeName,
    operator: Comparison,
    value: FilterValue,
    start: number,
    from: number,
  ): void {
    if (typeof value === 'boolean' || value === null) {
      throw new ScimFilterError(`"${operator}" needs a text or a number: ${value} has no order`, from);
    }
    const found = this.options.index?.resolve(attribute);
    const type = (found?.sub ?? found?.attribute)?.type;
    if (type === 'boolean' || type === 'binary') {
      throw new ScimFilterError(
        `"${operator}" cannot be asked of "${attribute.sub ?? attribute.name}": ${type} values have no order`,
        start,
      );
    }
  }
}

/** Reads an attribute name. Throws where none stands there. */
export function readName(scanner: Scanner, flat: boolean, schemas: readonly string[]): AttributeName {
  const start = scanner.at;
  const end = scanner.wordEnd();
  if (end === start) throw scanner.expected('the name of an attribute');
  const text = scanner.text.slice(start, end);
  scanner.at = end;
  if (flat || (!text.includes('.') && !text.includes(':'))) return { name: text };
  const name = splitName(text, schemas);
  if (!isName(name.name) || (name.sub !== undefined && !isName(name.sub))) {
    throw new ScimFilterError(
      `"${text}" is not the name of an attribute, which is "name", "name.part" or "urn:…:name.part"`,
      start,
    );
  }
  return name;
}

/** Reads the sub-attribute after `].`. */
export function readPart(scanner: Scanner): string {
  const end = scanner.wordEnd();
  const text = scanner.text.slice(scanner.at, end);
  if (!isName(text)) throw scanner.expected('the name of a sub-attribute');
  scanner.at = end;
  return text;
}

/** Names begin with a letter, `$` or `_` and have no dots or colons (RFC 7643 §2.1, with `$ref` and `_`). */
export function isName(text: string): boolean {
  return /^[A-Za-z$_][\w$-]*$/.test(text);
}

const TEXT_OPERATORS: ReadonlySet<string> = new Set(['co', 'sw', 'ew']);
const ORDERS: ReadonlySet<string> = new Set(['gt', 'ge', 'lt', 'le']);
/** Operators have no case (RFC 7644 §3.4.2.2); all spellings are here so that none is made while parsing. */
const OPERATORS: ReadonlyMap<string, Comparison | 'pr'> = new Map(
  ([...COMPARISONS, 'pr'] as const).flatMap((operator) => {
    const [first, second] = [operator.charAt(0), operator.charAt(1)];
    const spellings = [
      operator,
      `${first.toUpperCase()}${second}`,
      `${first}${second.toUpperCase()}`,
      operator.toUpperCase(),
    ];
    return spellings.map((spelling) => [spelling, operator] as const);
  }),
);
