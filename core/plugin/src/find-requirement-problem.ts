import type { LoadedExtension } from './data-file.js';

/** Where a required extension stands: in use, switched off, broken, or not named at all. */
export type Standing = 'disabled' | 'broken' | 'absent';

/** Why what an extension requires is not there, in a sentence; `undefined` when all is well. */
export function findRequirementProblem(
  extension: LoadedExtension,
  usable: ReadonlyMap<string, LoadedExtension>,
  standing: (name: string) => Standing,
): string | undefined {
  for (const name of extension.requires ?? []) {
    if (!usable.has(name)) return `it needs the extension "${name}", ${REASONS[standing(name)]}`;
  }
  const circle = circleFrom(extension.name, usable);
  if (circle === undefined) return undefined;
  return `extensions need each other in a circle: ${circle.join(' → ')}; one of them must give up its "requires"`;
}

/** Extensions after those that they require, otherwise in the order given. There must be no circle. */
export function byRequirement(extensions: readonly LoadedExtension[]): readonly LoadedExtension[] {
  const byName = new Map(extensions.map((extension) => [extension.name, extension]));
  const ordered = new Set<LoadedExtension>();
  const visit = (extension: LoadedExtension): void => {
    if (ordered.has(extension)) return;
    for (const name of extension.requires ?? []) {
      const required = byName.get(name);
      if (required !== undefined) visit(required);
    }
    ordered.add(extension);
  };
  for (const extension of extensions) visit(extension);
  return [...ordered];
}

const REASONS: Readonly<Record<Standing, string>> = {
  absent: 'which is not there; name it under "extensions" as well',
  disabled: 'which is disabled; enable it or disable both',
  broken: 'which does not work; see what is said about it',
};

/** A way along `requires` that comes back to where it began. */
function circleFrom(start: string, usable: ReadonlyMap<string, LoadedExtension>): readonly string[] | undefined {
  const seen = new Set<string>();
  const walk = (name: string, way: readonly string[]): readonly string[] | undefined => {
    for (const next of usable.get(name)?.requires ?? []) {
      if (next === start) return [...way, name, start];
      if (seen.has(next)) continue;
      seen.add(next);
      const found = walk(next, [...way, name]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return walk(start, []);
}
