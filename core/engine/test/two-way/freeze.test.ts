import { mock } from 'node:test';
import { RollcallError } from '@rollcall/contract';
import { expect } from 'chai';
import { writeFreeze } from '../../src/run/freeze.js';
import type { RunReport } from '../../src/sync-options.js';
import { faces, TwoWayWorld } from '../support/two-way-world.js';

const FREEZE = { at: 0, actor: 'ada', reason: 'wrong people' };
const PEOPLE = 12;

/** People whom only one side has, on both sides; one write at a time, so that what was in flight is one call. */
function apart(more: { readonly joined?: boolean } = {}): TwoWayWorld {
  const world = new TwoWayWorld({ config: { concurrency: 1 }, ...more });
  for (let number = 0; number < PEOPLE; number += 1) {
    world.add('one', `one${number}`, { groups: ['a'] });
    world.add('two', `two${number}`, { groups: ['B'] });
  }
  return world;
}

const unfreeze = (world: TwoWayWorld): Promise<void> => writeFreeze(world.state, 'people', undefined);

/** How a run that was refused, or broken off, says so. */
async function outcome(run: Promise<RunReport>): Promise<string> {
  return run.then(
    ({ status, error }) => `${status}: ${RollcallError.is(error) ? `${error.code}, ${error.message}` : ''}`,
    (error: unknown) => `refused: ${RollcallError.is(error) ? `${error.code}, ${error.message}` : String(error)}`,
  );
}

describe('a two-way sync that is frozen', () => {
  for (const whole of [true, false])
    it(`starts nothing, whatever it is asked, and asks neither side (${whole ? 'everything' : 'only it'} is frozen)`, async () => {
      const world = apart({ joined: false });
      const { run } = await (await world.sync()).run();
      const plan = await (await world.sync()).plan();
      const file = await (await world.sync()).planFile(plan);
      const sync = await world.sync();
      await writeFreeze(world.state, whole ? undefined : 'people', FREEZE);
      const calls = (): number => world.one.calls.length + world.two.calls.length;
      const before = calls();
      for (const asked of [
        () => sync.run(),
        () => sync.run({ accounts: ['one:one0'] }),
        () => sync.run({ changes: true }),
        () => sync.runPlan(file),
        () => sync.approve(run.id),
        () => sync.resolve(run.id, []),
        () => sync.provision('one:one0'),
      ])
        expect(await outcome(asked())).to.match(/^refused: frozen, .*frozen by ada at 1970.*wrong people/);
      expect(calls(), 'calls to either side').to.equal(before);
      expect(await world.state.runs.list({ sync: 'people', limit: 9 })).to.have.length(2);
      const { status } = await sync.plan();
      expect(status, 'to look is no harm').to.equal('planned');
      expect(world.writes()).to.equal(0);
      await writeFreeze(world.state, whole ? undefined : 'people', undefined);
      expect(await outcome(sync.approve(run.id))).to.match(/^done/);
    });

  it('is not touched by the freeze of another one', async () => {
    const world = apart();
    await writeFreeze(world.state, 'others', FREEZE);
    expect(await outcome((await world.sync()).run())).to.match(/^done/);
  });

  for (const at of ['two', 'one'] as const)
    it(`stops while it writes to ${at}: what is in flight ends, and nothing more is sent to either side`, async () => {
      const world = apart();
      const sync = await world.sync();
      mock.timers.enable({ apis: ['setInterval'] });
      let writes = 0;
      world[at].faults = ({ operation }) => {
        if (operation !== 'create' || ++writes !== 3) return undefined;
        // As in another process: it is written down, and the run looks every second.
        void writeFreeze(world.state, 'people', FREEZE).then(() => mock.timers.tick(1_000));
        return undefined;
      };
      const said = await outcome(sync.run()).finally(() => mock.timers.reset());
      expect(said).to.match(/^(failed|stopped): /);
      expect(writes).to.be.within(3, 4);
      // The second side has its turn first.
      expect(world.one.writes()).to.have.length(at === 'two' ? 0 : writes);
      const [record] = await world.state.runs.list({ sync: 'people', limit: 1 });
      expect(['failed', 'stopped']).to.include(record?.status);
      expect(record?.error, 'says who, and why').to.match(/frozen by ada.*wrong people/);
      const quiet = world.writes();
      expect(await outcome(sync.run())).to.match(/^refused: frozen/);
      expect(world.writes()).to.equal(quiet);

      world[at].faults = () => undefined;
      await unfreeze(world);
      expect(await outcome(sync.run())).to.match(/^done/);
      expect(faces(world.two, { A: 'a', B: 'b' })).to.deep.equal(faces(world.one));
      expect(world.one.accounts.size, 'nobody is made twice').to.equal(2 * PEOPLE);
      expect(world.two.accounts.size).to.equal(2 * PEOPLE);
    });
});
