import { tmpdir } from 'node:os';
import { expect } from 'chai';
import { type Packed, packAll, publishedPackages } from './support/packages.js';

/** Of these there must be one copy in a process; an extension that brings its own is refused. */
const SHARED = ['@rollcall/contract', '@rollcall/plugin', 'inversify', 'reflect-metadata'];

/** Half as much again as the largest has: what doubles a package, such as a picture or a build that slipped in, shows. */
const MOST_BYTES = 650_000;

describe('what is published', () => {
  const packages = publishedPackages();
  let packed: readonly Packed[];
  before(async function () {
    this.timeout(120_000);
    packed = await packAll(tmpdir(), { dryRun: true });
  });

  it('is every package', () => {
    expect(packages.length).to.be.at.least(14);
    expect(packed.map(({ name }) => name).toSorted()).to.deep.equal(packages.map(({ name }) => name).toSorted());
  });

  for (const { name, manifest } of packages) {
    it(`${name}: has its licence, its README, what it exports, and no tests`, () => {
      const files = packed.find((one) => one.name === name)?.files ?? [];
      expect(files).to.include.members(['LICENSE', 'README.md', 'package.json']);
      const targets = [...JSON.stringify(manifest.exports).matchAll(/"\.\/([^"]+\.\w+)"/g)].map(
        ([, path]) => path ?? '',
      );
      expect(targets.length).to.be.greaterThan(0);
      expect(files).to.include.members([
        ...targets,
        ...Object.values(manifest.bin ?? {}).map((path) => path.replace('./', '')),
      ]);
      expect(
        files.filter(
          (path) =>
            /(^|\/)(test|bench)\/|\.test\.|tsbuildinfo/.test(path) &&
            !path.startsWith('templates/') &&
            !/^(module|extension)\//.test(path),
        ),
      ).to.deep.equal([]);
    });

    it(`${name}: is published for everybody, with a proof of where it was built, and is small`, () => {
      expect(manifest.publishConfig).to.deep.equal({ access: 'public', provenance: true });
      expect(manifest).to.deep.include({ license: 'MIT', type: 'module', engines: { node: '>=22.13' } });
      const { size = Number.POSITIVE_INFINITY } = packed.find((one) => one.name === name) ?? {};
      expect(size).to.be.lessThan(MOST_BYTES);
    });

    if (manifest.rollcall !== undefined)
      it(`${name}: takes packages of which there must be one as peers`, () => {
        expect(
          Object.keys(manifest.dependencies ?? {}).filter((dependency) => SHARED.includes(dependency)),
        ).to.deep.equal([]);
        expect(Object.keys(manifest.peerDependencies ?? {})).to.include('@rollcall/contract');
      });

    it(`${name}: names versions of the other packages that exist`, () => {
      for (const [dependency, range] of Object.entries({ ...manifest.dependencies, ...manifest.peerDependencies })) {
        const other = packages.find((one) => one.name === dependency);
        if (other !== undefined)
          expect([other.manifest.version, `^${other.manifest.version}`], dependency).to.include(range);
      }
    });
  }
});
