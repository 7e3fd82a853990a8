import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { root } from '../support/root.js';

/** Files in which the old version may stand after the new one was made: what is about the past, or about others. */
const PAST =
  /^CHANGELOG\.md$|\/released\/|^package-lock\.json$|^core\/plugin\/test\/|^core\/plugin\/src\/extension\.ts$/;

/** A release is made as CONTRIBUTING.md tells, in a copy, up to where it would be sent. */
describe('a release', function () {
  this.timeout(180_000);
  let copy: string;
  before(() => {
    copy = mkdtempSync(join(tmpdir(), 'rollcall-release-'));
    execFileSync('git', ['clone', '--quiet', '--depth=1', `file://${root}`, copy]);
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  });
  after(() => rmSync(copy, { recursive: true, force: true }));
  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, { cwd: copy, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const json = (path: string) => JSON.parse(git('show', `:${path}`)) as Manifest;

  it('raises every version and every mention of it together, and changes nothing else', () => {
    const { version: old } = json('lerna.json');
    const lerna = join(copy, 'node_modules', '.bin', 'lerna');
    const flags = ['--yes', '--no-push', '--no-git-tag-version', '--loglevel=error'];
    execFileSync(lerna, ['version', '9.8.7', ...flags], { cwd: copy, stdio: 'pipe' });
    git('add', '--all', '--', ':!node_modules');
    const manifests = git('ls-files', '*/*/package.json').trim().split('\n');
    for (const path of manifests.filter((one) => /^(core|adapters|packages)\/[^/]+\/package\.json$/.test(one))) {
      const { version, dependencies, peerDependencies, devDependencies } = json(path);
      expect(version, path).to.equal('9.8.7');
      for (const [name, range] of Object.entries({ ...dependencies, ...peerDependencies, ...devDependencies }))
        if (name.startsWith('@rollcall/')) expect(range, `${name} in ${path}`).to.match(/^\^?9\.8\.7$/);
    }
    expect(json('package.json').version).to.equal('9.8.7');
    const left = git('grep', '--cached', '-nF', old, '--', '*.ts', '*.mjs', '*.js', '*.json', '*.xml', '*.md')
      .split('\n')
      .filter((line) => line !== '' && !PAST.test(line.split(':')[0] ?? ''));
    // A new plugin begins with a version of its own.
    expect(
      left.filter(
        (line) => !/create-rollcall-plugin\/src\/manifest\.ts|docs\/.*\.md|consumer\.spec\.ts|README\.md/.test(line),
      ),
    ).to.deep.equal([]);
    const lines = git('diff', '--cached', '--numstat').trim().split('\n');
    expect(lines.length).to.be.greaterThan(30);
  });
});

interface Manifest {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}
