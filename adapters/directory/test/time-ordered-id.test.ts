import { expect } from 'chai';
import { validate, version } from 'uuid';
import { timeOrderedId } from '../src/time-ordered-id.js';

describe('ids of accounts and groups', () => {
  it('are UUIDs of version 7 of this time, each greater than the one before, many of them within a millisecond', () => {
    const before = Date.now();
    const ids = Array.from({ length: 5_000 }, timeOrderedId);
    const after = Date.now();
    expect(ids.every((id) => validate(id) && version(id) === 7)).to.equal(true);
    expect(ids.toSorted()).to.deep.equal(ids);
    expect(new Set(ids).size).to.equal(ids.length);
    for (const id of [ids[0], ids.at(-1)] as string[]) {
      const time = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
      expect(time).to.be.within(before, after);
    }
  });

  it('have chance of their own: no two share their last 40 bits', () => {
    const ends = Array.from({ length: 2_000 }, () => timeOrderedId().slice(-10));
    expect(new Set(ends).size).to.equal(ends.length);
  });
});
