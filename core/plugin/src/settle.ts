import { type Assembly, assemble } from './assemble.js';
import type { Candidate } from './candidate.js';
import type { LoadedExtension } from './data-file.js';
import { ExtensionError } from './extension-error.js';
import { findRequirementProblem, type Standing } from './find-requirement-problem.js';
import type { PluginTypes } from './plugin-types.js';

/** Puts extensions together; one that does not fit is taken out, and the rest put together again, until they fit. */
export function settle(candidates: readonly Candidate[], types: PluginTypes | undefined): Assembly {
  for (;;) {
    markMissingRequirements(candidates);
    const usable = usableOf(candidates);
    try {
      return assemble([...usable.values()], types);
    } catch (error) {
      const culprit = candidates.find(
        ({ name, problem }) => error instanceof ExtensionError && name === error.extension && problem === undefined,
      );
      if (culprit === undefined) throw error;
      culprit.problem = (error as ExtensionError).message;
    }
  }
}

/** An extension whose requirement is missing or broken is broken as well; repeats until nothing changes. */
function markMissingRequirements(candidates: readonly Candidate[]): void {
  const standing = (name: string): Standing => {
    const candidate = candidates.find((other) => other.name === name);
    return candidate === undefined ? 'absent' : candidate.enabled ? 'broken' : 'disabled';
  };
  for (let changed = true; changed; ) {
    const usable = usableOf(candidates);
    const found = candidates.flatMap((candidate) => {
      const { extension, problem } = candidate;
      const reason =
        extension === undefined || problem !== undefined
          ? undefined
          : findRequirementProblem(extension, usable, standing);
      return reason === undefined ? [] : [{ candidate, reason }];
    });
    for (const { candidate, reason } of found) candidate.problem = new ExtensionError(candidate.name, reason).message;
    changed = found.length > 0;
  }
}

/** The extensions that nothing speaks against, by name. */
export function usableOf(candidates: readonly Candidate[]): ReadonlyMap<string, LoadedExtension> {
  return new Map(
    candidates.flatMap(({ name, extension, problem }) =>
      extension === undefined || problem !== undefined ? [] : [[name, extension] as const],
    ),
  );
}
