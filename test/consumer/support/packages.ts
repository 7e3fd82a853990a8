import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../support/root.js';

const run = promisify(execFile);

/** One package as it is in the workspace. */
export interface WorkspacePackage {
  readonly name: string;
  readonly folder: string;
  readonly manifest: Manifest;
}

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly rollcall?: unknown;
  readonly exports?: unknown;
  readonly publishConfig?: unknown;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** Every package that is published. */
export function publishedPackages(): readonly WorkspacePackage[] {
  return ['core', 'adapters', 'packages'].flatMap((parent) =>
    readdirSync(join(root, parent)).flatMap((name) => {
      const folder = join(parent, name);
      let manifest: Manifest;
      try {
        manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest;
      } catch {
        return [];
      }
      return manifest.private === true ? [] : [{ name: manifest.name, folder, manifest }];
    }),
  );
}

export interface Packed {
  readonly name: string;
  /** Path of the tarball; made only without `dryRun`. */
  readonly tarball: string;
  readonly files: readonly string[];
  /** Bytes of the tarball. */
  readonly size: number;
}

/** Packs every package as `npm publish` would. */
export async function packAll(destination: string, { dryRun = false } = {}): Promise<readonly Packed[]> {
  const workspaces = publishedPackages().flatMap(({ folder }) => ['--workspace', folder]);
  const { stdout } = await run(
    'npm',
    [
      'pack',
      '--json',
      '--loglevel=error',
      '--pack-destination',
      destination,
      ...(dryRun ? ['--dry-run'] : []),
      ...workspaces,
    ],
    { cwd: root, maxBuffer: 64 * 1024 * 1024 },
  );
  return (
    JSON.parse(stdout) as readonly {
      readonly name: string;
      readonly filename: string;
      readonly size: number;
      readonly files: readonly { readonly path: string }[];
    }[]
  ).map(({ name, filename, files, size }) => ({
    name,
    size,
    tarball: join(destination, filename.replace('@', '').replace('/', '-')),
    files: files.map(({ path }) => path),
  }));
}
