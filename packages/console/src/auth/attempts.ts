const FREE = 5;
const FIRST_MS = 5_000;
const LONGEST_MS = 15 * 60_000;
/** Of all names together within a quarter of an hour: a list of names must not help either. */
const ALL = 100;
const WINDOW_MS = 15 * 60_000;
const KEPT = 10_000;

interface Failures {
  readonly count: number;
  readonly until: number;
}

/** Slows down whoever guesses: after a few failures a name waits, each time twice as long. In memory, so a restart forgets it. */
export class Attempts {
  private readonly byName = new Map<string, Failures>();
  private recent: readonly number[] = [];

  constructor(private readonly now: () => number) {}

  /** Milliseconds to wait before the next try; 0: now. */
  waitFor(name: string): number {
    const now = this.now();
    this.recent = this.recent.filter((at) => at > now - WINDOW_MS);
    const [first] = this.recent;
    const all = this.recent.length >= ALL && first !== undefined ? first + WINDOW_MS - now : 0;
    return Math.max(all, (this.byName.get(keyOf(name))?.until ?? 0) - now, 0);
  }

  failed(name: string): void {
    const now = this.now();
    const count = (this.byName.get(keyOf(name))?.count ?? 0) + 1;
    const wait = count < FREE ? 0 : Math.min(FIRST_MS * 2 ** (count - FREE), LONGEST_MS);
    this.byName.delete(keyOf(name));
    this.byName.set(keyOf(name), { count, until: now + wait });
    this.recent = [...this.recent, now].slice(-ALL);
    for (const oldest of this.byName.keys()) {
      if (this.byName.size <= KEPT) break;
      this.byName.delete(oldest);
    }
  }

  succeeded(name: string): void {
    this.byName.delete(keyOf(name));
  }
}

function keyOf(name: string): string {
  return name.trim().toLowerCase().slice(0, 100);
}
