/** What a clock on the wall shows. Months count from 1. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
}

/** A time zone: between instants (milliseconds since 1970, UTC) and what clocks there show. */
export class Zone {
  private readonly format: Intl.DateTimeFormat;

  constructor(readonly name: string) {
    this.format = new Intl.DateTimeFormat('en', {
      timeZone: name,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      era: 'short',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  wallTime(instant: number): WallTime {
    return wallOf(instant + this.offset(instant));
  }

  /** A time that clocks there skip becomes one beside the gap; of a time that comes twice, it is one of the two. */
  instant(wall: WallTime): number {
    const asUtc = utcOf(wall);
    const guess = asUtc - this.offset(asUtc);
    return asUtc - this.offset(guess);
  }

  /** Milliseconds that clocks there are ahead of UTC. */
  offset(instant: number): number {
    if (this.name === 'UTC') return 0;
    const found = Object.fromEntries(
      this.format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = found as Partial<WallTime>;
    const seconds = Math.floor(instant / 1000) * 1000;
    return utcOf({ year, month, day, hour, minute, second, millisecond: 0 }) - seconds;
  }
}

/** Is there such a day and time at all? February has no 30th. */
export function isRealTime(wall: WallTime): boolean {
  const again = wallOf(utcOf(wall));
  return (Object.keys(wall) as (keyof WallTime)[]).every((part) => again[part] === wall[part]);
}

export function utcOf({ year, month, day, hour, minute, second, millisecond }: WallTime): number {
  // Date.UTC takes years below 100 for those of the last century.
  return new Date(0).setUTCFullYear(year, month - 1, day) + ((hour * 60 + minute) * 60 + second) * 1000 + millisecond;
}

function wallOf(asUtc: number): WallTime {
  const date = new Date(asUtc);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    millisecond: date.getUTCMilliseconds(),
  };
}
