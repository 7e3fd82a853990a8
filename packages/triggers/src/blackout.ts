/** A time of day, from and until, in minutes since midnight; over midnight when `until` is the smaller one. */
export interface Blackout {
  readonly from: number;
  readonly until: number;
}

export const BLACKOUT = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]|24):([0-5]\d)$/;
const MINUTE_MS = 60_000;

/** From `22:00-06:00`; undefined for anything else. */
export function parseBlackout(text: string): Blackout | undefined {
  const found = BLACKOUT.exec(text);
  if (found === null) return undefined;
  const [, fromHour, fromMinute, untilHour, untilMinute] = found.map(Number);
  return { from: (fromHour ?? 0) * 60 + (fromMinute ?? 0), until: (untilHour ?? 0) * 60 + (untilMinute ?? 0) };
}

/** The first moment at or after `at` that is in no blackout. Steps by minutes of the wall clock, so it is right when clocks change. */
export function afterBlackouts(
  at: number,
  blackouts: readonly Blackout[],
  minuteOfDay: (at: number) => number,
): number {
  const isFree = (moment: number): boolean => !blackouts.some((blackout) => covers(blackout, minuteOfDay(moment)));
  if (isFree(at)) return at;
  let moment = at - (at % MINUTE_MS);
  for (let steps = 0; steps < 2 * 24 * 60; steps += 1) {
    moment += MINUTE_MS;
    if (isFree(moment)) return moment;
  }
  return at;
}

/** Minutes since midnight by the wall clock of a time zone. */
export function wallClock(timeZone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return (at) => {
    const [hour = 0, minute = 0] = format.format(at).split(':').map(Number);
    return hour * 60 + minute;
  };
}

function covers({ from, until }: Blackout, minute: number): boolean {
  return from <= until ? minute >= from && minute < until : minute >= from || minute < until;
}
