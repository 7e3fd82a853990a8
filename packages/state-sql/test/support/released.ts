import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What each released version wrote. */
export const RELEASED = join(import.meta.dirname, '..', 'released');

const [, newest = '', unreleased] =
  /^## (\d+\.\d+\.\d+)( \(not released\))?$/m.exec(
    readFileSync(join(RELEASED, '..', '..', '..', '..', 'CHANGELOG.md'), 'utf8'),
  ) ?? [];

/** The newest version in the changelog. */
export const NEWEST = newest;

/** May it still change? */
export const UNRELEASED = unreleased !== undefined;

/** Shall its snapshot be written anew? */
export const UPDATE = process.env.UPDATE_SNAPSHOTS !== undefined && UNRELEASED;

/** What of `before` is not in `after`: more may have come, nothing may be gone or other. */
export function lost(before: unknown, after: unknown, at = ''): readonly string[] {
  if (Array.isArray(before)) {
    if (!Array.isArray(after) || after.length !== before.length)
      return [`${at}: ${Array.isArray(after) ? after.length : 'none'} of ${before.length} are left`];
    return before.flatMap((value, index) => lost(value, after[index], `${at}[${index}]`));
  }
  if (typeof before === 'object' && before !== null) {
    return Object.entries(before).flatMap(([name, value]) =>
      lost(
        value,
        typeof after === 'object' ? (after as Record<string, unknown> | null)?.[name] : undefined,
        `${at}.${name}`,
      ),
    );
  }
  return before === after ? [] : [`${at}: ${JSON.stringify(before)} became ${JSON.stringify(after) ?? 'nothing'}`];
}
