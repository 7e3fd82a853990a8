import type { Filter, FilterValue } from '../filter/ast.js';

/**
 * The element that a filter describes: `type eq "work" and primary eq true` is `{type: "work", primary: true}`. Undefined where
 * it is more than equalities joined by `and`, or asks one attribute for two values.
 */
export function elementOf(filter: Filter): Readonly<Record<string, FilterValue>> | undefined {
  const parts = new Map<string, FilterValue>();
  const collect = (part: Filter): boolean => {
    if (part.kind === 'and') return collect(part.left) && collect(part.right);
    if (part.kind !== 'compare' || part.operator !== 'eq' || part.value === null) return false;
    const { schema, name, sub } = part.attribute;
    if (schema !== undefined || sub !== undefined) return false;
    if (parts.has(name) && parts.get(name) !== part.value) return false;
    parts.set(name, part.value);
    return true;
  };
  return collect(filter) ? Object.fromEntries(parts) : undefined;
}
