import { ScimFilterError } from '../filter/ast.js';
import { printName } from '../filter/attribute-name.js';
import { FilterParser, readName, readPart } from '../filter/parse-filter.js';
import { printFilter } from '../filter/print-filter.js';
import { Scanner } from '../filter/scanner.js';
import type { SchemaIndex } from '../schema/schema-index.js';
import { ENTERPRISE_USER_URN } from '../schema/urns.js';
import { type AttributePath, ScimPathError } from './attribute-path.js';

/** Which schemas paths may name. */
export interface ParsePathOptions {
  /** URNs of schema extensions, besides those of RFC 7643; those of the index where one is given. */
  readonly schemas?: readonly string[];
  /** The resource type that the path belongs to: knows its extensions, whose URNs are cut off as a whole. */
  readonly index?: SchemaIndex;
}

const MOST_CHARACTERS = 4_096;

/**
 * Parses `name.familyName`, `emails[type eq "work"].value`, `urn:…:User:department` or the URN of an extension alone
 * (RFC 7644 §3.5.2). Throws a `ScimPathError` with the position.
 */
export function parsePath(text: string, options: ParsePathOptions = {}): AttributePath {
  if (text.length > MOST_CHARACTERS) {
    throw new ScimPathError(`a path has at most ${MOST_CHARACTERS} characters`, text.slice(0, 80), MOST_CHARACTERS);
  }
  const schemas = options.schemas ?? options.index?.schemas ?? [ENTERPRISE_USER_URN];
  const lower = text.toLowerCase();
  const whole = lower.startsWith('urn:') ? schemas.find((schema) => schema.toLowerCase() === lower) : undefined;
  if (whole !== undefined) return { schema: whole, name: '' };
  try {
    return readPath(new Scanner(text), schemas, options);
  } catch (error) {
    if (!(error instanceof ScimFilterError)) throw error;
    throw new ScimPathError(
      `reading the path "${shortened(text)}" at position ${error.position + 1}: ${error.message}`,
      text,
      error.position,
    );
  }
}

/** The path as text; parsing it gives the same path. */
export function printPath(path: AttributePath): string {
  if (path.filter === undefined) return printName(path);
  const { sub, ...attribute } = path;
  return `${printName(attribute)}[${printFilter(path.filter)}]${sub === undefined ? '' : `.${sub}`}`;
}

function readPath(scanner: Scanner, schemas: readonly string[], options: ParsePathOptions): AttributePath {
  const name = readName(scanner, false, schemas);
  if (scanner.atEnd) return name;
  if (scanner.code !== 91 || name.sub !== undefined)
    throw scanner.expected(name.sub === undefined ? '"[", "." or the end' : 'the end');
  const filter = new FilterParser(scanner, { ...options, schemas }).bracketed();
  const sub = scanner.take(46) ? readPart(scanner) : undefined;
  if (!scanner.atEnd) throw scanner.expected(sub === undefined ? '"." or the end' : 'the end');
  return { ...name, filter, ...(sub === undefined ? {} : { sub }) };
}

function shortened(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
