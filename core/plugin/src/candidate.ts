import { satisfies, validRange } from 'semver';
import { secondCopy } from './assemble.js';
import type { LoadedExtension } from './data-file.js';
import { definePackage, type Extension, isExtension } from './extension.js';
import { ExtensionError } from './extension-error.js';
import { otherCopy } from './kernel-copy.js';
import { loadExtension } from './load-extension.js';
import type { PluginTypes } from './plugin-types.js';

/** What a configuration says under `extensions`: a name or path, or one that is switched off, or one at hand. */
export type ExtensionSpec = string | Extension | { readonly use: string | Extension; readonly enabled?: boolean };

/** What loading extensions depends on besides their names. */
export interface CatalogueOptions {
  /** Folder that names and paths are resolved from. */
  readonly folder: string;
  /** Version of the contract that is running. */
  readonly contractVersion: string;
  /** Plugin types that the host knows; others are refused. Default: all are accepted. */
  readonly types?: PluginTypes;
}

/** An extension on its way into the catalogue. */
export interface Candidate {
  readonly name: string;
  /** What the configuration calls it, or what the host gave. */
  readonly use: string | Extension;
  readonly enabled: boolean;
  readonly extension: LoadedExtension | undefined;
  problem: string | undefined;
}

/** Loads what a configuration names. What goes wrong is noted in the candidate, not thrown. */
export async function loadCandidate(spec: ExtensionSpec, options: CatalogueOptions): Promise<Candidate> {
  const { use, enabled = true } = typeof spec === 'object' && 'use' in spec ? spec : { use: spec };
  const name = typeof use === 'string' ? use : String(use.name);
  const unloaded = { name, use, enabled, extension: undefined };
  if (!enabled) return { ...unloaded, problem: undefined };
  try {
    const extension = typeof use === 'string' ? await loadExtension(use, options.folder) : branded(use);
    const problem = versionProblem(extension, options) ?? copyProblem(extension);
    return { name: extension.name, use, enabled, extension, problem };
  } catch (error) {
    return { ...unloaded, problem: ExtensionError.from(name, error).message };
  }
}

/**
 * An extension may be named twice: by the host and in the configuration. It counts once; switched off in one place, it is
 * off. Two different extensions of one name do not both work.
 */
export function chooseOneOfEach(candidates: readonly Candidate[]): readonly Candidate[] {
  const off = new Set(candidates.flatMap(({ enabled, name }) => (enabled ? [] : [name])));
  const chosen: Candidate[] = [];
  for (const candidate of candidates) {
    const same = chosen.find(({ name }) => name === candidate.name);
    const switchedOff =
      candidate.enabled && (off.has(candidate.name) || (typeof candidate.use === 'string' && off.has(candidate.use)));
    if (switchedOff || (same !== undefined && (!candidate.enabled || sameExtension(same, candidate)))) continue;
    const source = typeof same?.use === 'string' ? `from "${same.use}"` : 'given by the host';
    const problem = `another extension of this name is there already, ${source}; disable one of them`;
    chosen.push(
      same === undefined ? candidate : { ...candidate, problem: new ExtensionError(candidate.name, problem).message },
    );
  }
  return chosen;
}

function sameExtension(one: Candidate, other: Candidate): boolean {
  return one.use === other.use || (one.extension !== undefined && one.extension === other.extension);
}

function branded(extension: Extension): Extension {
  return isExtension(extension) ? extension : definePackage(extension);
}

function versionProblem({ name, core }: Extension, { contractVersion }: CatalogueOptions): string | undefined {
  if (core === undefined || satisfies(contractVersion, core, { includePrerelease: true })) return undefined;
  if (validRange(core) === null)
    return new ExtensionError(name, `its "core" is "${core}", which is no range of versions such as "^0.1"`).message;
  return new ExtensionError(
    name,
    `it is made for version ${core} of the contract, and this is ${contractVersion}; install the version of it that fits`,
  ).message;
}

function copyProblem(extension: Extension): string | undefined {
  const copy = otherCopy(extension);
  return copy === undefined ? undefined : new ExtensionError(extension.name, secondCopy('it', copy)).message;
}
