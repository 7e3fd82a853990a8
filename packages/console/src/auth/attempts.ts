import type { Marks } from '@rollcall/engine';
import { digest } from './digest.js';

/** Who tries to get in. */
export interface Trier {
  /** Where the request comes from; `undefined`: the host does not say. */
  readonly address: string | undefined;
  /** Whose password is tried; absent for links and for what an identity provider sent. */
  readonly name?: string;
}

interface Failures {
  readonly count: number;
  /** Milliseconds since 1970; no try before. */
  readonly until: number;
  readonly last: number;
}

const PREFIX = 'console-attempts:';
/** Tries before the first wait. Behind one address there can be a whole school. */
const FREE = { name: 5, address: 20 } as const;
const FIRST_MS = 5_000;
const LONGEST_MS = 15 * 60_000;
/** Of everybody together within a quarter of an hour: many addresses and a list of names must not help either. */
const ALL = 1_000;
const WINDOW_MS = 15 * 60_000;
/** Whoever failed and then stays quiet for so long begins anew. */
const FORGOTTEN_MS = 24 * 3_600_000;
const SWEEP_EVERY = 100;

/**
 * Slows down whoever guesses: after a few failures a name, and an address, waits, each time twice as long. Kept in the state, names and
 * addresses as digests, so that a restart forgives nobody and several servers count together.
 */
export class Attempts {
  private queue: Promise<unknown> = Promise.resolve();
  private counted = 0;

  constructor(
    private readonly marks: Marks,
    private readonly now: () => number,
  ) {}

  /** Counts a try as failed before it is known, so that tries at the same time do not slip through together. Milliseconds to wait; 0: go on. */
  begin(trier: Trier): Promise<number> {
    return this.alone(async () => {
      const now = this.now();
      const keys = keysOf(trier);
      const known = await Promise.all(keys.map(({ key }) => this.read(key)));
      const all = await this.read('all');
      const together = all !== undefined && all.last > now - WINDOW_MS ? all : { count: 0, until: 0, last: now };
      const wait = Math.max(
        together.count >= ALL ? together.last + WINDOW_MS - now : 0,
        ...known.map((failures) => (failures?.until ?? 0) - now),
      );
      if (wait > 0) return wait;
      await this.write('all', { ...together, count: together.count + 1 });
      for (const [index, { key, free }] of keys.entries()) {
        const count = (known[index]?.count ?? 0) + 1;
        const pause = count < free ? 0 : Math.min(FIRST_MS * 2 ** (count - free), LONGEST_MS);
        await this.write(key, { count, until: now + pause, last: now });
      }
      this.counted += 1;
      if (this.counted % SWEEP_EVERY === 0) await this.sweep();
      return 0;
    });
  }

  /** The try that began was right: the name begins anew. The address only loses this one, or an account of one's own would clear the rest. */
  succeeded(trier: Trier): Promise<void> {
    return this.alone(async () => {
      for (const { key, kind, free } of keysOf(trier)) {
        const failures = await this.read(key);
        const count = (failures?.count ?? 0) - 1;
        const isLast = failures === undefined || kind === 'name' || count <= 0;
        await this.write(key, isLast ? undefined : { ...failures, count, until: count < free ? 0 : failures.until });
      }
      const all = await this.read('all');
      if (all !== undefined) await this.write('all', { ...all, count: Math.max(0, all.count - 1) });
    });
  }

  private async read(key: string): Promise<Failures | undefined> {
    const text = await this.marks.get(PREFIX + key);
    const failures = text === undefined ? undefined : (JSON.parse(text) as Failures);
    return failures !== undefined && failures.last > this.now() - FORGOTTEN_MS ? failures : undefined;
  }

  private write(key: string, failures: Failures | undefined): Promise<void> {
    return this.marks.set(PREFIX + key, failures === undefined ? undefined : JSON.stringify(failures));
  }

  private async sweep(): Promise<void> {
    for (const [name, text] of await this.marks.list(PREFIX))
      if ((JSON.parse(text) as Failures).last <= this.now() - FORGOTTEN_MS) await this.marks.set(name, undefined);
  }

  private alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.queue.then(work);
    this.queue = result.catch(() => {});
    return result;
  }
}

interface Key {
  readonly kind: 'name' | 'address';
  readonly key: string;
  readonly free: number;
}

function keysOf({ address, name }: Trier): readonly Key[] {
  const key = (kind: Key['kind'], text: string): Key => ({ kind, key: `${kind}/${digest(text)}`, free: FREE[kind] });
  return [
    ...(name === undefined ? [] : [key('name', name.trim().toLowerCase().slice(0, 100))]),
    ...(address === undefined ? [] : [key('address', address)]),
  ];
}
