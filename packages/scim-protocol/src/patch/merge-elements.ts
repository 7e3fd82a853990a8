import { isRecord, type Row } from '../filter/property.js';
import { isSameValue } from '../resource/same-value.js';
import type { SchemaAttribute } from '../schema/define-attribute.js';
import type { SchemaIndex } from '../schema/schema-index.js';

/**
 * A multi-valued attribute with values added, none twice (RFC 7644 §3.5.2.1). Two elements are the same when their `value`
 * is and their `type` does not differ (RFC 7643 §2.4); its other parts then are set. The list given comes back where nothing
 * changes.
 */
export function addElements(
  before: readonly unknown[],
  added: readonly unknown[],
  attribute: SchemaAttribute,
  index: SchemaIndex,
): readonly unknown[] {
  const key = keyFunction(attribute, index);
  const found = added.length === 1 ? scan(before, key) : lookUp(before, key);
  let list: unknown[] | undefined;
  for (const element of added) {
    const at = found.find(element, list ?? before);
    if (at < 0) {
      list ??= before.slice();
      list.push(element);
      found.added(element, list.length - 1);
      continue;
    }
    const old = (list ?? before)[at];
    const merged = mergeElement(old, element, attribute, index);
    if (merged === old) continue;
    list ??= before.slice();
    list[at] = merged;
  }
  return list ?? before;
}

/** Without the elements that have one of these values, each a text or `{value}`. The list given where none has. */
export function removeElements(
  before: readonly unknown[],
  removed: readonly unknown[],
  attribute: SchemaAttribute,
  index: SchemaIndex,
): readonly unknown[] {
  const key = keyFunction(attribute, index);
  const keys = new Set(removed.map((item) => key(isRecord(item) ? item : wrap(item, attribute))));
  keys.delete(undefined);
  const whole = removed.filter((item) => isRecord(item) && key(item) === undefined);
  const left = before.filter((element) => {
    const own = key(element);
    return !(own !== undefined && keys.has(own)) && !whole.some((item) => isSameValue(item, element));
  });
  return left.length === before.length ? before : left;
}

type Key = (element: unknown) => unknown;

function wrap(item: unknown, attribute: SchemaAttribute): unknown {
  return attribute.type === 'complex' ? { value: item } : item;
}

/** What makes an element itself: its `value`, or it; undefined where only the whole can be compared. */
function keyFunction(attribute: SchemaAttribute, index: SchemaIndex): Key {
  const value = attribute.type === 'complex' ? index.part(attribute, 'value') : attribute;
  const fold = (one: unknown) => (value?.caseExact === false && typeof one === 'string' ? one.toLowerCase() : one);
  if (attribute.type !== 'complex') return fold;
  return value === undefined ? () => undefined : (element) => (isRecord(element) ? fold(element.value) : fold(element));
}

interface Finder {
  find(element: unknown, list: readonly unknown[]): number;
  added(element: unknown, at: number): void;
}

function scan(before: readonly unknown[], key: Key): Finder {
  return {
    find: (element) => {
      const wanted = key(element);
      return before.findIndex((one) => key(one) === wanted && isSameElement(one, element, wanted));
    },
    added: () => {},
  };
}

function lookUp(before: readonly unknown[], key: Key): Finder {
  const places = new Map<unknown, number[]>();
  const added = (element: unknown, at: number): void => {
    const own = key(element);
    const known = places.get(own);
    if (known === undefined) places.set(own, [at]);
    else known.push(at);
  };
  before.forEach(added);
  return {
    find: (element, list) => {
      const wanted = key(element);
      return places.get(wanted)?.find((at) => isSameElement(list[at], element, wanted)) ?? -1;
    },
    added,
  };
}

/** The keys are equal already. */
function isSameElement(a: unknown, b: unknown, key: unknown): boolean {
  if (key === undefined || key === null) return isSameValue(a, b);
  if (!isRecord(a) || !isRecord(b)) return true;
  const [left, right] = [a.type, b.type];
  if (typeof left !== 'string' || typeof right !== 'string') return true;
  return left.toLowerCase() === right.toLowerCase();
}

/** What cannot be changed stays as it is: the element is there, and that is what was asked for. */
function mergeElement(old: unknown, added: unknown, attribute: SchemaAttribute, index: SchemaIndex): unknown {
  if (!isRecord(old) || !isRecord(added)) return old;
  const changes: Row = Object.fromEntries(
    Object.entries(added).filter(([name, value]) => {
      if (name === 'value' || isSameValue(value, old[name])) return false;
      return index.part(attribute, name)?.mutability === 'readWrite';
    }),
  );
  return Object.keys(changes).length === 0 ? old : { ...old, ...changes };
}
