import type { LeaseRequest, State } from '@rollcall/engine';
import { expect } from 'chai';
import type { Say } from './state-samples.js';

/** Who has the turn to work on a sync, where the queue is kept in the state. */
export function turnClauses(state: () => State, it: Say): void {
  const lease = (holder: string, now: number, more: Partial<LeaseRequest> = {}): LeaseRequest => ({
    holder,
    ttlMs: 100,
    now,
    ...more,
  });

  it('turns: gives the turn of a sync to one, and to others when it has ended, expired or is taken from the dead', async () => {
    const { turns } = state();
    expect(await turns.take('staff', lease('h1', 1))).to.deep.equal({ taken: true, attempt: 1 });
    expect(await turns.take('staff', lease('h2', 50))).to.deep.equal({ taken: false, holder: 'h1', until: 101 });
    expect(await turns.take('other', lease('h2', 50))).to.deep.include({ taken: true });
    expect(await turns.take('staff', lease('h2', 50, { takeFrom: 'h3' }))).to.deep.include({ taken: false });
    expect(await turns.take('staff', lease('h2', 50, { takeFrom: 'h1' }))).to.deep.include({ taken: true });
    expect(await turns.take('staff', lease('h3', 150))).to.deep.include({ taken: true });
    await turns.end('staff', 'h3');
    expect(await turns.take('staff', lease('h4', 151))).to.deep.include({ taken: true });
  });

  it('turns: renews it for its holder, and for nobody else', async () => {
    const { turns } = state();
    await turns.take('staff', lease('h1', 1));
    expect(await turns.renew('staff', lease('h1', 90))).to.equal(true);
    expect(await turns.renew('staff', lease('h2', 90))).to.equal(false);
    expect(await turns.renew('other', lease('h1', 90))).to.equal(false);
    expect(await turns.take('staff', lease('h2', 150))).to.deep.equal({ taken: false, holder: 'h1', until: 190 });
    await turns.take('staff', lease('h2', 190));
    expect(await turns.renew('staff', lease('h1', 200))).to.equal(false);
    await turns.end('staff', 'h1');
    expect(await turns.take('staff', lease('h3', 200))).to.deep.include({ taken: false, holder: 'h2' });
  });

  it('turns: counts those that broke off since one last ended', async () => {
    const { turns } = state();
    const attempts: unknown[] = [];
    for (const now of [0, 1_000, 2_000]) attempts.push(await turns.take('staff', lease(`h${now}`, now)));
    await turns.end('staff', 'h2000');
    attempts.push(await turns.take('staff', lease('h4', 3_000)));
    expect(attempts).to.deep.equal([1, 2, 3, 1].map((attempt) => ({ taken: true, attempt })));
  });
}
