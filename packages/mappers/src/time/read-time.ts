import { compileDatePattern, offsetOf } from './date-pattern.js';
import { isRealTime, utcOf, type WallTime, type Zone } from './zone.js';

export interface ReadZones {
  /** Of times that do not name an offset. */
  readonly times: Zone;
  /** Of days without a time: they begin there. */
  readonly days: Zone;
}

/** An instant in milliseconds since 1970, or nothing where the text is no time in that form. */
export type ReadTime = (text: string, zones: ReadZones) => number | undefined;

/** A reader for `iso`, `unix`, `unix-ms`, or a pattern. Throws an `Error` that says what is wrong with a pattern. */
export function compileReader(form: string): ReadTime {
  if (form === 'iso') return readIso;
  if (form === 'unix') return (text) => readUnix(text, 1000);
  if (form === 'unix-ms') return (text) => readUnix(text, 1);
  const pattern = compileDatePattern(form);
  if (!form.includes('yyyy')) throw new Error('to read a date, it needs a year: yyyy');
  const hasTime = /[Hms]/.test(form.replace(/'[^']*'/g, ''));
  return (text, zones) => {
    const found = pattern.read(text.trim());
    return found === undefined ? undefined : instantOf(found.wall, found.offset, hasTime, zones);
  };
}

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?([Zz]|[+-]\d{2}(?::?\d{2})?)?)?$/;

function readIso(text: string, zones: ReadZones): number | undefined {
  const found = ISO.exec(text.trim());
  if (found === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', offset] = found;
  const wall = {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour ?? 0),
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
    millisecond: Number(fraction.slice(0, 3).padEnd(3, '0')),
  };
  return instantOf(wall, offset === undefined ? undefined : offsetOf(offset), hour !== undefined, zones);
}

function readUnix(text: string, factor: number): number | undefined {
  return /^\s*-?\d{1,15}(?:\.\d{1,9})?\s*$/.test(text) ? Math.floor(Number(text) * factor) : undefined;
}

function instantOf(
  wall: WallTime,
  offset: number | undefined,
  hasTime: boolean,
  { times, days }: ReadZones,
): number | undefined {
  if (!isRealTime(wall)) return undefined;
  return offset === undefined ? (hasTime ? times : days).instant(wall) : utcOf(wall) - offset;
}
