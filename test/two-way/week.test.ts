import { expect } from 'chai';
import { liveOneWeek } from './week.js';

describe('a week of life on two sites', function () {
  this.timeout(240_000);

  it('ends right after each run, and takes about one write for each change', async () => {
    const { changes, writes, readsForChanges } = await liveOneWeek({ people: 120, seed: 11, runsADay: 2 });
    expect(changes).to.be.greaterThan(35);
    // A quarrel takes two: either side gets what the other one has its way in.
    expect(writes / changes, 'writes for each change').to.be.within(0.7, 1.5);
    expect(readsForChanges / changes, 'reads for each change beyond what runs read anyway').to.be.at.most(2.2);
  });

  it('ends right as well with runs about who changed, between one about everybody each day', async () => {
    const { changes, writes, readsForChanges } = await liveOneWeek({
      people: 120,
      seed: 12,
      runsADay: 2,
      changes: true,
    });
    expect(changes).to.be.greaterThan(35);
    expect(writes / changes, 'writes for each change').to.be.within(0.7, 1.5);
    // Also whom the run about everybody changed: the site tells of them once more.
    expect(readsForChanges / changes, 'reads for each change beyond what runs read anyway').to.be.at.most(3);
  });
});
