import { MemoryState } from '@rollcall/engine';
import { expect } from 'chai';
import { Audit } from '../src/audit.js';

describe('the audit of the console', () => {
  it('keeps what people did, however often strangers try to get in', async () => {
    const state = new MemoryState({ salt: 'salt' });
    let now = 1_000;
    const audit = new Audit(state.marks, () => {
      now += 1;
      return now;
    });
    await audit.note('ada', 'approve', 'staff r1');
    for (let tries = 0; tries < 2_500; tries += 1) await audit.noteStranger('', 'sign-in-failed', '192.0.2.1');
    await audit.note('ada', 'sign-out');
    const all = await audit.list(100_000);
    expect(all[0]).to.deep.include({ who: 'ada', action: 'sign-out' });
    expect(all.at(-1)).to.deep.equal({ at: 1_001, who: 'ada', action: 'approve', subject: 'staff r1' });
    const strangers = all.filter(({ action }) => action === 'sign-in-failed');
    expect(strangers.length).to.be.within(1_000, 1_500);
    expect(strangers[0]?.at, 'the newest of them').to.equal(3_501);
    expect(all.map(({ at }) => at)).to.deep.equal(all.map(({ at }) => at).toSorted((a, b) => b - a));
    expect(await audit.list(2, 1)).to.deep.equal(all.slice(1, 3));
  });

  it('keeps as much as the setting says, and a process that is started anew keeps no more', async () => {
    const state = new MemoryState({ salt: 'salt' });
    let now = 1_000;
    for (let starts = 0; starts < 30; starts += 1) {
      const audit = new Audit(
        state.marks,
        () => {
          now += 1;
          return now;
        },
        () => 100,
      );
      expect(audit.kept).to.deep.equal({ own: 100, strangers: 10 });
      for (let notes = 0; notes < 20; notes += 1) await audit.note('ada', 'run', `staff ${starts}`);
    }
    const entries = await new Audit(state.marks, () => now).list(1_000);
    expect(entries.length, 'swept at the start of each').to.be.within(100, 120);
    expect(entries[0]?.subject).to.equal('staff 29');
  });
});
