import { expect } from 'chai';
import { nearest, suggestion } from '../src/index.js';

describe('suggestion', () => {
  const known = ['upper-case', 'lower-case', 'trim', 'baseUrl'];

  it('finds the name with a letter too few, too many, wrong, swapped, or of the other case', () => {
    expect(nearest('uper-case', known)).to.equal('upper-case');
    expect(nearest('trimm', known)).to.equal('trim');
    expect(nearest('tram', known)).to.equal('trim');
    expect(nearest('tirm', known)).to.equal('trim');
    expect(nearest('baseurl', known)).to.equal('baseUrl');
  });

  it('finds nothing where nothing is near', () => {
    expect(nearest('expression', known)).to.equal(undefined);
    expect(nearest('', known)).to.equal(undefined);
    expect(nearest('trim', [])).to.equal(undefined);
  });

  it('is a sentence with all known names in order', () => {
    expect(suggestion('uper-case', known)).to.equal(
      'Did you mean "upper-case"? Known: baseUrl, lower-case, trim, upper-case.',
    );
    expect(suggestion('x', ['b', 'a'])).to.equal('Did you mean "b"? Known: a, b.');
    expect(suggestion('xyz', [])).to.equal('None are known.');
  });
});
