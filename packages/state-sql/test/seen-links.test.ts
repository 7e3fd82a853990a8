import { expect } from 'chai';
import fc from 'fast-check';
import { SeenLinks } from '../src/seen-links.js';

describe('the marks of links that a run has seen', () => {
  it('are those of a set for each run, whatever numbers come', () => {
    const mark = fc.record({
      run: fc.constantFrom('r1', 'r2'),
      // Near each other, at the edges of bytes, and beyond the room there is at first.
      link: fc.oneof(fc.nat(40), fc.constantFrom(8_191, 8_192, 65_535, 65_536), fc.nat(3_000_000)),
      forget: fc.integer({ min: 0, max: 30 }).map((number) => number === 0),
    });
    fc.assert(
      fc.property(fc.array(mark, { maxLength: 60 }), (marks) => {
        const seen = new SeenLinks();
        const oracle = new Map<string, Set<number>>();
        for (const { run, link, forget } of marks) {
          if (forget) {
            seen.forget(run);
            oracle.delete(run);
          }
          const before = oracle.get(run) ?? new Set();
          oracle.set(run, before);
          expect(seen.mark(run, link)).to.equal(before.has(link));
          before.add(link);
        }
        for (const run of ['r1', 'r2', 'r3'])
          for (const { link } of marks)
            for (const near of [link - 1, link, link + 1])
              if (near >= 0) expect(seen.has(run, near)).to.equal(oracle.get(run)?.has(near) ?? false);
      }),
      { seed: 20_261_126, numRuns: 300 },
    );
  });
});
