import { expect } from 'chai';
import { ManualTrigger } from '../src/index.js';
import { FakeRequests } from './support/fake-requests.js';

describe('the manual trigger', () => {
  it('starts no run, and ends when it is told to', async () => {
    const stop = new AbortController();
    const requests = new FakeRequests();
    const started = new ManualTrigger().start(requests, stop.signal);
    await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    await started;
    expect(requests.runs).to.deep.equal([]);
  });
});
