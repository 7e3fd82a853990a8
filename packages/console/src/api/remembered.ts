interface Entry {
  readonly until: number;
  readonly value: Promise<unknown>;
}

const KEPT = 200;

/** Answers that are dear to compute and may be a little old, or that never change. In memory. */
export class Remembered {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly now: () => number) {}

  /** The answer of the last `ms` milliseconds, or a new one. What failed is not remembered. */
  get<T>(key: string, ms: number, make: () => Promise<T>): Promise<T> {
    const known = this.entries.get(key);
    if (known !== undefined && known.until > this.now()) return known.value as Promise<T>;
    const value = make();
    this.entries.delete(key);
    this.entries.set(key, { until: this.now() + ms, value });
    value.catch(() => this.entries.delete(key));
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= KEPT) break;
      this.entries.delete(oldest);
    }
    return value;
  }
}

/** How many people are linked may be so old. */
export const COUNT_MS = 5_000;
/** How far an open run is may be so old. */
export const OPEN_MS = 900;
/** What an ended run did does not change. */
export const ENDED_MS = 10 * 60_000;
