/**
 * Runs tasks side by side, at most so many at once. `start` resolves as soon as the task has a place,
 * so whoever feeds it is slowed down to the pace of the work.
 */
export class Lanes {
  private readonly running = new Set<Promise<void>>();
  private failure: unknown;

  constructor(private readonly places: number) {}

  async start(task: () => Promise<void>): Promise<void> {
    while (this.running.size >= this.places) await Promise.race(this.running);
    this.throwIfFailed();
    const run: Promise<void> = task()
      .catch((error: unknown) => {
        this.failure ??= error;
      })
      .finally(() => {
        this.running.delete(run);
      });
    this.running.add(run);
  }

  /** Resolves when all have ended; rejects with the first failure. */
  async end(): Promise<void> {
    while (this.running.size > 0) await Promise.race(this.running);
    this.throwIfFailed();
  }

  private throwIfFailed(): void {
    if (this.failure !== undefined) throw this.failure as Error;
  }
}
