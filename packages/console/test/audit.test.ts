import { MemoryState } from '@rollcall/engine';
import { expect } from 'chai';
import { Audit, type AuditEntry, type AuditQuery } from '../src/audit.js';

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
    const all = await everything(audit);
    expect(all[0]).to.deep.include({ who: 'ada', action: 'sign-out' });
    expect(all.at(-1)).to.deep.equal({ at: 1_001, who: 'ada', action: 'approve', subject: 'staff r1' });
    const strangers = all.filter(({ action }) => action === 'sign-in-failed');
    expect(strangers.length).to.be.within(1_000, 1_500);
    expect(strangers[0]?.at, 'the newest of them').to.equal(3_501);
    expect(all.map(({ at }) => at)).to.deep.equal(all.map(({ at }) => at).toSorted((a, b) => b - a));
    const first = await audit.page({ limit: 1 });
    expect((await audit.page({ limit: 2, before: first.next })).entries).to.deep.equal(all.slice(1, 3));
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
    const entries = await everything(new Audit(state.marks, () => now));
    expect(entries.length, 'swept at the start of each').to.be.within(100, 120);
    expect(entries[0]?.subject).to.equal('staff 29');
  });

  describe('of many entries', () => {
    const DAY = 86_400_000;
    let asked: number;
    let audit: Audit;
    before(async () => {
      const { marks } = new MemoryState({ salt: 'salt' });
      let now = 0;
      audit = new Audit(
        {
          ...marks,
          page: async (prefix, request) => {
            const page = await marks.page(prefix, request);
            asked += page.size;
            return page;
          },
        },
        () => now,
        () => 1_000_000,
      );
      // One entry an hour: Ada approves at noon, somebody runs otherwise.
      for (let hour = 0; hour < 2_400; hour += 1) {
        now = hour * 3_600_000;
        await (hour % 24 === 12
          ? audit.note('Ada', 'approve', `d${hour / 24 - 0.5}`)
          : audit.note('bo', 'run', 'staff'));
        if (hour % 100 === 0) await audit.noteStranger('', 'sign-in-failed', '192.0.2.1');
      }
    });
    beforeEach(() => {
      asked = 0;
    });

    it('gives each of them once, newest first, page by page, strangers among them', async () => {
      const all = await everything(audit, { limit: 70 });
      expect(all).to.have.length(2_424);
      expect(all.map(({ at }) => at)).to.deep.equal(all.map(({ at }) => at).toSorted((a, b) => b - a));
      expect(all.filter(({ action }) => action === 'sign-in-failed')).to.have.length(24);
    });

    it('finds by a part of a name, by what was done, and by date, and says when there is no more', async () => {
      const by = async (query: AuditQuery): Promise<readonly string[]> =>
        (await everything(audit, { limit: 7, ...query })).map(({ subject }) => subject);
      const days = Array.from({ length: 100 }, (_, day) => `d${day}`).reverse();
      expect(await by({ who: 'ad' })).to.deep.equal(days);
      expect(await by({ action: 'approve', from: 3 * DAY, until: 9 * DAY })).to.deep.equal(days.slice(-9, -3));
      expect(await by({ who: 'ada', action: 'run' })).to.deep.equal([]);
      expect(await by({ until: 0 })).to.deep.equal([]);
      const last = await audit.page({ limit: 100, who: 'ada' });
      expect([last.entries.length, last.next], 'just as many as were asked for').to.deep.equal([100, undefined]);
    });

    it('looks at no more than the newest for a page, and begins at the date', async () => {
      await audit.page({ limit: 100 });
      expect(asked).to.be.at.most(2_000);
      asked = 0;
      expect((await audit.page({ limit: 100, until: 2 * DAY })).entries).to.have.length(49);
      expect(asked).to.equal(49);
    });
  });
});

/** All pages, one after the other. */
async function everything(audit: Audit, query: AuditQuery = {}): Promise<readonly AuditEntry[]> {
  const all: AuditEntry[] = [];
  let before: string | undefined;
  do {
    const page = await audit.page({ ...query, before });
    all.push(...page.entries);
    before = page.next;
  } while (before !== undefined);
  return all;
}
