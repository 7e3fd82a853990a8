import { expect } from 'chai';
import { type OpenConsole, openConsole, type Visitor } from './support/open-console.js';

const MINUTE = 60_000;

describe('what waits for a sync', () => {
  let open: OpenConsole;
  let viewer: Visitor;
  beforeEach(async () => {
    open = await openConsole();
    viewer = await open.signIn('viewer');
  });
  afterEach(() => open.close());
  const overview = async () =>
    (await (await open.request('/api/overview', { as: viewer })).json()) as {
      readonly syncs: readonly { readonly waiting: number; readonly waitingSince?: number; readonly failing: number }[];
      readonly needs: readonly { readonly kind: string; readonly detail: string }[];
    };

  it('is shown with its oldest, and asks for somebody once that has waited for long; not while the sync is stopped by hand', async () => {
    const now = Date.UTC(2026, 0, 1);
    expect((await overview()).syncs[0]).to.deep.include({ waiting: 0, failing: 0 });
    const { inbox } = open.rollcall.state;
    await inbox.add('staff', 'm1', [{ account: 'ada', cause: 'user.update', dueAt: now }], now);
    const { syncs, needs } = await overview();
    expect(syncs[0]).to.deep.include({ waiting: 1, waitingSince: now, failing: 0 });
    expect(needs.map(({ kind }) => kind)).to.not.include('queue');
    open.pass(31 * MINUTE);
    expect((await overview()).needs).to.deep.include({
      kind: 'queue',
      subject: 'staff',
      detail: '1',
      href: '/syncs/staff',
    });
    const page = await (await open.request('/', { as: viewer })).text();
    expect(page).to.contain('the oldest since').and.contain('Something has waited for more than half an hour');
    await open.rollcall.freeze('by a test', 'staff');
    expect((await overview()).needs.map(({ kind }) => kind)).to.not.include('queue');
  });
});
