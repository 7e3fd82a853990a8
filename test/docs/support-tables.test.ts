import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkProvider, MemoryDirectory, MemoryProvider } from '@rollcall/testing';
import { expect } from 'chai';
import { root } from '../support/root.js';

/** Which of these clauses a README has no row for. */
function missing(readme: string, clauses: readonly string[]): readonly string[] {
  return clauses.filter((clause) => !readme.includes(`\n| ${clause} | `));
}

describe('the README of each adapter', () => {
  let clauses: readonly string[];
  before(async () => {
    const make = () => {
      const directory = new MemoryDirectory({});
      return {
        subject: {
          provider: new MemoryProvider(directory, { attributes: [] }),
          truth: () => new Map(),
          attributes: [],
          key: 'userName',
        },
      };
    };
    clauses = (await checkProvider({ make })).map(({ clause }) => clause);
    expect(clauses.length).to.be.greaterThan(20);
  });

  for (const name of readdirSync(join(root, 'adapters')))
    it(`says of @rollcall/${name} what it keeps of each clause of the contract`, () => {
      const readme = readFileSync(join(root, 'adapters', name, 'README.md'), 'utf8');
      expect(missing(readme, clauses)).to.deep.equal([]);
    });

  it('would show a clause that a table leaves out', () => {
    expect(missing('text\n| a | yes |', ['a', 'b'])).to.deep.equal(['b']);
  });
});
