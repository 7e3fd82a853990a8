import type { SQLInputValue } from 'node:sqlite';

export interface Positional {
  /** The statement with plain `?` in place of `?1`. */
  readonly sql: string;
  /** The values in the order of the marks, repeated where the statement names one twice. */
  readonly order: (values: readonly SQLInputValue[]) => readonly SQLInputValue[];
}

/** Node before 22.15 takes `?1` for a name and finds no value for it. */
export function positional(sql: string): Positional {
  const places: number[] = [];
  const plain = sql.replace(/\?(\d+)/g, (_, number: string) => {
    places.push(Number(number) - 1);
    return '?';
  });
  if (places.length === 0) return { sql, order: (values) => values };
  return { sql: plain, order: (values) => places.map((place) => values[place] ?? null) };
}
