import { expect } from 'chai';
import type { State } from '../../src/ports/state.js';
import { faces, TwoWayWorld } from '../support/two-way-world.js';

const NAMES = { a: 'A', b: 'B' };

/** Both sides show the same people. */
function expectAgreed(world: TwoWayWorld): void {
  expect(faces(world.one, NAMES)).to.deep.equal(faces(world.two));
}

async function settled(world: TwoWayWorld): Promise<void> {
  await world.settle();
  expectAgreed(world);
  const before = world.writes();
  await world.run();
  expect(world.writes(), 'writes of a run after nothing happened').to.equal(before);
}

describe('two sides that keep each other right', () => {
  it('make whom only the other one has', async () => {
    const world = new TwoWayWorld();
    world.add('one', 'ada', { title: 'head', tags: ['x', 'y'], groups: ['a'] });
    world.add('two', 'bob', { title: 'clerk', groups: ['B'] });
    await settled(world);
    expect(Object.keys(faces(world.one))).to.deep.equal(['ada', 'bob']);
    expect(world.writes()).to.equal(2);
  });

  for (const refusing of ['one', 'two'] as const)
    it(`who becomes one person and is refused at ${refusing} waits until something changes`, async () => {
      const world = new TwoWayWorld();
      for (const side of ['one', 'two'] as const) world.add(side, 'ada', { title: side === refusing ? null : 'head' });
      world[refusing].faults = ({ operation }) => (operation === 'update' ? 'rejected' : undefined);
      await world.run();
      const sent = world[refusing].writes().length;
      expect(sent, 'the refused change was sent').to.be.greaterThan(0);
      await world.run();
      expect(world[refusing].writes().length, 'and is not sent again').to.equal(sent);
      world[refusing].faults = () => undefined;
      for (const account of world[refusing === 'one' ? 'two' : 'one'].accounts.values())
        account.attributes.title = 'clerk';
      await settled(world);
      expect(faces(world[refusing]).ada).to.include('clerk');
    });

  for (const [from, to] of [
    ['one', 'two'],
    ['two', 'one'],
  ] as const)
    describe(`a change at ${from}`, () => {
      async function changed(change: (account: ReturnType<TwoWayWorld['add']>) => void): Promise<TwoWayWorld> {
        const world = new TwoWayWorld();
        world.add('one', 'ada', { title: 'head', tags: ['x'], groups: ['a'] });
        await settled(world);
        const account = [...world[from].accounts.values()][0];
        if (account === undefined) throw new Error('nobody');
        const before = { one: world.one.writes().length, two: world.two.writes().length };
        change(account);
        await settled(world);
        expect(world[to].writes().length - before[to], `writes at ${to}`).to.equal(1);
        expect(world[from].writes().length - before[from], `writes at ${from}`).to.equal(0);
        return world;
      }

      it('of a value is one write at the other side, and none back', async () => {
        const world = await changed(({ attributes }) => (attributes.title = 'clerk'));
        expect(faces(world[to]).ada).to.include('clerk');
      });

      it('of several values is one write', async () => {
        await changed((account) => {
          Object.assign(account.attributes, { title: 'clerk', mail: 'new@example.test', userName: 'ada.k' });
          account.groups.clear();
        });
      });

      it('that clears a value clears it', async () => {
        await changed(({ attributes }) => (attributes.title = null));
      });

      it('of a list adds and removes its items', async () => {
        await changed(({ attributes }) => (attributes.tags = ['y', 'z']));
      });

      it('of a membership is followed', async () => {
        await changed(({ groups }) => {
          groups.clear();
          groups.add(from === 'one' ? 'b' : 'B');
        });
      });

      it('that blocks somebody blocks on the other side, and back', async () => {
        const world = await changed((account) => (account.active = false));
        const account = [...world[from].accounts.values()][0];
        if (account !== undefined) account.active = true;
        await settled(world);
      });

      it('that deletes somebody deactivates the other one, and nobody is made anew', async () => {
        const world = new TwoWayWorld();
        world.add('one', 'ada');
        await settled(world);
        const before = world.writes();
        world[from].accounts.clear();
        await world.settle();
        expect([...world[to].accounts.values()].map(({ active }) => active)).to.deep.equal([false]);
        expect(world[from].accounts.size).to.equal(0);
        expect(world.writes() - before).to.equal(1);
        for (const account of world[to].accounts.values()) account.active = true;
        await world.settle();
        expect(world[from].accounts.size).to.equal(0);
      });
    });

  for (const fault of ['lost-answer', 'refused'] as const)
    it(`a try that went wrong (${fault}) and that the same run made good counts as made good`, async () => {
      const world = new TwoWayWorld();
      for (const id of ['ada', 'bob']) world.add('one', id);
      await world.settle();
      for (const { attributes } of world.one.accounts.values()) attributes.title = 'head';
      let calls = 0;
      world.two.faults = ({ operation }) => (operation === 'update' && ++calls === 1 ? fault : undefined);
      const { status } = await world.run();
      expect(status).to.equal('done');
      const bad = ['failed', 'unknown'].reduce((sum, outcome) => sum + (world.counts.get(`update:${outcome}`) ?? 0), 0);
      expect([bad, world.counts.get('mended')]).to.deep.equal([1, 1]);
      world.two.faults = ({ operation }) => (operation === 'update' ? 'refused' : undefined);
      for (const { attributes } of world.one.accounts.values()) attributes.title = 'chief';
      await world.run();
      expect(world.counts.get('mended') ?? 0, 'what never worked').to.equal(0);
    });

  it('who becomes one person only differs in a membership, which is written with the group', async () => {
    const world = new TwoWayWorld({ membership: { first: 'group', second: 'group' } });
    world.add('one', 'ada', { groups: ['a'] });
    world.add('two', 'ada', { groups: ['B'] });
    await world.run();
    expect(world.one.accounts.get('ada')?.groups).to.deep.equal(new Set(['a', 'b']));
    expect(world.two.accounts.get('ada')?.groups).to.deep.equal(new Set(['A', 'B']));
  });

  it('changes of different values on both sides both hold', async () => {
    const world = new TwoWayWorld();
    world.add('one', 'ada', { tags: ['x', 'y'], groups: ['a'] });
    await settled(world);
    const [one] = world.one.accounts.values();
    const [two] = world.two.accounts.values();
    Object.assign(one?.attributes ?? {}, { title: 'head', tags: ['x', 'new1'] });
    Object.assign(two?.attributes ?? {}, { mail: 'a@example.test', tags: ['x', 'y', 'new2'] });
    one?.groups.add('b');
    two?.groups.delete('A');
    await settled(world);
    expect(faces(world.one).ada).to.equal('a@example.test | head | new1,new2,x | b | active');
  });

  for (const [policy, wins] of [
    ['one', 'from one'],
    ['two', 'from two'],
  ] as const)
    it(`of two changes of one value, that of ${policy} holds, when it is preferred`, async () => {
      const world = new TwoWayWorld({ config: { conflicts: policy } });
      world.add('one', 'ada');
      await settled(world);
      for (const side of ['one', 'two'] as const)
        for (const { attributes } of world[side].accounts.values()) attributes.title = `from ${side}`;
      await settled(world);
      expect(faces(world.one).ada).to.include(wins);
    });

  it('the newer of two changes holds, where both sides tell when', async () => {
    const world = new TwoWayWorld({ config: { conflicts: 'newest', clocks: { one: 'changed', two: 'changed' } } });
    world.add('one', 'ada', { changed: 1 });
    await settled(world);
    for (const [side, at] of [
      ['one', 100],
      ['two', 200],
    ] as const)
      for (const { attributes } of world[side].accounts.values())
        Object.assign(attributes, { title: `from ${side}`, changed: at });
    await world.settle();
    expect([...world.one.accounts.values()][0]?.attributes.title).to.equal('from two');
  });

  it('two equal changes on both sides are no conflict, and no write', async () => {
    const world = new TwoWayWorld();
    world.add('one', 'ada');
    await settled(world);
    const before = world.writes();
    for (const side of ['one', 'two'] as const)
      for (const { attributes } of world[side].accounts.values()) attributes.title = 'head';
    await settled(world);
    expect(world.writes()).to.equal(before);
  });

  for (const choice of ['one', 'two'] as const)
    it(`a conflict waits for a person, who may choose ${choice}; the rest does not wait`, async () => {
      const world = new TwoWayWorld();
      world.add('one', 'ada');
      await settled(world);
      for (const side of ['one', 'two'] as const)
        for (const { attributes } of world[side].accounts.values()) attributes.title = `from ${side}`;
      for (const { attributes } of world.one.accounts.values()) attributes.mail = 'new@example.test';
      const first = await world.run();
      expect(first.status).to.equal('waiting');
      expect(await world.findings(first.runId)).to.deep.equal(['conflict one:ada']);
      expect([...world.two.accounts.values()][0]?.attributes).to.include({
        title: 'from two',
        mail: 'new@example.test',
      });
      const { runId } = await world.run();
      const held = (await world.state.journal.page(runId, { limit: 10 })).filter(({ status }) => status === 'held');
      expect(held.map(({ kind, sourceId }) => `${kind} ${sourceId}`).sort()).to.deep.equal([
        'resolve one:ada',
        'resolve two:1',
      ]);
      const chosen = held.filter(({ sourceId }) => sourceId.startsWith(`${choice}:`));
      const result = await world.run({
        kind: 'accounts',
        names: chosen.map(({ sourceId }) => sourceId),
        onlyKeys: new Set(chosen.map(({ key }) => key)),
      });
      expect([result.status, result.error]).to.deep.equal(['done', undefined]);
      await settled(world);
      expect(faces(world.one).ada).to.include(`from ${choice}`);
    });

  it('the side with the last word is followed, whatever the other one changes', async () => {
    const world = new TwoWayWorld({
      config: {
        mapping: { userName: 'userName', mail: 'mail', title: { from: 'title', authority: 'one' } },
        groups: undefined,
      },
    });
    world.add('one', 'ada', { title: 'head' });
    await settled(world);
    for (const { attributes } of world.two.accounts.values()) attributes.title = 'mine';
    await settled(world);
    expect(faces(world.two).ada).to.include('head');
  });

  it('what somebody changes between reading and writing is merged, not overwritten', async () => {
    const world = new TwoWayWorld({ config: { conflicts: 'two' } });
    world.add('one', 'ada', { title: 'head' });
    await settled(world);
    const [one] = world.one.accounts.values();
    const [two] = world.two.accounts.values();
    if (one === undefined || two === undefined) throw new Error('nobody');
    one.attributes.title = 'from one';
    // The look before the write is the first time that the account is asked for by id.
    world.two.faults = ({ operation }) => {
      if (operation === 'get') two.attributes.title = 'meanwhile';
      return undefined;
    };
    await world.run();
    world.two.faults = () => undefined;
    await settled(world);
    expect(one.attributes.title).to.equal('meanwhile');
  });

  it('a write of a run that died is not taken for a change that somebody made', async () => {
    const world = new TwoWayWorld();
    world.add('one', 'ada', { title: 'head' });
    await settled(world);
    const [one] = world.one.accounts.values();
    if (one === undefined) throw new Error('nobody');
    const real = world.state;
    world.state = withoutSettling(real);
    one.attributes.title = 'clerk';
    await world.run();
    world.state = real;
    expect(faces(world.two).ada, 'it was written').to.include('clerk');
    one.attributes.title = 'head';
    await settled(world);
    expect(one.attributes.title).to.equal('head');
  });
});

/** The state of a process that dies before it writes down what came of anything. */
function withoutSettling(state: State): State {
  const journal = new Proxy(state.journal, {
    get: (target, key) => {
      if (key === 'settle') return () => Promise.reject(new Error('the process died'));
      return Reflect.get(target, key) as unknown;
    },
  });
  return new Proxy(state, { get: (target, key) => (key === 'journal' ? journal : bound(target, key)) });
}

function bound(target: State, key: string | symbol): unknown {
  const member = Reflect.get(target, key) as unknown;
  return typeof member === 'function' ? member.bind(target) : member;
}
