import { decisionOf } from '@rollcall/contract';
import type { State } from '../ports/state.js';

/** A sync whose systems cannot be used now: it is probed now and then, not hammered. Survives restarts. */
export interface Quarantine {
  readonly failures: number;
  /** Not before; milliseconds since 1970. */
  readonly until: number;
  readonly alerted: boolean;
  readonly message: string;
}

const FIRST_MS = 30_000;
const LONGEST_MS = 15 * 60_000;
/** A refused credential: each try may count towards a lock-out. */
const REFUSED_MS = 30 * 60_000;
/** One failure may be a hiccup. */
const ALERT_AFTER = 3;

const markOf = (sync: string): string => `quarantine:${sync}`;

export async function readQuarantine(state: State, sync: string): Promise<Quarantine | undefined> {
  const text = await state.marks.get(markOf(sync));
  return text === undefined ? undefined : (JSON.parse(text) as Quarantine);
}

export async function writeQuarantine(state: State, sync: string, quarantine: Quarantine | undefined): Promise<void> {
  await state.marks.set(markOf(sync), quarantine === undefined ? undefined : JSON.stringify(quarantine));
}

/** After one more failure. `alert`: a person should be told, now and not again. Pure. */
export function afterFailure(
  before: Quarantine | undefined,
  error: Error | undefined,
  now: number,
): { readonly quarantine: Quarantine; readonly alert: boolean } {
  const failures = (before?.failures ?? 0) + 1;
  const passes = decisionOf(error) === 'retry';
  const waitMs = passes ? Math.min(FIRST_MS * 2 ** (failures - 1), LONGEST_MS) : REFUSED_MS;
  const alert = before?.alerted !== true && (!passes || failures >= ALERT_AFTER);
  const alerted = alert || before?.alerted === true;
  return { quarantine: { failures, until: now + waitMs, alerted, message: error?.message ?? 'it failed' }, alert };
}
