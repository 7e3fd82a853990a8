// "npm run sbom": every package that comes with what is published, as CycloneDX, from package-lock.json. "npm sbom" in the workspace
// itself leaves out what is also a tool of ours, so the workspace is looked at as it is without tools.
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, run } from './prepare.mjs';

const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
const { version } = read(join(root, 'lerna.json'));
const folder = mkdtempSync(join(tmpdir(), 'rollcall-sbom-'));
try {
  const workspaces = ['core', 'adapters', 'packages'].flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => `${parent}/${name}`),
  );
  const published = workspaces.filter((path) => manifestOf(path)?.private === false);
  for (const path of published) {
    const { devDependencies, scripts, ...manifest } = manifestOf(path);
    mkdirSync(join(folder, path), { recursive: true });
    writeFileSync(join(folder, path, 'package.json'), JSON.stringify(manifest));
  }
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'rollcall', version, private: true, workspaces: published }),
  );
  copyFileSync(join(root, 'package-lock.json'), join(folder, 'package-lock.json'));
  // Only takes away what nobody needs now: all that stays is in the lock file.
  run(
    'npm',
    ['install', '--package-lock-only', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  run('npm', ['sbom', '--sbom-format=cyclonedx', '--package-lock-only'], { cwd: folder });
} finally {
  rmSync(folder, { recursive: true });
}

function manifestOf(path) {
  try {
    return { private: false, ...read(join(root, path, 'package.json')) };
  } catch {
    return undefined;
  }
}
