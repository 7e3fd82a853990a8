import { parseConfig } from '@rollcall/plugin';
import { expect } from 'chai';
import { PollConfig, PollTrigger } from '../src/index.js';
import { FakeRequests } from './support/fake-requests.js';

describe('the poll trigger', () => {
  it('looks again so many seconds after the last look ended, and at everybody now and then', async () => {
    const requests = new FakeRequests(0, 4 * 3_600_000);
    requests.runMs = 60_000;
    const trigger = new PollTrigger(parseConfig(PollConfig, { seconds: 1_740, fullAfterHours: 2 }, []));
    await trigger.start(requests, requests.stop.signal);
    expect(requests.runs.map(({ at, scope }) => `${at.slice(11, 16)} ${scope}`)).to.deep.equal([
      '00:00 full',
      '00:30 changes',
      '01:00 changes',
      '01:30 changes',
      '02:00 full',
      '02:30 changes',
      '03:00 changes',
      '03:30 changes',
    ]);
  });
});
