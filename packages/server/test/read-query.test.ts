import { expect } from 'chai';
import fc from 'fast-check';
import { readQuery } from '../src/read-query.js';

/** As the web's own parser has them; of several of one name the first. */
function asTheWebDoes(text: string): Readonly<Record<string, string>> {
  const found = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(text)) if (!found.has(name)) found.set(name, value);
  return Object.fromEntries(found);
}

describe("the parameters of an address that Node's server received", () => {
  it("are those of the web's own parser, whatever is in them", () => {
    const texts = ['a', 'filter', 'toString', '=', '&', '+', '%20', '%C3%A4', '%e2%82%ac', '%26', '%3D', '%2B', '%FF'];
    const query = fc.array(fc.constantFrom(...texts), { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(query, (text) => {
        const read = readQuery(text);
        expect({ ...read }).to.deep.equal(asTheWebDoes(text));
      }),
      { seed: 7, numRuns: 2_000 },
    );
  });

  it('have no names but those that stand there', () => {
    const read = readQuery('count=1');
    for (const name of ['toString', 'constructor', '__proto__', 'hasOwnProperty', 'filter'])
      expect(read[name], name).to.equal(undefined);
    expect(readQuery('toString=x&__proto__=y')).to.include({ toString: 'x' });
    expect(({} as Record<string, unknown>).y).to.equal(undefined);
  });
});
