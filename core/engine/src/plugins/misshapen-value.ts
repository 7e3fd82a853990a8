/**
 * What is wrong with what a mapper gave; `undefined` where it is a value, absent or `null`. Called once per account and mapper, so
 * it looks no deeper than it must: what is inside a list or an object was plain data when it came.
 */
export function misshapenValue(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'undefined':
      return undefined;
    case 'number':
      return Number.isFinite(value) ? undefined : `gave ${value}, which is no number that can be written down`;
    case 'object':
      return value === null ? undefined : misshapenObject(value);
    default:
      return `gave a ${typeof value}, which is no value of an attribute`;
  }
}

function misshapenObject(value: object): string | undefined {
  if (Array.isArray(value)) {
    for (const item of value as readonly unknown[]) {
      const problem = item === undefined ? 'gave a list with nothing at one place' : misshapenValue(item);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }
  if (value instanceof Promise || 'then' in value) return 'gave a promise; mappers are synchronous';
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === null || Object.getPrototypeOf(prototype) === null) return undefined;
  return `gave a ${value.constructor.name}, which is no plain data`;
}
