import { readFile, realpath } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { findInstalledExtensions } from '@rollcall/plugin';
import type { DoctorFinding } from './finding.js';

/** Packages of which there must be one in a process; see the kernel's `otherCopy`. */
const SINGLE = ['@rollcall/contract', '@rollcall/plugin', 'inversify'];
/** Packages whose copies share what they know, so that one more does no harm while both are of one version. */
const SHARED = ['reflect-metadata', 'class-validator'];

/** Is there one copy of each shared package, and are all packages of Rollcall of one version? `folder`: of the configuration. */
export async function lookAtPackages(folder: string): Promise<readonly DoctorFinding[]> {
  const own = import.meta.filename;
  const extensions = await findInstalledExtensions(folder);
  const from = [own, ...extensions.map((extension) => join(extension.folder, 'package.json'))];
  const findings: DoctorFinding[] = [];
  for (const name of [...SINGLE, ...SHARED]) {
    const copies = new Map<string, string>();
    for (const file of from) {
      const manifest = await manifestOf(name, await realpath(file).catch(() => file));
      if (manifest !== undefined) copies.set(dirname(manifest.path), manifest.version);
    }
    if (copies.size > 1)
      findings.push({
        about: 'packages',
        status: SINGLE.includes(name) ? 'failed' : 'warning',
        detail: `there are ${copies.size} copies of ${name}: ${[...copies].map(([path, version]) => `${version} in ${path}`).join(', ')}`,
        remedy: SINGLE.includes(name)
          ? `an extension that brings its own should name ${name} under "peerDependencies"; then "npm dedupe", and see "npm ls ${name}"`
          : `they work together while their versions do; "npm dedupe" makes one of them`,
      });
  }
  const versions = new Map(
    extensions
      .filter(({ name }) => name.startsWith('@rollcall/'))
      .map(({ name, version = '?' }) => [name, version] as const),
  );
  const ours = (await manifestOf('@rollcall/contract', own))?.version ?? '?';
  versions.set('@rollcall/contract', ours);
  const strangers = [...versions].filter(([, version]) => version !== ours);
  if (strangers.length > 0)
    findings.push({
      about: 'packages',
      status: 'warning',
      detail: `versions differ: ${[...versions].map(([name, version]) => `${name} ${version}`).join(', ')}`,
      remedy: 'packages of Rollcall are released together: install the same version of each',
    });
  return findings.length > 0
    ? findings
    : [{ about: 'packages', status: 'passed', detail: `one copy of each shared package, version ${ours}` }];
}

async function manifestOf(
  name: string,
  from: string,
): Promise<{ readonly path: string; readonly version: string } | undefined> {
  for (const folder of createRequire(from).resolve.paths(name) ?? []) {
    const path = await realpath(join(folder, name, 'package.json')).catch(() => undefined);
    if (path === undefined) continue;
    const { version = '?' } = JSON.parse(await readFile(path, 'utf8')) as { readonly version?: string };
    return { path, version };
  }
  return undefined;
}
