import type { SecondsRange } from '@rollcall/scim-protocol';
import type { JsonApiRow } from './core-api.js';

/** A range of registration dates. */
export type Window = SecondsRange;

/** No list of a window is cut into more. */
const MOST_PARTS = 64;

/** The filter of the Web Services API for a window. Joomla takes no milliseconds, and no `+00:00` in its own links. */
export function windowQuery({ from, to }: Window): Readonly<Record<string, string>> {
  return {
    ...(from === undefined ? {} : { 'filter[registrationDateStart]': rfc3339(from) }),
    ...(to === undefined ? {} : { 'filter[registrationDateEnd]': rfc3339(to) }),
  };
}

/** The second in which this user registered; `undefined` where that cannot be read. */
export function windowOf(row: JsonApiRow): Window | undefined {
  const second = secondOf(row);
  return second === undefined ? undefined : { from: second, to: second };
}

/** Is the user in the window? A date that cannot be read is in every window. */
export function holds({ from, to }: Window, row: JsonApiRow): boolean {
  const date = secondOf(row);
  return date === undefined || ((from === undefined || date >= from) && (to === undefined || date <= to));
}

/**
 * Cuts a window that is too full into some that hold about half a page each, judging by the users of one page, who are a sample
 * by name. The window itself where it cannot be cut: it is one second, or no user in it has a date.
 */
export function cutWindow(
  window: Window,
  { rows, totalPages }: { readonly rows: readonly JsonApiRow[]; readonly totalPages?: number | undefined },
): readonly Window[] {
  const sample = rows
    .map(secondOf)
    .filter((date) => date !== undefined)
    .sort((a, b) => a - b);
  const parts = Math.min(MOST_PARTS, Math.max(2, 2 * (totalPages ?? 1)));
  const quantiles = Array.from(
    { length: parts - 1 },
    (_, at) => sample[Math.floor(((at + 1) * sample.length) / parts)],
  );
  const [first] = sample;
  // Where all are of one second, that second becomes a window of its own.
  const cuts = [first === undefined ? undefined : first - 1, ...quantiles]
    .filter((cut) => cut !== undefined)
    .filter((cut) => cut >= (window.from ?? Number.NEGATIVE_INFINITY) && cut < (window.to ?? Number.POSITIVE_INFINITY));
  const ends = [...new Set(cuts)].sort((a, b) => a - b);
  return [...ends, undefined].map((end, at) => {
    const previous = ends[at - 1];
    const from = previous === undefined ? window.from : previous + 1;
    const to = end ?? window.to;
    return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  });
}

function secondOf({ attributes: { registerDate } }: JsonApiRow): number | undefined {
  if (typeof registerDate !== 'string') return undefined;
  const date = Date.parse(`${registerDate.replace(' ', 'T')}Z`);
  return Number.isNaN(date) ? undefined : Math.floor(date / 1000);
}

/** As Joomla takes a time. */
export function rfc3339(second: number): string {
  return new Date(second * 1000).toISOString().replace('.000', '');
}
