import fc from 'fast-check';
import { historyOf, playHistory } from './play-history.js';

const seed = Number(process.env.ROLLCALL_SEED ?? 20_261_126);

describe('whatever people do on both sides, and however runs are broken off', () => {
  const runs = Number(process.env.ROLLCALL_TWO_WAY_HISTORIES ?? 10_000);
  it(`both sides agree, nothing that one side changed is lost, and a further run writes nothing (${runs} histories, seed ${seed})`, async function () {
    this.timeout(600_000);
    await fc.assert(fc.asyncProperty(historyOf({ groups: false }), playHistory), { numRuns: runs, seed });
  });

  const withGroups = Math.ceil(runs / 5);
  it(`a group that somebody deleted is made again once, and nobody loses a membership by it (${withGroups} histories, seed ${seed})`, async function () {
    this.timeout(600_000);
    await fc.assert(fc.asyncProperty(historyOf({ groups: true }), playHistory), { numRuns: withGroups, seed });
  });
});
