import { printValue } from '../filter/print-filter.js';
import { isRecord, type Row } from '../filter/property.js';
import { isSameValue } from '../resource/same-value.js';
import type { PatchDraft } from './operation.js';

/**
 * One addition and a removal for each value that goes, for lists of elements that have a `value` of their own, such as the members
 * of a group: never the whole group for one member. Undefined where the elements cannot be told apart so, or where an element
 * differs in its other parts, or where replacing the list says it shorter.
 */
export function diffLists(
  path: string,
  old: readonly unknown[],
  wanted: readonly unknown[],
): readonly PatchDraft[] | undefined {
  const [before, after] = [byValue(old), byValue(wanted)];
  if (before === undefined || after === undefined) return undefined;
  const added: Row[] = [];
  for (const [value, element] of after) {
    const own = before.get(value);
    if (own === undefined) added.push(element);
    else if (!isSameValue(own, element)) return undefined;
  }
  const removed = [...before.keys()].filter((value) => !after.has(value));
  if (removed.length > after.size) return undefined;
  const operations = removed.map(
    (value): PatchDraft => ({ op: 'remove', path: `${path}[value eq ${printValue(value)}]` }),
  );
  return added.length === 0 ? operations : [...operations, { op: 'add', path, value: added }];
}

/** Undefined where a value is missing, no text, or there twice: then it does not name its element. */
function byValue(list: readonly unknown[]): ReadonlyMap<string, Row> | undefined {
  const elements = new Map<string, Row>();
  const seen = new Set<string>();
  for (const element of list) {
    if (!isRecord(element) || typeof element.value !== 'string') return undefined;
    const folded = element.value.toLowerCase();
    if (seen.has(folded)) return undefined;
    seen.add(folded);
    elements.set(element.value, element);
  }
  return elements;
}
