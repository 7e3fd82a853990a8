import type { Marks } from '@rollcall/engine';

/** What somebody did in the console. */
export interface AuditEntry {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly who: string;
  /** Kebab-case: `run`, `approve`, `save-configuration`. */
  readonly action: string;
  /** What it was done to: names from the configuration and ids, never values of people. */
  readonly subject: string;
}

/** Which entries somebody wants to see. */
export interface AuditQuery {
  /** At most so many. */
  readonly limit?: number;
  /** `next` of the page before. */
  readonly before?: string | undefined;
  /** A part of the name of who did it. */
  readonly who?: string | undefined;
  readonly action?: string | undefined;
  /** From this moment on, in milliseconds since 1970. */
  readonly from?: number | undefined;
  /** Before this moment. */
  readonly until?: number | undefined;
}

export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  /** `before` of the next page. There may be one after a page that has fewer entries than were asked for, or none: the search goes on there. */
  readonly next: string | undefined;
}

/** How many of the newest entries are kept where nobody says otherwise. */
export const AUDIT_ENTRIES = 10_000;

/** What people do; and what strangers try, of which a part is kept. */
const OWN = { prefix: 'audit:', share: 1 };
const STRANGERS = { prefix: 'audit-stranger:', share: 0.1 };
const SWEEP_EVERY = 500;
const CHUNK = 1_000;
const MOST_LOOKED_AT = 20_000;

/**
 * Writes down what people do, before it happens. What strangers try, who need no account for it, is kept apart: however often they try,
 * nothing of the others is lost by it.
 */
export class Audit {
  private serial = 0;

  constructor(
    private readonly marks: Marks,
    private readonly now: () => number,
    private readonly entries: () => number = () => AUDIT_ENTRIES,
  ) {}

  /** How many of the newest are kept, of each kind. */
  get kept(): { readonly own: number; readonly strangers: number } {
    return { own: this.most(OWN), strangers: this.most(STRANGERS) };
  }

  /** By somebody who is signed in, or has a token. */
  note(who: string, action: string, subject = ''): Promise<void> {
    return this.write(OWN, { who, action, subject });
  }

  /** By somebody who was not let in. */
  noteStranger(who: string, action: string, subject = ''): Promise<void> {
    return this.write(STRANGERS, { who, action, subject });
  }

  /** Both kinds, newest first. What fits is looked for in a bounded number of entries at a time, so that it is quick however many there are. */
  async page(asked: AuditQuery = {}): Promise<AuditPage> {
    const { limit = 100, from } = asked;
    const entries: Ordered[] = [];
    let at = asked.before ?? (asked.until === undefined ? undefined : momentOf(asked.until));
    for (let looked = 0; looked < MOST_LOOKED_AT; looked += CHUNK) {
      const chunk = await this.newest(at, CHUNK);
      for (const ordered of chunk) {
        if (from !== undefined && ordered.entry.at < from) return pageOf(entries);
        if (!fits(ordered.entry, asked)) continue;
        // One more than was asked for: there is a next page.
        if (entries.length === limit) return pageOf(entries, entries.at(-1)?.order);
        entries.push(ordered);
      }
      at = chunk.at(-1)?.order;
      if (chunk.length < CHUNK) return pageOf(entries);
    }
    return pageOf(entries, at);
  }

  private async write(kind: typeof OWN, entry: Omit<AuditEntry, 'at'>): Promise<void> {
    this.serial += 1;
    const at = this.now();
    // The last part keeps two processes apart that write in the same moment.
    const order = `${momentOf(at)}-${String(this.serial).padStart(6, '0')}-${crypto.randomUUID().slice(0, 8)}`;
    await this.marks.set(kind.prefix + order, JSON.stringify({ at, ...entry } satisfies AuditEntry));
    // The first one too: a process that is started anew again and again would never sweep.
    if (this.serial % SWEEP_EVERY !== 1) return;
    for (const each of [OWN, STRANGERS]) await this.sweep(each);
  }

  private async sweep(kind: typeof OWN): Promise<void> {
    let surplus = (await this.marks.count(kind.prefix)) - this.most(kind);
    while (surplus > 0) {
      const oldest = await this.marks.page(kind.prefix, { order: 'first', limit: Math.min(surplus, CHUNK) });
      for (const name of oldest.keys()) await this.marks.set(name, undefined);
      surplus = oldest.size === 0 ? 0 : surplus - oldest.size;
    }
  }

  private most({ share }: typeof OWN): number {
    return Math.ceil(this.entries() * share);
  }

  private async newest(before: string | undefined, limit: number): Promise<readonly Ordered[]> {
    const kinds = await Promise.all(
      [OWN, STRANGERS].map(async ({ prefix }) => {
        const end = before === undefined ? undefined : prefix + before;
        const page = await this.marks.page(prefix, { order: 'last', limit, before: end });
        return [...page].map(([name, text]) => ({ order: name.slice(prefix.length), text }));
      }),
    );
    return kinds
      .flat()
      .sort(({ order: one }, { order: other }) => (one < other ? 1 : -1))
      .slice(0, limit)
      .map(({ order, text }) => ({ order, entry: JSON.parse(text) as AuditEntry }));
  }
}

interface Ordered {
  readonly order: string;
  readonly entry: AuditEntry;
}

/** Entries have names that sort by the moment. */
function momentOf(at: number): string {
  return String(Math.max(0, at)).padStart(15, '0');
}

function pageOf(entries: readonly Ordered[], next?: string): AuditPage {
  return { entries: entries.map(({ entry }) => entry), next };
}

function fits({ who, action }: AuditEntry, asked: AuditQuery): boolean {
  const { who: person = '', action: wanted = '' } = asked;
  return (wanted === '' || action === wanted) && who.toLowerCase().includes(person.toLowerCase());
}
