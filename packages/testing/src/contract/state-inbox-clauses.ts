import type { State } from '@rollcall/engine';
import { expect } from 'chai';
import type { Say } from './state-samples.js';

/** What is to be looked at: durable, coalesced, tried again. */
export function inboxClauses(state: () => State, it: Say): void {
  const event = (account: string | null, dueAt = 10): { account: string | null; cause: string; dueAt: number } => ({
    account,
    cause: 'user.update',
    dueAt,
  });
  const dueAt = async (now: number): Promise<readonly (string | null)[]> =>
    (await state().inbox.due('staff', now, 9)).map(({ account }) => account);

  it('inbox: keeps one entry an account, however many events, and takes a message once', async () => {
    expect(await state().inbox.add('staff', 'm1', [event('a'), event('b', 20)], 1)).to.equal(true);
    expect(await state().inbox.add('staff', 'm2', [event('a', 15)], 2)).to.equal(true);
    expect(await state().inbox.add('staff', 'm1', [event('c')], 3)).to.equal(false);
    expect(await dueAt(9)).to.deep.equal([]);
    expect(await dueAt(20)).to.deep.equal(['a', 'b']);
    expect((await state().inbox.due('staff', 20, 1))[0]).to.deep.include({ events: 2, firstAt: 1, attempts: 0 });
    expect(await state().inbox.due('other', 99, 9)).to.deep.equal([]);
  });

  it('inbox: leaves an entry to which something was added while it was looked at', async () => {
    await state().inbox.add('staff', 'm1', [event('a'), event(null)], 1);
    const taken = await state().inbox.due('staff', 10, 9);
    await state().inbox.add('staff', 'm2', [event('a')], 2);
    await state().inbox.done('staff', taken);
    expect(await dueAt(10)).to.deep.equal(['a']);
  });

  it('inbox: postpones, and counts the attempts', async () => {
    await state().inbox.add('staff', 'm1', [event(null)], 1);
    await state().inbox.postpone('staff', await state().inbox.due('staff', 10, 9), 50);
    expect(await dueAt(49)).to.deep.equal([]);
    expect((await state().inbox.due('staff', 50, 9))[0]).to.deep.include({ account: null, attempts: 1 });
  });

  it('inbox: forgets old messages, so that their ids may come again', async () => {
    await state().inbox.add('staff', 'm1', [], 1);
    await state().inbox.add('staff', 'm2', [], 5);
    await state().inbox.forgetMessages(5);
    expect([
      await state().inbox.add('staff', 'm1', [], 6),
      await state().inbox.add('staff', 'm2', [], 6),
    ]).to.deep.equal([true, false]);
  });

  it('inbox: tells everybody from whoever changed, and finds what waits', async () => {
    const changed = { ...event(null), onlyChanges: true };
    await state().inbox.add('staff', 'm1', [event('a', 90), event(null), changed], 1);
    const found = await state().inbox.find('staff', [
      { account: null, onlyChanges: true },
      { account: 'a' },
      { account: 'b' },
    ]);
    expect(
      found.map(({ account, onlyChanges, dueAt: due }) => [account, onlyChanges === true, due]),
    ).to.have.deep.members([
      [null, true, 10],
      ['a', false, 90],
    ]);
    expect(await state().inbox.find('other', [{ account: 'a' }])).to.deep.equal([]);
    await state().inbox.done('staff', found);
    expect(
      (await state().inbox.due('staff', 99, 9)).map(({ account, onlyChanges }) => [account, onlyChanges === true]),
    ).to.deep.equal([[null, false]]);
  });

  it('inbox: tells how much waits, since when, and how much of it has failed', async () => {
    expect(await state().inbox.waiting('staff')).to.deep.equal({ count: 0, nextAt: null, oldestAt: null, failing: 0 });
    await state().inbox.add('staff', 'm1', [event('a', 10), event('b', 20)], 1);
    await state().inbox.add('staff', 'm2', [event('a', 15)], 2);
    await state().inbox.add('other', 'm3', [event('c', 5)], 0);
    expect(await state().inbox.waiting('staff')).to.deep.equal({ count: 2, nextAt: 10, oldestAt: 1, failing: 0 });
    await state().inbox.postpone('staff', await state().inbox.due('staff', 10, 9), 50);
    expect(await state().inbox.waiting('staff')).to.deep.equal({ count: 2, nextAt: 20, oldestAt: 1, failing: 1 });
  });
}
