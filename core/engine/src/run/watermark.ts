import type { ChangeReader } from '@rollcall/contract';
import type { State } from '../ports/state.js';

interface Watermark {
  readonly cursor: string;
  /** Of the configuration under which everything before the cursor was looked at. */
  readonly config: string;
}

const markOf = (sync: string): string => `watermark:${sync}`;

/** The cursor to go on from; undefined when there is none, or when the configuration was another one. */
export async function readWatermark(state: State, sync: string, config: string): Promise<string | undefined> {
  const text = await state.marks.get(markOf(sync));
  if (text === undefined) return undefined;
  const mark = JSON.parse(text) as Watermark;
  return mark.config === config ? mark.cursor : undefined;
}

export async function writeWatermark(state: State, sync: string, config: string, cursor: string): Promise<void> {
  await state.marks.set(markOf(sync), JSON.stringify({ cursor, config } satisfies Watermark));
}

/**
 * Where the changes stand now. Taken before a full read, so that nothing falls between the two. From a cursor that is known this costs
 * little; without one, some systems tell of everybody.
 */
export async function newestCursor(
  changes: ChangeReader | undefined,
  signal: AbortSignal,
  known?: string,
): Promise<string | undefined> {
  let cursor: string | undefined;
  if (changes !== undefined) for await (const page of changes.since(known, signal)) ({ cursor } = page);
  return cursor;
}
