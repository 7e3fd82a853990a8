import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** An installed package that calls itself an extension, whether a configuration uses it or not. */
export interface InstalledExtension {
  /** What a configuration writes under `extensions` to use it. */
  readonly name: string;
  /** As its package.json has it. */
  readonly version?: string;
  /** One sentence, as its package.json has it. */
  readonly description?: string;
  /** Where its package.json is, as a full path. */
  readonly folder: string;
}

/**
 * Packages with a `rollcall` key that can be named in a configuration in `folder`: those in its `node_modules` and in those
 * of the folders above; the nearest of a name counts. Reads package.json files only; runs nothing of theirs. By name.
 */
export async function findInstalledExtensions(folder: string): Promise<readonly InstalledExtension[]> {
  const byName = new Map<string, InstalledExtension>();
  for (const modules of foldersUp(resolve(folder)).map((up) => join(up, 'node_modules'))) {
    for (const name of await packageNames(modules)) {
      const found = await readExtension(name, join(modules, name));
      if (found !== undefined && !byName.has(name)) byName.set(name, found);
    }
  }
  return [...byName.values()].toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

function foldersUp(folder: string): readonly string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...foldersUp(parent)];
}

async function packageNames(modules: string): Promise<readonly string[]> {
  const names = await namesIn(modules);
  const scoped = names.filter((name) => name.startsWith('@'));
  const inScopes = await Promise.all(
    scoped.map(async (scope) => (await namesIn(join(modules, scope))).map((name) => `${scope}/${name}`)),
  );
  return [...names.filter((name) => !name.startsWith('@')), ...inScopes.flat()];
}

async function namesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => !name.startsWith('.'));
}

async function readExtension(name: string, folder: string): Promise<InstalledExtension | undefined> {
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined);
  if (text === undefined || !text.includes('"rollcall"')) return undefined;
  const { rollcall, version, description } = parseManifest(text);
  if (typeof rollcall !== 'object' || rollcall === null || !('extension' in rollcall)) return undefined;
  return {
    name,
    folder,
    ...(typeof version === 'string' ? { version } : {}),
    ...(typeof description === 'string' ? { description } : {}),
  };
}

/** A broken package.json is no extension; loading it by name says what is wrong with it. */
function parseManifest(text: string): Readonly<Record<string, unknown>> {
  try {
    const manifest: unknown = JSON.parse(text);
    return typeof manifest === 'object' && manifest !== null ? (manifest as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}
