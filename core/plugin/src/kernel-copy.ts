const KEY = Symbol.for('@rollcall/plugin-copy');

/** Stands for this copy of the package: two copies in one process have two. */
const COPY = Object.freeze({ url: import.meta.url });

/** A mark for what this copy makes; spread it into the object. */
export const KERNEL_COPY: object = Object.freeze({ [KEY]: COPY });

/**
 * Where the other copy of this package is that made a value; `undefined` where it was this one. Two copies have two
 * `Secret` classes and two stores of decorators, so that what one makes the other only half understands.
 */
export function otherCopy(value: unknown): string | undefined {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || !(KEY in value)) return undefined;
  const copy = value[KEY] as { readonly url?: string };
  return copy === COPY ? undefined : (copy.url ?? 'an unknown place');
}
