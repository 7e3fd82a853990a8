import { ConfigError } from '@rollcall/contract';
import type { State } from '../ports/state.js';

/** The switch that stops everything: no run writes until somebody takes it back. */
export interface Freeze {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Who did it. */
  readonly actor: string;
  /** In that person's words. */
  readonly reason: string;
}

const PREFIX = 'freeze:';
const EVERYTHING = '*';

/** Whether this sync, or everything, is frozen. */
export async function readFreeze(state: State, sync: string): Promise<Freeze | undefined> {
  const text = (await state.marks.get(PREFIX + EVERYTHING)) ?? (await state.marks.get(PREFIX + sync));
  return text === undefined ? undefined : (JSON.parse(text) as Freeze);
}

/** `undefined` as sync means: everything. `undefined` as freeze takes it back. */
export async function writeFreeze(state: State, sync: string | undefined, freeze: Freeze | undefined): Promise<void> {
  await state.marks.set(PREFIX + (sync ?? EVERYTHING), freeze === undefined ? undefined : JSON.stringify(freeze));
}

/** What a run of a frozen sync ends with. */
export function frozen(sync: string, { at, actor, reason }: Freeze): ConfigError {
  return new ConfigError({
    code: 'frozen',
    doing: `running "${sync}"`,
    happened: `it was frozen by ${actor} at ${new Date(at).toISOString()}${reason === '' ? '' : `: ${reason}`}`,
    hint: 'when all is well again, take it back with "rollcall unfreeze"',
  });
}
