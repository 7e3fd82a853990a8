const KEY = Symbol.for('@rollcall/plugin-copy');

/** Stands for this copy of the package. One file that a development loader reads twice is one copy. */
const COPY = Object.freeze({ url: import.meta.url });

/** A mark for what this copy makes; spread it into the object. */
export const KERNEL_COPY: object = Object.freeze({ [KEY]: COPY });

/**
 * Where the other copy of this package is that made a value; `undefined` where it was this one. Two copies may
 * be of two versions and read one configuration class differently.
 */
export function otherCopy(value: unknown): string | undefined {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || !(KEY in value)) return undefined;
  const copy = value[KEY] as { readonly url?: string };
  return copy.url === COPY.url ? undefined : (copy.url ?? 'an unknown place');
}
