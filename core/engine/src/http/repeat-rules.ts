import { RollcallError } from '@rollcall/contract';
import type { Outcome } from './client-parts.js';
import type { Verdict } from './pacer.js';

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
/** Asked to wait longer, a client does not: the answer goes back with the time in it, for whoever plans the next run. */
const LONGEST_PAUSE_MS = 120_000;
const BUSY: ReadonlySet<number> = new Set([429, 503]);
const REPEATED: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);
/** Not processed, whatever the request was. */
const UNTOUCHED: ReadonlySet<number> = new Set([401, 429]);

/** Statuses after which a request may be worth sending once more. */
export function mayBeRepeated(status: number): boolean {
  return REPEATED.has(status);
}

/** Shall the request be sent once more? One that is not `repeatable` only when it certainly was not processed. */
export function worthRepeating(outcome: Outcome, repeatable: boolean): boolean {
  if ('answer' in outcome) {
    const { status, retryAfterMs = 0, throttled } = outcome.answer;
    if (throttled) return retryAfterMs <= LONGEST_PAUSE_MS;
    return REPEATED.has(status) && retryAfterMs <= LONGEST_PAUSE_MS && (repeatable || UNTOUCHED.has(status));
  }
  const { failure } = outcome;
  return !RollcallError.is(failure) && failure.transient && (repeatable || failure.notSent);
}

/** Twice as long each time; the upper half of it by chance, so that many clients do not come back as one. */
export function backoffMs(attempts: number, random: number): number {
  const full = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempts - 1));
  return full / 2 + (full / 2) * random;
}

/** How long the system asks for quiet; `undefined` where it does not. */
export function askedPauseMs(outcome: Outcome): number | undefined {
  if ('failure' in outcome) return undefined;
  const { retryAfterMs, status, throttled } = outcome.answer;
  if (!throttled && !REPEATED.has(status)) return undefined;
  return retryAfterMs === undefined ? undefined : Math.min(retryAfterMs, LONGEST_PAUSE_MS);
}

/** May the request have been processed? */
export function mayHaveArrived(outcome: Outcome): boolean {
  if ('answer' in outcome) return !outcome.answer.throttled && !UNTOUCHED.has(outcome.answer.status);
  return RollcallError.is(outcome.failure) || !outcome.failure.notSent;
}

/** What the outcome says of the load of the system. */
export function verdictOf(outcome: Outcome): Verdict {
  if ('answer' in outcome) return outcome.answer.throttled || BUSY.has(outcome.answer.status) ? 'overloaded' : 'fine';
  return outcome.failure.code === 'timeout' ? 'overloaded' : 'unclear';
}
