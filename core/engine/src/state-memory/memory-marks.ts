import type { Marks } from '../ports/state.js';

/** {@link Marks} in the memory of the process. */
export function memoryMarks(): Marks {
  const marks = new Map<string, string>();
  return {
    get: async (name) => marks.get(name),
    set: async (name, value) => {
      if (value === undefined) marks.delete(name);
      else marks.set(name, value);
    },
    list: async (prefix) => new Map([...marks].filter(([name]) => name.startsWith(prefix)).sort()),
  };
}
