import type { ServiceEvent } from '@rollcall/engine';
import { expect } from 'chai';
import { type MemoryWorld, openMemoryWorld } from '../support/memory-world.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** When runs began, as hours and minutes. */
function starts({ told, clock }: MemoryWorld): readonly string[] {
  const today = new Date(clock.now()).toISOString().slice(0, 10);
  return told
    .filter((event): event is Extract<ServiceEvent, { kind: 'run-ended' }> => event.kind === 'run-ended')
    .map(({ run }) => new Date(run.startedAt).toISOString())
    .filter((at) => at.startsWith(today))
    .map((at) => at.slice(11, 16));
}

describe('several workers', () => {
  it('start what a schedule says once, whichever of them does it', async () => {
    const world = await openMemoryWorld([{ schedule: { cron: '0 */6 * * *', read: 'full' } }]);
    world.person('ada');
    await world.clock.runUntil(Date.UTC(2026, 0, 6));
    const services = [world.serve(), world.serve(), world.serve()];
    await world.pass(DAY - MINUTE);
    expect(starts(world)).to.deep.equal(['06:00', '12:00', '18:00']);
    // One that was away asks for what the others did long ago.
    await services[0]?.stop();
    await world.pass(DAY);
    services[0] = world.serve();
    await world.pass(HOUR);
    await Promise.all(services.map((service) => service.stop()));
    expect(starts(world)).to.deep.equal(['00:00']);
  });

  it('ask a source that tells nothing by itself as often as one does', async () => {
    const world = await openMemoryWorld([{ poll: { seconds: 600, fullAfterHours: 24 } }]);
    await world.clock.runUntil(Date.UTC(2026, 0, 6, 8));
    const services = [world.serve(), world.serve()];
    await world.pass(3 * HOUR);
    await Promise.all(services.map((service) => service.stop()));
    expect(starts(world).length).to.be.within(15, 19);
  });

  it('do what another was asked for and did not do before it ended', async () => {
    const world = await openMemoryWorld([{ schedule: { cron: '0 2 * * *', read: 'full' } }]);
    world.person('ada');
    await world.clock.runUntil(Date.UTC(2026, 0, 6));
    world.target.faults = () => 'refused';
    const first = world.serve();
    await world.pass(2 * HOUR + 10_000);
    await first.stop();
    expect(world.seen()).to.deep.equal([]);
    world.target.faults = () => undefined;
    const second = world.serve();
    await world.pass(HOUR);
    await second.stop();
    expect(world.seen()).to.have.lengthOf(1);
  });

  it('leave a sync alone for a while that ended its worker again and again, and tell a person', async () => {
    const world = await openMemoryWorld(['manual']);
    world.person('ada');
    // As workers leave it that were killed in the middle.
    for (let attempt = 1; attempt <= 5; attempt += 1)
      await world.state.turns.take('staff', { holder: `gone:${attempt}`, ttlMs: 0, now: world.clock.now() });
    await world.state.inbox.add('staff', 'm', [{ account: 'ada', cause: 'user.insert', dueAt: 0 }], 0);
    const service = world.serve();
    await world.pass(20_000);
    expect(world.told.map(({ kind }) => kind)).to.deep.equal(['quarantined']);
    expect(world.told[0])
      .to.have.property('message')
      .that.matches(/its worker ended in the middle, 5 times in a row/);
    await world.pass(2 * MINUTE);
    await service.stop();
    expect(world.seen()).to.have.lengthOf(1);
    expect(world.told.map(({ kind }) => kind)).to.include('released');
  });
});
