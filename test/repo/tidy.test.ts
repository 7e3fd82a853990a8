import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { root } from '../support/root.js';

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  // Tests beside this one plant files for a moment, to see that lints find them.
  .filter(
    (path) => path !== '' && !/^(core|adapters)\/[^/]+\/(src|test)\/planted/.test(path) && existsSync(join(root, path)),
  );
const sources = files.filter((path) => /^(core|adapters|packages)\/[^/]+\/src\/.*\.tsx?$/.test(path));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

describe('the repository', () => {
  it('has sources to look at', () => {
    expect(sources.length).to.be.greaterThan(150);
  });

  it('has no file above 400 lines', () => {
    expect(sources.filter((path) => read(path).split('\n').length > 400)).to.deep.equal([]);
  });

  it('names its files in kebab-case', () => {
    expect(sources.filter((path) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.test)?\.tsx?$/.test(basename(path)))).to.deep.equal([]);
  });

  it('numbers its decisions one by one', () => {
    const decisions = files.filter((path) => path.startsWith('docs/decisions/'));
    const numbers = decisions.map((path) => Number(/^0*(\d+)-/.exec(basename(path))?.[1]));
    expect(numbers.sort((a, b) => a - b)).to.deep.equal(numbers.map((_, index) => index + 1));
    for (const path of decisions)
      expect(read(path), path).to.match(new RegExp(`^# ${Number(basename(path).slice(0, 4))}\\. `));
  });

  it('leaves nothing for later in the sources', () => {
    const later = new RegExp(
      `\\b(${['TO', 'FIX'].map((word) => `${word}${word === 'TO' ? 'DO' : 'ME'}`).join('|')})\\b`,
    );
    expect(sources.filter((path) => later.test(read(path)))).to.deep.equal([]);
  });

  it('speaks of the product alone: no paths of a machine, no addresses of registries', () => {
    const foreign = new RegExp(
      [
        ['/wo', 'rk/'],
        ['/ro', 'ot/'],
        ['registry.npm', 'js.org'],
        ['/ho', 'me/'],
      ]
        .map((parts) => parts.join(''))
        .join('|'),
    );
    const text = files.filter((path) => /\.(ts|mjs|cjs|md|json|yaml|yml)$/.test(path));
    expect(text.filter((path) => foreign.test(read(path)))).to.deep.equal([]);
  });

  it('mentions only paths that exist in its architecture page', () => {
    const paths = [
      ...read('ARCHITECTURE.md').matchAll(
        /`((?:core|adapters|packages|test|docs)\/[\w./-]+|\.dependency-cruiser\.cjs)`/g,
      ),
    ].map(([, path]) => path ?? '');
    expect(paths.length).to.be.greaterThan(20);
    expect(paths.filter((path) => !existsSync(join(root, path)))).to.deep.equal([]);
  });

  it('gives every package a licence, a README, a description and one version', () => {
    const manifests = files.filter((path) => /^(core|adapters|packages)\/[^/]+\/package\.json$/.test(path));
    const versions = new Set(manifests.map((path) => (JSON.parse(read(path)) as { readonly version: string }).version));
    expect([...versions]).to.deep.equal([(JSON.parse(read('lerna.json')) as { readonly version: string }).version]);
    for (const manifest of manifests) {
      const { description, license } = JSON.parse(read(manifest)) as {
        readonly description?: string;
        readonly license?: string;
      };
      expect(description, manifest).to.be.a('string');
      expect(license, manifest).to.equal('MIT');
      for (const name of ['LICENSE', 'README.md'])
        expect(existsSync(join(root, manifest, '..', name)), `${name} beside ${manifest}`).to.equal(true);
    }
  });
});
