import { expect } from 'chai';
import { ManualTrigger } from '../src/index.js';

describe('the manual trigger', () => {
  it('starts no run, and ends when it is told to', async () => {
    const stop = new AbortController();
    let runs = 0;
    const started = new ManualTrigger().start(
      { sync: 'staff', run: async () => ({ runId: String((runs += 1)), status: 'done' }) },
      stop.signal,
    );
    await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    await started;
    expect(runs).to.equal(0);
  });
});
