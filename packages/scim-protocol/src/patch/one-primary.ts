import { isRecord } from '../filter/property.js';
import { invalidValue } from './check-value.js';

/**
 * At most one primary element: the one that an operation sets takes it from the others (RFC 7644 §3.5.2). Throws `invalidValue`
 * where one operation sets two. What was there already is not put right.
 */
export function withOnePrimary(
  before: readonly unknown[],
  after: readonly unknown[],
  path: string,
): readonly unknown[] {
  const primaries = after.filter(isPrimary);
  if (primaries.length < 2) return after;
  const had = new Set(before.filter(isPrimary));
  const fresh = primaries.filter((element) => !had.has(element));
  if (fresh.length === 0) return after;
  if (fresh.length > 1)
    throw invalidValue(`"${path}" can have one primary value, and the operation sets ${fresh.length}`);
  return after.map((element) =>
    isPrimary(element) && element !== fresh[0] ? { ...element, primary: false } : element,
  );
}

function isPrimary(element: unknown): element is { readonly primary: true } {
  return isRecord(element) && element.primary === true;
}
