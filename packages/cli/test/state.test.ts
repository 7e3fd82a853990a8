import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describeWithPostgres } from '../../../test/support/postgres.js';
import { configText, openStage, type Stage } from './support/stage.js';

describe('rollcall state copy', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = openStage();
    await stage.rollcall(['run']);
  });
  afterEach(() => stage.close());

  const withState = (state: string): string => `${configText()}state: ${state}\n`;
  const links = async (): Promise<readonly unknown[]> =>
    JSON.parse((await stage.rollcall(['links', '--json'])).out) as readonly unknown[];

  it('carries everything to another place, tells what, and freezes the old one', async () => {
    const before = await links();
    const { code, out, err } = await stage.rollcall(['state', 'copy', '--to', 'kept/other.sqlite']);
    expect(code, err).to.equal(0);
    expect(out)
      .to.match(/^ *1 +runs$/m)
      .and.to.match(/^ *3 +links$/m);
    expect(out).to.contain('Next, in the configuration: state: { path: ').and.to.contain('other.sqlite }');
    const still = await stage.rollcall(['run']);
    expect(still.out + still.err).to.match(/frozen by .*its state was carried to .*other\.sqlite/);
    stage.write('rollcall.yaml', withState('{ path: kept/other.sqlite }'));
    expect(await links())
      .to.deep.equal(before)
      .and.to.have.lengthOf(3);
    expect((await stage.rollcall(['run'])).code).to.equal(0);
    expect(stage.target.accounts.size, 'nobody is made anew').to.equal(3);
  });

  it('comes from another place when the configuration names the new one already', async () => {
    stage.write('rollcall.yaml', withState('{ path: new.sqlite }'));
    const { code, err } = await stage.rollcall(['state', 'copy', '--from', '.rollcall/state.sqlite']);
    expect(code, err).to.equal(0);
    expect(await links()).to.have.lengthOf(3);
    expect((await stage.rollcall(['run'])).out).to.contain('Written: nothing; unchanged: 3');
  });

  for (const [title, args, expected] of [
    ['nothing says where to', [], /nothing says where from or where to[\s\S]*--to or --from/],
    ['both ends are named', ['--to', 'a', '--from', 'b'], /--from and --to are both given/],
    ['it is the same place', ['--to', '.rollcall/state.sqlite'], /both are the same place/],
    ['a reference leads nowhere', ['--to', '${env:NOT_SET_HERE}'], /NOT_SET_HERE is not set/],
  ] as const)
    it(`does nothing where ${title}`, async () => {
      const { code, err } = await stage.rollcall(['state', 'copy', ...args]);
      expect(err).to.match(expected);
      expect(code).to.equal(2);
      expect((await stage.rollcall(['run'])).code).to.equal(0);
    });

  it('makes no file where the old one should be', async () => {
    const { code, err } = await stage.rollcall(['state', 'copy', '--from', 'gone.sqlite']);
    expect(err).to.contain('there is no file').and.to.contain('gone.sqlite');
    expect([code, existsSync(join(stage.folder, 'gone.sqlite'))]).to.deep.equal([1, false]);
  });

  describeWithPostgres('with PostgreSQL', (postgres) => {
    it('goes there by an address from the environment, which it does not print, and comes back', async () => {
      const { url } = await postgres.database();
      const env = { STATE_URL: url };
      const there = await stage.rollcall(['state', 'copy', '--to', '${env:STATE_URL}'], { env });
      expect(there.code, there.err).to.equal(0);
      expect(there.out).to.contain('postgres://').and.to.not.contain(new URL(url).password);
      stage.write('rollcall.yaml', withState("{ url: '${env:STATE_URL}' }"));
      expect((await stage.rollcall(['run'], { env })).out).to.contain('Written: nothing; unchanged: 3');
      const back = await stage.rollcall(['state', 'copy', '--to', 'back.sqlite'], { env });
      expect(back.code, back.err).to.equal(0);
      stage.write('rollcall.yaml', withState('{ path: back.sqlite }'));
      expect(await links()).to.have.lengthOf(3);
      expect((await stage.rollcall(['runs', '--json'])).out).to.match(/"unchanged": 3/);
    });
  });
});
