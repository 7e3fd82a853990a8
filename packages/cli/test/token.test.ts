import { join } from 'node:path';
import { consoleTokens } from '@rollcall/server';
import { SqliteState } from '@rollcall/state-sql';
import { expect } from 'chai';
import { openStage, type Stage } from './support/stage.js';

describe('rollcall token --console', () => {
  let stage: Stage;
  beforeEach(() => {
    stage = openStage();
  });
  afterEach(() => stage.close());

  /** As the console sees it, which reads the same state. */
  const verified = async (token: string, now = Date.now()) => {
    const state = new SqliteState(join(stage.folder, '.rollcall', 'state.sqlite'));
    try {
      return await consoleTokens(state.marks, () => now).verify(token);
    } finally {
      await state.close();
    }
  };
  const made = (out: string): string => /^rcc_[0-9a-f]{16}_[\w-]{43}$/m.exec(out)?.[0] ?? '';

  it('makes a token that the console takes, with role and end, and tells it once', async () => {
    const args = ['token', 'create', '--console', '--role', 'operator', '--name', 'ci', '--expires-days', '7'];
    const token = made((await stage.rollcall(args)).out);
    expect(await verified(token)).to.include({ role: 'operator', name: 'ci' });
    expect(await verified(token, Date.now() + 8 * 86_400_000), 'after its end').to.equal(undefined);
    const { out } = await stage.rollcall(['token', 'list']);
    expect(out).to.contain('(console)').and.contain('operator').and.not.contain(token.slice(-43));
  });

  it('is a viewer where nothing else is said', async () => {
    const token = made((await stage.rollcall(['token', 'create', '--console'])).out);
    expect(await verified(token)).to.include({ role: 'viewer' });
  });

  it('changes over and revokes by the id alone, whichever kind of token it is', async () => {
    const first = made((await stage.rollcall(['token', 'create', '--console'])).out);
    const id = first.split('_')[1] ?? '';
    const second = made((await stage.rollcall(['token', 'rotate', id])).out);
    expect(await verified(first), 'for a day').to.include({ role: 'viewer' });
    expect(await verified(first, Date.now() + 25 * 3_600_000)).to.equal(undefined);
    await stage.rollcall(['token', 'revoke', second.split('_')[1] ?? '']);
    expect(await verified(second)).to.equal(undefined);
    expect((await stage.rollcall(['token', 'revoke', 'nothing'])).code).to.equal(2);
  });

  it('takes days and hours that make sense, and makes no token for others', async () => {
    for (const days of ['0', '36501', '99999999999999', '-1', '1.5', 'abc', '']) {
      const { code, err } = await stage.rollcall(['token', 'create', '--console', '--expires-days', days]);
      expect([code, /whole number/.test(err)], days).to.deep.equal([2, true]);
    }
    const { code, out } = await stage.rollcall(['token', 'create', '--console', '--expires-days', '36500']);
    expect(code, out).to.equal(0);
    const id = made(out).split('_')[1] ?? '';
    expect((await stage.rollcall(['token', 'rotate', id, '--overlap-hours', '8761'])).code).to.equal(2);
    expect((await stage.rollcall(['token', 'rotate', id, '--overlap-hours', '0'])).code).to.equal(0);
    expect(await verified(made(out)), 'without an overlap').to.equal(undefined);
    const listed = JSON.parse((await stage.rollcall(['token', 'list', '--json'])).out);
    expect(listed).to.have.length(2);
  });

  it('asks which of both, where neither a tenant nor --console is given', async () => {
    const { code, err } = await stage.rollcall(['token', 'create']);
    expect(code).to.equal(2);
    expect(err).to.contain('--console');
  });
});
