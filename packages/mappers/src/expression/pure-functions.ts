import { compileReader } from '../time/read-time.js';
import { Zone } from '../time/zone.js';
import type { WorkLimit } from './work-limit.js';

/**
 * Functions that take the place of JSONata's own, under the same names: those of dates, because JSONata completes what
 * a picture leaves out from the clock, and from the machine's time zone; those that can do much work in one step.
 */
export function pureFunctions(limit: WorkLimit): Readonly<Record<string, unknown>> {
  return {
    toMillis: (text?: unknown, ...more: unknown[]) => {
      if (text === undefined) return undefined;
      refuseMore('toMillis', more);
      return typeof text === 'string' ? readIso(text, { times: UTC, days: UTC }) : undefined;
    },
    fromMillis: (millis?: unknown, ...more: unknown[]) => {
      if (millis === undefined) return undefined;
      refuseMore('fromMillis', more);
      return new Date(millis as number).toISOString();
    },
    pad: (text?: unknown, width: unknown = 0, filler: unknown = ' ') => {
      if (text === undefined) return undefined;
      limit.allow(Number(width));
      const signs = String(filler) || ' ';
      return Number(width) < 0
        ? String(text).padStart(-Number(width), signs)
        : String(text).padEnd(Number(width), signs);
    },
    // JSONata compares each item with each other one.
    distinct: (items?: unknown) =>
      Array.isArray(items) ? [...new Map(items.map((item) => [keyOf(item), item])).values()] : items,
  };
}

const UTC = new Zone('UTC');
const readIso = compileReader('iso');

function refuseMore(name: string, more: readonly unknown[]): void {
  if (more.some((argument) => argument !== undefined))
    throw new TypeError(`$${name} takes ISO times only; the mapper "date-format" has patterns`);
}

function keyOf(item: unknown): unknown {
  return typeof item === 'object' && item !== null ? `${JSON.stringify(sorted(item))}` : item;
}

function sorted(item: unknown): unknown {
  if (typeof item !== 'object' || item === null) return item;
  if (Array.isArray(item)) return item.map(sorted);
  return Object.entries(item)
    .map(([name, part]) => [name, sorted(part)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
