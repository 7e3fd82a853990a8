import { badCursor } from './drupal-errors.js';

/** How far the changes have been told. */
export interface ChangeCursor {
  /** Newest `changed` that was told, in seconds since 1970. */
  readonly at: number;
  /** `changed` by uid, of users told whose `changed` is near `at` or after it: they are not told again. */
  readonly told: ReadonlyMap<number, number>;
}

interface Written {
  readonly at: number;
  /** uid and how many seconds before `at`. */
  readonly told: readonly (readonly [number, number])[];
}

/** More are not kept; those beyond are told twice, which does no harm. */
const MOST = 10_000;

export function writeCursor({ at, told }: ChangeCursor): string {
  const newest = [...told].sort(([, left], [, right]) => left - right).slice(-MOST);
  return JSON.stringify({ at, told: newest.map(([uid, changed]) => [uid, at - changed]) } satisfies Written);
}

/** Throws a `ConfigError` for a text that `writeCursor` did not write. */
export function readCursor(text: string, at: string): ChangeCursor {
  const { at: seconds, told } = parsed(text) ?? {};
  if (seconds === undefined || !Number.isInteger(seconds) || !Array.isArray(told)) throw badCursor(at);
  return { at: seconds, told: new Map((told as Written['told']).map(([uid, before]) => [uid, seconds - before])) };
}

function parsed(text: string): Partial<Written> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
