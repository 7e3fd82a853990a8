import { RollcallError } from '@rollcall/contract';
import { expect } from 'chai';
import { writeFreeze } from '../../src/run/freeze.js';
import type { RunResult } from '../../src/run/run.js';
import { World } from '../support/world.js';

const DAY = 86_400_000;

function states(world: World): string {
  return [...world.target.accounts.values()]
    .map(({ attributes, active }) => `${String(attributes.userName)}:${active ? 'on' : 'off'}`)
    .sort()
    .join(' ');
}

function source(
  world: World,
  id: string,
): { active: boolean; groups: Set<string>; attributes: Record<string, unknown> } {
  const account = world.source.accounts.get(id);
  if (account === undefined) throw new Error(`no ${id}`);
  return account as unknown as ReturnType<typeof source>;
}

async function approve(world: World, { runId }: { readonly runId: string }): Promise<RunResult> {
  const held = await world.state.journal.page(runId, { status: ['held'], limit: 100 });
  return world.run({
    kind: 'accounts',
    ids: held.map(({ sourceId }) => sourceId),
    onlyKeys: new Set(held.map(({ key }) => key)),
  });
}

describe('the life of an account', () => {
  it('is switched off when its person goes, and deleted when the grace days are over', async () => {
    const world = new World({ leavers: { deleted: 'delete', graceDays: 30 }, guard: { shrink: 100 } });
    world.person('ada');
    world.person('bo');
    await world.run();
    world.source.accounts.delete('bo');
    await world.run();
    expect(states(world)).to.equal('ada:on bo:off');
    world.clock.advance(29 * DAY);
    const writes = world.target.writes().length;
    await world.run();
    expect(states(world)).to.equal('ada:on bo:off');
    expect(world.target.writes().length).to.equal(writes);
    world.clock.advance(DAY);
    await world.run();
    expect(states(world)).to.equal('ada:on');
  });

  it('comes back within the grace days, and they begin anew with the next leave', async () => {
    const world = new World({ leavers: { disabled: 'delete', graceDays: 10 } });
    world.person('ada');
    await world.run();
    source(world, 'ada').active = false;
    await world.run();
    world.clock.advance(9 * DAY);
    source(world, 'ada').active = true;
    await world.run();
    expect(states(world)).to.equal('ada:on');
    source(world, 'ada').active = false;
    await world.run();
    world.clock.advance(9 * DAY);
    await world.run();
    expect(states(world)).to.equal('ada:off');
    world.clock.advance(DAY);
    await world.run();
    expect(states(world)).to.equal('');
  });

  it('counts the grace days also where nothing may be switched off, and forgets them when its person returns', async () => {
    const world = new World({
      operations: ['create', 'update', 'delete'],
      leavers: { outOfScope: 'delete', graceDays: 5 },
    });
    world.person('ada');
    await world.run();
    source(world, 'ada').groups.delete('staff');
    await world.run();
    expect(states(world)).to.equal('ada:on');
    source(world, 'ada').groups.add('staff');
    await world.run();
    world.clock.advance(6 * DAY);
    source(world, 'ada').groups.delete('staff');
    await world.run();
    expect(states(world), 'the days began anew').to.equal('ada:on');
    world.clock.advance(5 * DAY);
    await world.run();
    expect(states(world)).to.equal('');
  });

  it('does not ask the source again and again for those who left long ago', async () => {
    const asked: string[] = [];
    const world = new World({ guard: { shrink: 100 } });
    for (const id of ['ada', 'bo', 'cy']) world.person(id);
    await world.run();
    world.source.accounts.delete('bo');
    await world.run();
    const sync = world.sync();
    const reader = sync.from.provider.accounts;
    if (reader === undefined) throw new Error('no reader');
    const spied = {
      ...sync.from.provider,
      accounts: {
        pages: (request: Parameters<typeof reader.pages>[0]) => reader.pages(request),
        search: (text: string, request: Parameters<typeof reader.search>[1]) => reader.search(text, request),
        get: (id: string, request: Parameters<typeof reader.get>[1]) => {
          asked.push(id);
          return reader.get(id, request);
        },
      },
    };
    await world.run({ kind: 'full' }, { sync: { from: { name: 'source', provider: spied } } });
    expect(asked).to.deep.equal([]);
  });

  it('additive: takes nobody and no membership away', async () => {
    const world = new World();
    world.person('ada', { groups: ['staff', 'a'] });
    await world.run();
    source(world, 'ada').groups.delete('a');
    source(world, 'ada').groups.add('b');
    await world.run({ kind: 'full' }, { sync: { takesAway: false } });
    const [account] = world.target.accounts.values();
    expect([...(account?.groups ?? [])].sort()).to.deep.equal(['A', 'B']);
  });
});

describe('what waits for a person', () => {
  it('adopt: confirm links nobody until a person approves, and then exactly those', async () => {
    const world = new World({ adopt: 'confirm' });
    world.target.add({ id: 't1', attributes: { userName: 'ada', mail: 'old@example.test' } });
    world.person('ada');
    world.person('bo');
    const result = await world.run();
    expect(result.status).to.equal('waiting');
    expect(result.held.map(({ planned, allowed }) => [planned, allowed])).to.deep.equal([[1, 0]]);
    expect(world.target.accounts.get('t1')?.attributes.mail).to.equal('old@example.test');
    expect(states(world)).to.equal('ada:on bo:on');
    await approve(world, result);
    expect(world.target.accounts.get('t1')?.attributes.mail).to.equal('ada@example.test');
    expect((await world.run()).status).to.equal('done');
  });

  it('a weak rule asks, a strong one does not', async () => {
    const world = new World();
    world.target.add({ id: 't1', attributes: { userName: 'ada' } });
    world.target.add({ id: 't2', attributes: { userName: 'robert', mail: 'bo@example.test' } });
    world.person('ada');
    world.person('bo');
    const correlate = [
      { attributes: ['userName'], caseExact: [false] },
      { attributes: ['mail'], caseExact: [false], confirm: true },
    ];
    const result = await world.run({ kind: 'full' }, { sync: { correlate } });
    expect(result.status).to.equal('waiting');
    expect(states(world)).to.equal('ada:on robert:on');
    const held = await world.state.journal.page(result.runId, { status: ['held'], limit: 9 });
    expect(held.map(({ sourceId, reason }) => `${sourceId} ${reason.code}`)).to.deep.equal(['bo to-confirm']);
  });

  it('canary: the first few accounts, and the rest after approval', async () => {
    const world = new World({ guard: { canary: 2 } });
    for (const id of ['ada', 'bo', 'cy', 'di']) world.person(id);
    const first = await world.run();
    expect(first.status).to.equal('waiting');
    expect(states(world)).to.equal('ada:on bo:on');
    const second = await world.run();
    expect(states(world), 'a second run does not slip through').to.equal('ada:on bo:on');
    await approve(world, second);
    expect(states(world)).to.equal('ada:on bo:on cy:on di:on');
    world.person('el');
    expect((await world.run()).status).to.equal('done');
    expect(states(world)).to.contain('el:on');
  });

  it('a limit per day counts what earlier runs did', async () => {
    const world = new World({ guard: { deactivate: { count: 2, perHours: 24 } } });
    for (const id of ['ada', 'bo', 'cy', 'di']) world.person(id);
    await world.run();
    source(world, 'ada').active = false;
    source(world, 'bo').active = false;
    expect((await world.run()).status).to.equal('done');
    source(world, 'cy').active = false;
    const over = await world.run();
    expect(over.status).to.equal('waiting');
    expect(over.held[0]?.message).to.equal('1 × deactivate, and the guard allows 0 more within 24 hours');
    expect(states(world)).to.equal('ada:off bo:off cy:on di:on');
    world.clock.advance(DAY);
    expect((await world.run()).status).to.equal('done');
    expect(states(world)).to.equal('ada:off bo:off cy:off di:on');
  });

  it('a freeze stops a run that is under way, with the reason', async () => {
    const world = new World();
    for (let at = 0; at < 40; at += 1) world.person(`p${at}`);
    let writes = 0;
    world.target.faults = () => {
      writes += 1;
      if (writes === 3) void writeFreeze(world.state, undefined, { at: 0, actor: 'ada', reason: 'wrong people' });
      return undefined;
    };
    const slow = {
      ...world.sync().to.provider,
      writer: new Proxy(world.sync().to.provider.writer as object, {
        get: (writer, name) => {
          const method = Reflect.get(writer, name) as unknown;
          if (typeof method !== 'function') return method;
          return async (...args: unknown[]) => {
            if (name === 'create') await new Promise((resolve) => setTimeout(resolve, 120));
            return (method as (...a: unknown[]) => unknown).apply(writer, args);
          };
        },
      }),
    } as ReturnType<World['sync']>['to']['provider'];
    const result = await world.run({ kind: 'full' }, { sync: { to: { name: 'target', provider: slow } } });
    expect(RollcallError.is(result.error) || result.status === 'stopped').to.equal(true);
    expect(world.target.accounts.size).to.be.lessThan(40);
  });
});
