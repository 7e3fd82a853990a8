import type { SQLInputValue } from 'node:sqlite';

/** A statement with plain `?` in place of `?1`, and its values in that order, repeated where it names one twice. */
export interface Positional {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

/** Node before 22.15 takes `?1` for a name and finds no value for it. */
export function positional(sql: string, values: readonly SQLInputValue[]): Positional {
  if (!/\?\d/.test(sql)) return { sql, values };
  const ordered: SQLInputValue[] = [];
  const plain = sql.replace(/\?(\d+)/g, (_, number: string) => {
    ordered.push(values[Number(number) - 1] ?? null);
    return '?';
  });
  return { sql: plain, values: ordered };
}
