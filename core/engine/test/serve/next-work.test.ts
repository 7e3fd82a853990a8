import { type InboxEvent, MemoryState } from '@rollcall/engine';
import { expect } from 'chai';
import { nextWork } from '../../src/serve/next-work.js';

const NOW = 1_000_000;

describe('what is done next', () => {
  async function accountsAt(now: number, ...events: readonly (readonly [account: string, dueAt: number])[]) {
    const { inbox } = new MemoryState();
    const stored = events.map(([account, dueAt]): InboxEvent => ({ account, dueAt, cause: 'user.update' }));
    await inbox.add('staff', 'one', stored, NOW);
    return (await nextWork(inbox, 'staff', now))?.options.accounts;
  }

  it('is nobody before the first is due', async () => {
    expect(await accountsAt(NOW, ['ada', NOW + 1])).to.equal(undefined);
  });

  it('is one run for those who came in the same second, whoever they are', async () => {
    expect(await accountsAt(NOW, ['ada', NOW], ['bob', NOW + 5], ['eve', NOW + 1_000])).to.deep.equal([
      'ada',
      'bob',
      'eve',
    ]);
  });

  it('leaves those alone who are due later', async () => {
    expect(await accountsAt(NOW, ['ada', NOW - 7], ['eve', NOW + 1_001])).to.deep.equal(['ada']);
  });
});
