import { readFile, realpath } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { ExtensionError } from './extension-error.js';

interface Manifest {
  readonly exports?: unknown;
  readonly main?: string;
  readonly rollcall?: { readonly extension?: unknown };
}

/** The module that an installed package names as its extension, found from the folder of the configuration. */
export async function packageEntry(name: string, folder: string): Promise<string> {
  const manifestPath = await findManifest(name, join(folder, 'rollcall.yaml'));
  if (manifestPath === undefined)
    throw new ExtensionError(name, `it is not installed; "npm install ${name}" in ${folder}`);
  const manifest = JSON.parse(await readFile(manifestPath, 'utf8')) as Manifest;
  const entry = manifest.rollcall?.extension;
  if (typeof entry !== 'string') {
    const expected = '"rollcall": { "extension": "." }';
    throw new ExtensionError(name, `the package is no Rollcall extension: its package.json has no ${expected}`);
  }
  await refuseSecondCopy(name, manifestPath);
  return resolve(dirname(manifestPath), entry === '.' ? mainOf(name, manifest) : entry);
}

/** Packages of which there must be one in a process. */
const SINGLE = ['@rollcall/plugin', 'inversify'];

/** An extension with its own copy of the container library or of this package is understood only by half; see `otherCopy`. */
async function refuseSecondCopy(name: string, manifestPath: string): Promise<void> {
  for (const single of SINGLE) {
    const theirs = await findManifest(single, manifestPath);
    const ours = await findManifest(single, import.meta.filename);
    if (theirs === undefined || ours === undefined || theirs === ours) continue;
    const fix = `name it under "peerDependencies" of the extension, then "npm dedupe"`;
    throw new ExtensionError(name, `it uses its own copy of ${single} (${dirname(theirs)}); there must be one: ${fix}`);
  }
}

/** Real path of the package.json that Node finds for a package from beside a file. */
async function findManifest(name: string, from: string): Promise<string | undefined> {
  for (const path of createRequire(from).resolve.paths(name) ?? []) {
    const manifest = await realpath(join(path, name, 'package.json')).catch(() => undefined);
    if (manifest !== undefined) return manifest;
  }
  return undefined;
}

/** What `import` of the package gives, relative to its folder, with this process's conditions. */
function mainOf(name: string, { exports, main }: Manifest): string {
  const root = (exports as Readonly<Record<string, unknown>> | undefined)?.['.'] ?? exports;
  const target = pickCondition(root, activeConditions()) ?? (exports === undefined ? (main ?? 'index.js') : undefined);
  if (target === undefined) throw new ExtensionError(name, 'its package.json names no module to import');
  return target;
}

function pickCondition(target: unknown, active: ReadonlySet<string>): string | undefined {
  if (typeof target === 'string') return target;
  if (typeof target !== 'object' || target === null) return undefined;
  for (const [condition, inner] of Object.entries(target)) {
    const found = active.has(condition) || Array.isArray(target) ? pickCondition(inner, active) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function activeConditions(): ReadonlySet<string> {
  const flags = [...process.execArgv, ...(process.env.NODE_OPTIONS ?? '').split(/\s+/)].join(' ');
  const given = [...flags.matchAll(/(?:^|\s)(?:--conditions|-C)[= ](\S+)/g)].map(([, condition]) => condition ?? '');
  return new Set(['import', 'node', 'default', ...given]);
}
