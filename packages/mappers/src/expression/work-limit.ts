import { type WorkMeter, workMeter } from '../text/linear-pattern.js';

/** The expression does more than one account may cost. */
export class ExpressionWorkError extends Error {
  constructor(readonly happened: string) {
    super(happened);
    this.name = 'ExpressionWorkError';
  }
}

/** Longest list and longest text that may come up on the way. */
export const MOST_ITEMS = 5_000;
export const LONGEST_TEXT = 10_000;

/**
 * Counts the work of one evaluation: steps, and the size of what each gives. Not a clock: whether an account is refused
 * must follow from its data, and not from how busy the machine is.
 */
export class WorkLimit {
  private work = MOST_WORK;
  private depth = 0;
  readonly spendOnPatterns: WorkMeter = workMeter();

  enter(): void {
    this.depth += 1;
    if (this.depth > MOST_DEPTH) throw new ExpressionWorkError(`it goes more than ${MOST_DEPTH} levels deep`);
    this.spend(1);
  }

  leave(result: unknown): void {
    this.depth -= 1;
    if (typeof result === 'string') {
      if (result.length > LONGEST_TEXT)
        throw new ExpressionWorkError(`it makes a text of more than ${LONGEST_TEXT} characters`);
      this.spend(result.length / 64);
    } else if (Array.isArray(result)) {
      if (result.length > MOST_ITEMS) throw new ExpressionWorkError(`it makes a list of more than ${MOST_ITEMS} items`);
      this.spend(result.length);
    }
  }

  /** For functions that do their work at once, before its size can be seen. */
  allow(size: number): void {
    if (Math.abs(size) > LONGEST_TEXT)
      throw new ExpressionWorkError(`it asks for more than ${LONGEST_TEXT} of something`);
    this.spend(Math.abs(size) / 64);
  }

  private spend(work: number): void {
    this.work -= work;
    if (this.work < 0) throw new ExpressionWorkError('it takes more steps than one account may cost');
  }
}

/** Some 50 ms on an ordinary machine; a mapping that people write takes a few hundred steps. */
const MOST_WORK = 50_000;
const MOST_DEPTH = 200;
