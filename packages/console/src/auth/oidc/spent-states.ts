import { PENDING_MS } from './pending-cookie.js';

const MOST = 10_000;

/** Sign-ins that were finished, so that none is finished twice, not even with a copy of its cookie. Of this process; the provider refuses a used code too. */
export class SpentStates {
  private readonly spent = new Map<string, number>();

  constructor(private readonly now: () => number) {}

  /** False when it was spent before. */
  spend(state: string): boolean {
    const now = this.now();
    for (const [oldest, at] of this.spent) {
      if (at > now - PENDING_MS && this.spent.size < MOST) break;
      this.spent.delete(oldest);
    }
    if (this.spent.has(state)) return false;
    this.spent.set(state, now);
    return true;
  }
}
