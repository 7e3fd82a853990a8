/** A deep copy of plain objects and lists with all their keys; anything else, such as a date or a function, is kept as it is. */
export function copyPlain(value: unknown): unknown {
  if (Array.isArray(value)) return (value as readonly unknown[]).map(copyPlain);
  if (!isPlainObject(value)) return value;
  const copy = {};
  for (const [key, inner] of Object.entries(value)) setOwn(copy, key, copyPlain(inner));
  return copy;
}

/** `over` on top of `under`: objects key by key, anything else is replaced; `undefined` counts as absent. */
export function mergePlain(under: unknown, over: unknown): unknown {
  if (over === undefined) return copyPlain(under);
  if (!isPlainObject(under) || !isPlainObject(over)) return copyPlain(over);
  const merged = copyPlain(under) as object;
  for (const [key, value] of Object.entries(over)) {
    setOwn(merged, key, mergePlain(Object.hasOwn(under, key) ? under[key] : undefined, value));
  }
  return merged;
}

export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}

/** Assignment would set the prototype where the key is `__proto__`. */
function setOwn(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}
