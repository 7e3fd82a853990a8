import type { ServiceEvent } from '@rollcall/engine';
import { seededRandom } from '@rollcall/testing';
import { expect } from 'chai';
import { openMemoryWorld } from '../support/memory-world.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const isAlert = (event: ServiceEvent): event is Extract<ServiceEvent, { kind: 'alert' }> => event.kind === 'alert';

describe('a scheduled year', () => {
  it('ends right, with a leap day, two changes of the clocks, missed nights, an expired token and a target that is down for a day', async function () {
    this.timeout(60_000);
    const world = await openMemoryWorld([
      { schedule: { cron: '30 2 * * *', timeZone: 'Europe/Berlin', read: 'full' } },
    ]);
    const random = seededRandom(2028);
    await world.clock.runUntil(Date.UTC(2028, 0, 1, 12));
    for (let number = 0; number < 30; number += 1) world.person(`p${number}`);
    let service = world.serve();
    const nights: string[] = [];
    for (let day = 0; day < 366; day += 1) {
      const account = world.source.accounts.get(`p${Math.floor(random() * 30)}`);
      if (account !== undefined) {
        account.active = random() > 0.3;
        account.attributes.title = `since ${day}`;
      }
      if (day === 100) world.target.faults = () => 'refused';
      if (day === 101) world.target.faults = () => undefined;
      if (day === 200) world.target.faults = () => 'unauthorized';
      if (day === 202) world.target.faults = () => undefined;
      if (day === 300) await service.stop();
      if (day >= 300 && day < 303) {
        await world.clock.runUntil(world.clock.now() + DAY);
        continue;
      }
      if (day === 303) service = world.serve();
      const before = world.told.length;
      await world.pass(DAY);
      const started = world.told
        .slice(before)
        .filter((event) => event.kind === 'run-ended' && event.run.status === 'done');
      nights.push(`${day}:${started.length}`);
    }
    await service.stop();
    const odd = nights.filter((night) => !night.endsWith(':1'));
    expect(odd, 'days that did not have exactly one good run').to.satisfy((days: readonly string[]) =>
      days.every((one) => ['100', '101', '200', '201', '202', '303'].includes(one.split(':')[0] ?? '')),
    );
    expect(
      nights.find((night) => night.startsWith('303:')),
      'the missed nights are made up once',
    ).to.equal('303:2');
    // 29 February 2028 is day 59 after 1 January; the clocks change on days 85 and 302.
    expect(nights).to.include('59:1').and.include('85:1');
    const wanted = [...world.source.accounts.values()]
      .filter(({ active }) => active)
      .map(({ id, attributes }) => `${id}:${id}@example.test:${String(attributes.title)}::on`)
      .sort();
    expect(world.seen().filter((line) => line.endsWith(':on'))).to.deep.equal(wanted);
    expect(world.told.filter(isAlert).map(({ subject }) => subject)).to.deep.equal([
      'failing',
      'recovered',
      'failing',
      'recovered',
    ]);
  });

  it('probes a target that is down ever more rarely, and stays away from one that refuses the credential', async () => {
    const world = await openMemoryWorld([{ poll: { seconds: 10 } }]);
    world.person('ada');
    world.target.faults = () => 'refused';
    const service = world.serve();
    await world.pass(6 * HOUR);
    const probes = world.told.filter(({ kind }) => kind === 'quarantined').length;
    expect(probes).to.be.greaterThan(20).and.lessThan(32);
    world.target.faults = () => 'unauthorized';
    const before = world.told.length;
    await world.pass(6 * HOUR);
    expect(world.told.slice(before).filter(({ kind }) => kind === 'quarantined').length).to.be.lessThan(14);
    expect(world.told.filter(isAlert)).to.have.lengthOf(1);
    await service.stop();
    // A restart does not begin to hammer.
    const again = world.serve();
    const restarted = world.told.length;
    await world.pass(60_000);
    expect(world.told.slice(restarted).filter(({ kind }) => kind === 'quarantined').length).to.be.lessThan(2);
    world.target.faults = () => undefined;
    await world.pass(HOUR);
    expect(world.seen()).to.have.lengthOf(1);
    await again.stop();
  });

  it('tries one failing account again at growing distances, over a restart, while the others go on', async () => {
    const world = await openMemoryWorld(['manual']);
    for (const id of ['ada', 'bo']) world.person(id);
    await world.rollcall.sync('staff').run();
    const bo = [...world.target.accounts.values()].find(({ attributes }) => attributes.userName === 'bo');
    world.target.faults = ({ operation, id }) => (operation === 'update' && id === bo?.id ? 'refused' : undefined);
    for (const { attributes } of world.source.accounts.values()) attributes.title = 'new';
    const service = world.serve();
    await world.state.inbox.add(
      'staff',
      'm',
      ['ada', 'bo'].map((account) => ({ account, cause: 'user.update', dueAt: 0 })),
      0,
    );
    await world.pass(2 * HOUR);
    expect(world.seen().map((line) => line.split(':')[2])).to.deep.equal(['new', 'none']);
    const tries = world.target.calls.filter(({ operation, id }) => operation === 'update' && id === bo?.id).length;
    expect(tries).to.be.greaterThan(6).and.lessThan(30);
    await service.stop();
    world.target.faults = () => undefined;
    const again = world.serve();
    await world.pass(4 * HOUR);
    expect(world.seen().map((line) => line.split(':')[2])).to.deep.equal(['new', 'new']);
    expect((await world.state.inbox.waiting('staff')).count).to.equal(0);
    await again.stop();
  });
});
