import type { Settlement, State } from '../ports/state.js';

const BATCH = 100;
const WAIT_MS = 100;

/**
 * Collects outcomes and writes them into the journal in batches: one transaction for many. An outcome that was not
 * written yet when the process dies counts as unknown, and is looked up by the next run.
 */
export class Settler {
  private readonly waiting: Settlement[] = [];
  private writing: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private failure: unknown;

  constructor(
    private readonly state: State,
    private readonly runId: string,
  ) {}

  add(settlement: Settlement): void {
    this.waiting.push(settlement);
    if (this.waiting.length >= BATCH) this.write();
    else this.timer ??= setTimeout(() => this.write(), WAIT_MS);
  }

  /** Resolves when everything so far is written; rejects when any of it could not be. */
  async flush(): Promise<void> {
    this.write();
    await this.writing;
    if (this.failure !== undefined) throw this.failure as Error;
  }

  private write(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const batch = this.waiting.splice(0);
    if (batch.length === 0) return;
    this.writing = this.writing
      .then(() => this.state.journal.settle(this.runId, batch))
      .catch((error: unknown) => {
        this.failure ??= error;
      });
  }
}
