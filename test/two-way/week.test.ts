import { expect } from 'chai';
import { liveOneWeek } from './week.js';

describe('a week of life on two sites', function () {
  this.timeout(240_000);

  it('ends right after each run, and takes about one write for each change', async () => {
    const { changes, writes } = await liveOneWeek({ people: 240, seed: 11, runsADay: 2 });
    expect(changes).to.be.greaterThan(35);
    // A quarrel takes two: either side gets what the other one has its way in.
    expect(writes / changes, 'writes for each change').to.be.within(0.7, 1.5);
  });
});
