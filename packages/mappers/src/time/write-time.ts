import { compileDatePattern } from './date-pattern.js';
import type { Zone } from './zone.js';

/** Writes an instant, in milliseconds since 1970, in a zone. */
export type WriteTime = (instant: number, zone: Zone) => string | number;

/** A writer for `iso`, `date`, `time`, `unix`, `unix-ms`, or a pattern. Throws an `Error` that says what is wrong with a pattern. */
export function compileWriter(form: string): WriteTime {
  if (form === 'unix') return (instant) => Math.floor(instant / 1000);
  if (form === 'unix-ms') return (instant) => instant;
  if (form === 'iso')
    return (instant, zone) => (zone.name === 'UTC' ? new Date(instant).toISOString() : write(ISO, instant, zone));
  const pattern = compileDatePattern(form === 'date' ? 'yyyy-MM-dd' : form === 'time' ? 'HH:mm:ss' : form);
  return (instant, zone) => write(pattern, instant, zone);
}

const ISO = compileDatePattern('yyyy-MM-ddTHH:mm:ss.SSSXXX');

function write(pattern: typeof ISO, instant: number, zone: Zone): string {
  return pattern.write(zone.wallTime(instant), zone.offset(instant));
}
