import type { Marks } from '../ports/marks.js';

/** {@link Marks} in the memory of the process. */
export function memoryMarks(): Marks {
  const marks = new Map<string, string>();
  const sorted = (prefix: string): [string, string][] => [...marks].filter(([name]) => name.startsWith(prefix)).sort();
  return {
    get: async (name) => marks.get(name),
    set: async (name, value) => {
      if (value === undefined) marks.delete(name);
      else marks.set(name, value);
    },
    list: async (prefix) => new Map(sorted(prefix)),
    page: async (prefix, { limit, order, before }) => {
      const all = sorted(prefix).filter(([name]) => before === undefined || name < before);
      return new Map((order === 'first' ? all : all.reverse()).slice(0, limit));
    },
    count: async (prefix) => sorted(prefix).length,
  };
}
