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

const PREFIX = 'audit:';
const KEPT = 10_000;
const SWEEP_EVERY = 500;

/** Writes down what people do, before it happens. The newest ten thousand are kept. */
export class Audit {
  private serial = 0;

  constructor(
    private readonly marks: Marks,
    private readonly now: () => number,
  ) {}

  async note(who: string, action: string, subject = ''): Promise<void> {
    this.serial += 1;
    const at = this.now();
    const order = `${String(at).padStart(15, '0')}-${String(this.serial).padStart(6, '0')}`;
    await this.marks.set(PREFIX + order, JSON.stringify({ at, who, action, subject } satisfies AuditEntry));
    if (this.serial % SWEEP_EVERY === 0) await this.sweep();
  }

  /** Newest first. */
  async list(limit: number, skip = 0): Promise<readonly AuditEntry[]> {
    const entries = [...(await this.marks.list(PREFIX))].sort(([one], [other]) => (one < other ? 1 : -1));
    return entries.slice(skip, skip + limit).map(([, text]) => JSON.parse(text) as AuditEntry);
  }

  private async sweep(): Promise<void> {
    const names = [...(await this.marks.list(PREFIX)).keys()].sort();
    for (const name of names.slice(0, Math.max(0, names.length - KEPT))) await this.marks.set(name, undefined);
  }
}
