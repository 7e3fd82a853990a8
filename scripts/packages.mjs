// "npm run lint:packages": each package as it would be published: what it exports and its types.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { root, run } from './prepare.mjs';

/** Packages are ES modules: nobody is promised that "require", or a resolution as of Node 10, finds them. */
const NOT_PROMISED = new Set(['node10', 'node16-cjs']);

const packages = ['core', 'adapters', 'packages']
  .flatMap((parent) => readdirSync(join(root, parent)).map((name) => join(root, parent, name)))
  .filter((folder) => existsSync(join(folder, 'package.json')))
  .map((folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')))
  .filter((manifest) => manifest.private !== true);

const tarballs = mkdtempSync(join(tmpdir(), 'rollcall-packages-'));
let problems = 0;
try {
  const workspaces = packages.map(({ name }) => `--workspace=${name}`);
  // All at once, and once for both lints: starting npm takes longer than they do.
  run('npm', ['pack', '--ignore-scripts', '--pack-destination', tarballs, ...workspaces], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  for (const manifest of packages) {
    for (const problem of await problemsOf(manifest)) {
      problems += 1;
      console.error(`${manifest.name}: ${problem}`);
    }
  }
} finally {
  rmSync(tarballs, { recursive: true });
}
console.log(`Checked ${packages.length} packages.`);
if (problems > 0 || packages.length === 0) process.exitCode = 1;

async function problemsOf({ name, version }) {
  const tarball = new Uint8Array(
    readFileSync(join(tarballs, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`)),
  );
  const { messages, pkg } = await publint({ strict: true, level: 'warning', pack: { tarball: tarball.buffer } });
  const types = await checkPackage(createPackageFromTarballData(tarball));
  return [
    ...messages.map((message) => formatMessage(message, pkg, { color: false })),
    ...(types.types === false ? [{ kind: 'Untyped' }] : types.problems)
      .filter(({ resolutionKind }) => !NOT_PROMISED.has(resolutionKind))
      .map((problem) => `its types are wrong: ${JSON.stringify(problem)}`),
  ];
}
