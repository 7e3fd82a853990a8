import type { WallTime } from './zone.js';

/** A pattern such as `dd.MM.yyyy`, for reading and for writing. */
export interface DatePattern {
  write(wall: WallTime, offset: number): string;
  /** Nothing where the text does not follow the pattern. The offset is there where the pattern has one. */
  read(text: string): { readonly wall: WallTime; readonly offset?: number } | undefined;
}

/**
 * Takes a pattern apart: `yyyy`, `MM` or `M`, `dd` or `d`, `HH` or `H`, `mm` or `m`, `ss` or `s`, `SSS`, and `XXX` for
 * an offset such as `+02:00`. Text stands in single quotes; signs, `T` and `Z` need none. Throws an `Error` that says
 * what is wrong.
 */
export function compileDatePattern(pattern: string): DatePattern {
  const parts = pattern.match(PART) ?? [];
  const foreign = parts.find(
    (part) => /^[a-zA-Z]/.test(part) && !Object.hasOwn(TOKENS, part) && part !== 'T' && part !== 'Z',
  );
  if (foreign !== undefined)
    throw new Error(
      `"${foreign}" is no part of a date; known: ${Object.keys(TOKENS).join(', ')}; put text in single quotes`,
    );
  const tokens = parts.filter((part) => Object.hasOwn(TOKENS, part));
  if (tokens.length === 0) throw new Error(`it has no part of a date in it; known: ${Object.keys(TOKENS).join(', ')}`);
  const reader = new RegExp(`^${parts.map((part) => TOKENS[part]?.source ?? escaped(literal(part))).join('')}$`);
  return {
    write: (wall, offset) => parts.map((part) => TOKENS[part]?.write(wall, offset) ?? literal(part)).join(''),
    read: (text) => {
      const groups = reader.exec(text);
      return groups === null ? undefined : wallFrom(tokens, groups.slice(1));
    },
  };
}

/** `+02:00`, `-0330` or `Z` as milliseconds. */
export function offsetOf(text: string): number {
  if (text === 'Z' || text === 'z') return 0;
  const [hours, minutes] = [Number(text.slice(1, 3)), Number(text.slice(3).replace(':', '') || 0)];
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

const PART =
  /'[^']*'|(?:yyyy|MM?|dd?|HH?|mm?|ss?|SSS|XXX)(?![a-zA-Z])|(?:yyyy|MM|dd|HH|mm|ss|SSS|XXX)|T|Z|[a-zA-Z]+|[^a-zA-Z]/g;

interface Token {
  readonly source: string;
  readonly part: keyof WallTime | 'offset';
  write(wall: WallTime, offset: number): string;
}

const TOKENS: Readonly<Record<string, Token>> = {
  yyyy: number('year', 4),
  MM: number('month', 2),
  M: number('month', 1),
  dd: number('day', 2),
  d: number('day', 1),
  HH: number('hour', 2),
  H: number('hour', 1),
  mm: number('minute', 2),
  m: number('minute', 1),
  ss: number('second', 2),
  s: number('second', 1),
  SSS: number('millisecond', 3),
  XXX: { source: '([+-]\\d{2}:\\d{2}|Z)', part: 'offset', write: (_, offset) => offsetText(offset) },
};

function number(part: keyof WallTime, width: number): Token {
  return {
    source: width === 1 ? '(\\d{1,2})' : `(\\d{${width}})`,
    part,
    write: (wall) => String(wall[part]).padStart(width, '0'),
  };
}

function offsetText(offset: number): string {
  const minutes = Math.abs(Math.trunc(offset / 60_000));
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function wallFrom(tokens: readonly string[], texts: readonly string[]): ReturnType<DatePattern['read']> {
  const wall = { year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0, millisecond: 0 };
  let offset: number | undefined;
  for (const [index, token] of tokens.entries()) {
    const part = TOKENS[token]?.part;
    const text = texts[index] ?? '';
    if (part === 'offset') offset = offsetOf(text);
    else if (part !== undefined) wall[part] = Number(text);
  }
  return offset === undefined ? { wall } : { wall, offset };
}

function literal(part: string): string {
  return part.length > 1 && part.startsWith("'") ? part.slice(1, -1) || "'" : part;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
