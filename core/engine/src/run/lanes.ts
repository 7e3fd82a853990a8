/**
 * Runs tasks side by side, at most so many at once. `start` resolves as soon as the task has a place,
 * so whoever feeds it is slowed down to the pace of the work.
 */
export class Lanes {
  private running = 0;
  private failure: unknown;
  private wake: (() => void) | undefined;

  constructor(private readonly places: number) {}

  /** One caller at a time. */
  async start(task: () => Promise<void>): Promise<void> {
    while (this.running >= this.places) await this.ended();
    this.throwIfFailed();
    this.running += 1;
    void this.run(task);
  }

  /** Resolves when all have ended; rejects with the first failure. */
  async end(): Promise<void> {
    while (this.running > 0) await this.ended();
    this.throwIfFailed();
  }

  private async run(task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      this.failure ??= error;
    }
    this.running -= 1;
    this.wake?.();
    this.wake = undefined;
  }

  private ended(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  private throwIfFailed(): void {
    if (this.failure !== undefined) throw this.failure as Error;
  }
}
