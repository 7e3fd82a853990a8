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

/** How many of the newest entries are kept where nobody says otherwise. */
export const AUDIT_ENTRIES = 10_000;

/** What people do; and what strangers try, of which a part is kept. */
const OWN = { prefix: 'audit:', share: 1 };
const STRANGERS = { prefix: 'audit-stranger:', share: 0.1 };
const SWEEP_EVERY = 500;

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

  /** Both kinds, newest first. */
  async list(limit: number, skip = 0): Promise<readonly AuditEntry[]> {
    const kinds = await Promise.all([OWN, STRANGERS].map((kind) => this.named(kind)));
    const entries = kinds.flat().sort(({ order: one }, { order: other }) => (one < other ? 1 : -1));
    return entries.slice(skip, skip + limit).map(({ text }) => JSON.parse(text) as AuditEntry);
  }

  private async write(kind: typeof OWN, entry: Omit<AuditEntry, 'at'>): Promise<void> {
    this.serial += 1;
    const at = this.now();
    const order = `${String(at).padStart(15, '0')}-${String(this.serial).padStart(6, '0')}`;
    await this.marks.set(kind.prefix + order, JSON.stringify({ at, ...entry } satisfies AuditEntry));
    // The first one too: a process that is started anew again and again would never sweep.
    if (this.serial % SWEEP_EVERY !== 1) return;
    for (const each of [OWN, STRANGERS]) await this.sweep(each);
  }

  private async sweep(kind: typeof OWN): Promise<void> {
    const orders = (await this.named(kind)).map(({ order }) => order).sort();
    for (const order of orders.slice(0, Math.max(0, orders.length - this.most(kind))))
      await this.marks.set(kind.prefix + order, undefined);
  }

  private most({ share }: typeof OWN): number {
    return Math.ceil(this.entries() * share);
  }

  private async named({ prefix }: typeof OWN): Promise<readonly { readonly order: string; readonly text: string }[]> {
    return [...(await this.marks.list(prefix))].map(([name, text]) => ({ order: name.slice(prefix.length), text }));
  }
}
