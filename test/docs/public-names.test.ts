import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { root } from '../support/root.js';
import { publicNames } from './support/public-names.js';

/** Packages, each with a number of names that it has at least: a check that sees nothing must not pass. */
const PACKAGES: Readonly<Record<string, number>> = {
  'adapters/directory': 10,
  'adapters/drupal': 10,
  'adapters/joomla': 10,
  'adapters/scim': 30,
  'core/contract': 250,
  'core/engine': 400,
  'core/plugin': 120,
  'packages/cli': 10,
  'packages/console': 30,
  'packages/create-rollcall-plugin': 5,
  'packages/gateway': 80,
  'packages/mappers': 40,
  'packages/postgres': 20,
  'packages/queue-pgboss': 10,
  'packages/scim-protocol': 250,
  'packages/server': 40,
  'packages/sqlite': 5,
  'packages/state-sql': 20,
  'packages/testing': 300,
  'packages/triggers': 15,
};
const entryOf = (path: string): string => join(root, path, 'src', 'index.ts');

describe('what a package makes public', () => {
  let names: ReturnType<typeof publicNames>;
  before(function () {
    this.timeout(120_000);
    names = publicNames(Object.keys(PACKAGES).map(entryOf));
  });

  it('is looked at in every package', () => {
    const packages = globSync('{core,adapters,packages}/*/src/index.ts', { cwd: root }).map((path) =>
      dirname(dirname(path)),
    );
    expect(packages.sort()).to.deep.equal(Object.keys(PACKAGES).sort());
  });

  for (const [path, least] of Object.entries(PACKAGES))
    it(`is explained, every name and member: ${path}`, () => {
      const ofPackage = names.get(entryOf(path)) ?? [];
      expect(ofPackage.length).to.be.at.least(least);
      expect(
        ofPackage.filter(({ isExplained }) => !isExplained).map(({ name, place }) => `${place} ${name}`),
        'give each a docstring that says what its name does not',
      ).to.deep.equal([]);
    });
});

describe('the check of what packages make public', () => {
  const entry = join(root, 'core', 'contract', 'src', 'planted-names.ts');

  /** Names without explanation, in a file with this text. */
  const silentIn = (text: string): readonly string[] =>
    (publicNames([entry], new Map([[entry, text]])).get(entry) ?? [])
      .filter(({ isExplained }) => !isExplained)
      .map(({ name }) => name);

  it('finds what has no docstring: a name, and members of interfaces, classes and object types', () => {
    const text = `
      export const LIMIT = 5;
      /** Told. */ export interface One { readonly size: number; call(): void }
      /** Told. */ export class Two { open(): void {} private hidden = 1; #own = 2;
        /** Told. */ shut(): void {} }
      /** Told. */ export type Three = { readonly unit: string } & {
        /** Told. */ readonly side: string };
      const within = 1;
    `;
    expect(silentIn(text)).to.deep.equal(['LIMIT', 'One.size', 'One.call', 'Two.open', 'Three.unit']);
  });

  it('finds a docstring that only says the name again', () => {
    const text = `
      /** The sync of the run. */ export type RunSync = string;
      /** The sync that the run belongs to. */ export type SyncOfRun = string;
    `;
    expect(silentIn(text)).to.deep.equal(['RunSync']);
  });

  it('takes what an interface says for the class that carries it out, and a decorator for a docstring', () => {
    const text = `
      /** Told. */ export interface Port {
        /** Told. */ open(): void }
      /** Told. */ export class File implements Port { open(): void {} @setting('Bytes at most.') bytes = 1; @other('x') rows = 1; }
    `;
    expect(silentIn(text)).to.deep.equal(['File.rows']);
  });

  it('looks into namespaces and behind files that pass names on', () => {
    const errors = readFileSync(join(root, 'core', 'contract', 'src', 'errors.ts'), 'utf8');
    const silent = errors.replace(/\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n(?=export class RejectedError)/, '');
    expect(silent).not.to.equal(errors);
    const texts = new Map([
      [entry, `export * as failures from './errors.js'; export { RejectedError } from './errors.js';`],
      [join(root, 'core', 'contract', 'src', 'errors.ts'), silent],
    ]);
    const found = publicNames([entry], texts).get(entry) ?? [];
    expect(found.filter(({ isExplained }) => !isExplained).map(({ name }) => name)).to.deep.equal([
      'failures.RejectedError',
      'RejectedError',
    ]);
  });
});
