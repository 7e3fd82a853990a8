const MINUTE_MS = 60_000;
/** Clocks that add up thirds of a second are a little short of the minute. */
const SLACK_MS = 5;

/** How many requests a minute are answered: of any 60 seconds, not of a calendar minute. */
export class RequestBudget {
  readonly #times: number[] = [];

  constructor(
    private readonly perMinute: number | undefined,
    private readonly now: () => number,
  ) {}

  /** Takes one; or says in how many seconds there is one again. */
  take(): number | undefined {
    if (this.perMinute === undefined) return undefined;
    const now = this.now();
    while (this.#times[0] !== undefined && this.#times[0] <= now - MINUTE_MS + SLACK_MS) this.#times.shift();
    const [oldest] = this.#times;
    if (oldest !== undefined && this.#times.length >= this.perMinute)
      return Math.max(1, Math.ceil((oldest + MINUTE_MS - now) / 1000));
    this.#times.push(now);
    return undefined;
  }
}
