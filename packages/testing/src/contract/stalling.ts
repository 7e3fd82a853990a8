/** What of a worker can stand still: what waits for it goes on when it is resumed. */
export class Stalling {
  private isStalled = false;
  private readonly held: (() => void)[] = [];

  /** From now on whatever passes here waits. */
  stall(): void {
    this.isStalled = true;
  }

  /** Lets go what has waited, in the order in which it came. */
  resume(): void {
    this.isStalled = false;
    for (const go of this.held.splice(0)) go();
  }

  /** Resolves at once, or when it is resumed. */
  pass(): Promise<void> {
    return this.isStalled ? new Promise((resolve) => this.held.push(resolve)) : Promise.resolve();
  }
}
