import { expect } from 'chai';
import type { DirectoryAccount } from '../../../../packages/testing/src/memory/memory-directory.js';
import { TwoWayWorld, type TwoWayWorldOptions } from '../support/two-way-world.js';

type At = 'one' | 'two';
const WAYS = [
  ['one', 'two'],
  ['two', 'one'],
] as const;

/** So many people on both sides who agree. */
async function agreed(people: number, options: TwoWayWorldOptions = {}): Promise<TwoWayWorld> {
  const world = new TwoWayWorld({ ...options, joined: true });
  for (let number = 0; number < people; number += 1) world.add('one', `p${number}`);
  for (let round = 0; round < 3; round += 1) {
    const { runId, status } = await world.run();
    if (status === 'waiting') await approve(world, runId);
  }
  expect(world.two.accounts.size).to.equal(people);
  return world;
}

async function approve(world: TwoWayWorld, runId: string): Promise<void> {
  const held = await world.state.journal.page(runId, { status: ['held'], limit: 100 });
  const { error } = await world.run({
    kind: 'accounts',
    names: held.map(({ sourceId }) => sourceId),
    onlyKeys: new Set(held.map(({ key }) => key)),
  });
  if (error !== undefined) throw error;
}

const all = (world: TwoWayWorld, at: At): readonly DirectoryAccount[] => [...world[at].accounts.values()];
const blocked = (world: TwoWayWorld, at: At): number => all(world, at).filter(({ active }) => !active).length;

for (const [from, to] of WAYS)
  describe(`what keeps a two-way sync from doing harm at ${to}`, () => {
    it('the guard: more people blocked than one run may block wait for a person, all of them, and the rest goes on', async () => {
      const world = await agreed(8, { config: { guard: { shrink: 100, deactivate: { count: 2 } } } });
      for (const account of all(world, from).slice(0, 3)) account.active = false;
      for (const account of all(world, from).slice(5)) account.attributes.title = 'head';
      const { status, held, runId } = await world.run();
      expect(status).to.equal('waiting');
      expect(held.map(({ kind, planned, allowed }) => [kind, planned, allowed])).to.deep.equal([['deactivate', 3, 2]]);
      expect(blocked(world, to)).to.equal(0);
      expect(all(world, to).filter(({ attributes }) => attributes.title === 'head')).to.have.length(3);
      await approve(world, runId);
      expect(blocked(world, to)).to.equal(3);
    });

    it('the guard: looking again is no way around it', async () => {
      const world = await agreed(6, { config: { guard: { shrink: 100, deactivate: { count: 2, perHours: 24 } } } });
      for (const [index, account] of all(world, from).entries()) {
        account.active = index >= 4;
        if (index % 2 === 1) await world.run();
      }
      expect(blocked(world, to)).to.equal(2);
    });

    it('the canary: the first few accounts of a new sync are made, and the others wait for a person', async () => {
      const world = new TwoWayWorld({ config: { guard: { shrink: 100, deactivate: {}, canary: 2 } } });
      for (let number = 0; number < 6; number += 1) world.add(from, `p${number}`);
      const { status, runId } = await world.run();
      expect([status, world[to].accounts.size]).to.deep.equal(['waiting', 2]);
      await approve(world, runId);
      expect(world[to].accounts.size).to.equal(6);
    });

    it('proof: a person whom an incomplete list leaves out loses nothing', async () => {
      let cut = false;
      const world = await agreed(7, {
        tamper: (pages) => (cut ? pages.slice(0, 1).map(({ accounts }) => ({ accounts })) : pages),
      });
      cut = true;
      const writes = world.writes();
      const { read, runId } = await world.run();
      expect(read.proof.complete).to.equal(false);
      expect(await world.findings(runId)).to.include('read-unproven');
      expect(world.writes()).to.equal(writes);
    });

    it('proof: who is blocked while a list is incomplete waits as well', async () => {
      let cut = false;
      const world = await agreed(7, {
        tamper: (pages) => (cut ? pages.map(({ accounts }) => ({ accounts })) : pages),
      });
      cut = true;
      for (const account of all(world, from).slice(0, 1)) account.active = false;
      const { status } = await world.run();
      expect([status, blocked(world, to)]).to.deep.equal(['waiting', 0]);
    });

    it('protection: an account with power is never touched, on neither side, whatever changes', async () => {
      const world = await agreed(3);
      const [mighty, plain] = all(world, to);
      const [partner] = all(world, from).filter(
        ({ attributes }) => attributes.userName === mighty?.attributes.userName,
      );
      if (mighty === undefined || plain === undefined || partner === undefined) throw new Error('nobody');
      mighty.protection = 'it is a super user';
      const before = JSON.stringify([mighty.attributes, mighty.active]);
      const writes = world.writes();
      partner.attributes.title = 'head';
      partner.active = false;
      await world.run();
      world[from].accounts.delete(partner.id);
      await world.run();
      expect(JSON.stringify([mighty.attributes, mighty.active])).to.equal(before);
      expect(world.writes()).to.equal(writes);
      world.add(to, 'root').protection = 'it is account 1';
      await world.run();
      expect(all(world, from).map(({ attributes }) => attributes.userName)).to.not.include('root');
    });

    it('protection: whom the configuration protects is never touched, by its name on either side', async () => {
      const world = await agreed(2, { config: { protect: ['caretaker'] } });
      const [own, other] = all(world, from);
      if (own === undefined || other === undefined) throw new Error('nobody');
      own.attributes.title = 'caretaker';
      other.attributes.title = 'head';
      own.active = false;
      const writes = world.writes();
      await world.run();
      expect(world.writes() - writes, 'only the other person is written').to.equal(1);
      expect(blocked(world, to)).to.equal(0);
    });

    it('protection: nobody is put into a shared group of power unless the configuration names it twice', async () => {
      const world = new TwoWayWorld();
      world[to].groups.set(to === 'two' ? 'A' : 'a', {
        id: to === 'two' ? 'A' : 'a',
        name: 'Super Users',
        privileged: 'it may do everything',
      });
      const problem = await world.compile().then(
        () => 'none',
        (error: unknown) => String((error as Error).message),
      );
      expect(problem).to.include('is powerful').and.to.include('allowPrivileged');
    });

    for (const [policy, expected] of [
      ['keep', [true]],
      ['deactivate', [false]],
      ['delete', []],
    ] as const)
      it(`gone, by the policy ${policy}: ${expected.length === 0 ? 'the partner is deleted' : `the partner ${expected[0] ? 'stays' : 'may not sign in'}`}, and nobody is made anew`, async () => {
        const guard = { shrink: 100, deactivate: {}, delete: { count: 5 } };
        const world = await agreed(1, { config: { gone: { [from]: policy }, guard } });
        world[from].accounts.clear();
        await world.settle();
        expect(all(world, to).map(({ active }) => active)).to.deep.equal(expected);
        expect(world[from].accounts.size).to.equal(0);
      });

    it('gone, by the policy delete: without a limit for deletions all of them wait', async () => {
      const world = await agreed(2, { config: { gone: { [from]: 'delete' } } });
      for (const { id } of all(world, from).slice(0, 1)) world[from].accounts.delete(id);
      const { status } = await world.run();
      expect([status, world[to].accounts.size]).to.deep.equal(['waiting', 2]);
    });
  });

for (const [from, to] of WAYS)
  describe(`who leaves the scope of ${from}`, () => {
    const config = { scope: { [from]: { where: 'title ne "guest"' } }, outOfScope: 'deactivate' };

    async function left(
      more: object = {},
    ): Promise<{ world: TwoWayWorld; own: DirectoryAccount; partner: DirectoryAccount }> {
      const world = await agreed(1, { config: { ...config, ...more } });
      const [own] = all(world, from);
      const [partner] = all(world, to);
      if (own === undefined || partner === undefined) throw new Error('nobody');
      own.attributes.title = 'guest';
      return { world, own, partner };
    }

    it('rests on both sides, unless told otherwise', async () => {
      const { world, own, partner } = await left({ outOfScope: 'rest' });
      const writes = world.writes();
      own.attributes.mail = 'new@example.test';
      await world.run();
      expect([world.writes(), partner.active]).to.deep.equal([writes, true]);
    });

    it('may not sign in on the other side, stays who it is here, and gets nothing else', async () => {
      const { world, own, partner } = await left();
      own.attributes.mail = 'new@example.test';
      const writes = world.writes();
      await world.settle();
      expect([own.active, partner.active, partner.attributes.mail]).to.deep.equal([true, false, 'p0@example.test']);
      expect(world.writes() - writes).to.equal(1);
    });

    it('may sign in again when it is back, with what changed meanwhile', async () => {
      const { world, own, partner } = await left();
      await world.settle();
      Object.assign(own.attributes, { title: 'clerk', mail: 'new@example.test' });
      await world.settle();
      expect([own.active, partner.active, partner.attributes.mail]).to.deep.equal([true, true, 'new@example.test']);
    });

    it('stays blocked on both sides when it was blocked here meanwhile', async () => {
      const { world, own, partner } = await left();
      await world.settle();
      Object.assign(own, { active: false });
      own.attributes.title = 'clerk';
      await world.settle();
      expect([own.active, partner.active]).to.deep.equal([false, false]);
    });

    it('is not fought over: whom somebody lets sign in there all the same goes on to', async () => {
      const { world, own, partner } = await left();
      await world.settle();
      partner.active = true;
      await world.settle();
      expect([own.active, partner.active]).to.deep.equal([true, true]);
    });

    it('is counted by the guard', async () => {
      const { world, partner } = await left({ guard: { shrink: 100, deactivate: { count: 0 } } });
      const { status } = await world.run();
      expect([status, partner.active]).to.deep.equal(['waiting', true]);
    });
  });

describe('the first credential of an account that a two-way sync makes', () => {
  it('is a password that nobody learns, where the configuration asks for one', async () => {
    const world = new TwoWayWorld({ credentials: ['password'], config: { credential: { two: 'random' } } });
    world.add('one', 'ada');
    world.add('two', 'bob');
    await world.settle();
    expect([...world.two.credentials.values()].map(({ kind }) => kind)).to.deep.equal(['password']);
    expect(world.one.credentials.size).to.equal(0);
    const [given] = world.two.credentials.values();
    const password = given?.kind === 'password' ? given.password.reveal() : '';
    expect(password).to.have.length(32);
    const runs = await world.state.runs.list({ limit: 10 });
    for (const { id } of runs)
      expect(JSON.stringify(await world.state.journal.page(id, { limit: 100 }))).to.not.include(password);
  });

  it('is refused before anything runs, where the system cannot give it', async () => {
    const problem = await new TwoWayWorld({ config: { credential: { two: 'invite' } } }).compile().then(
      () => 'none',
      (error: unknown) => String((error as Error).message),
    );
    expect(problem).to.include('"two" cannot do "invite"; it can: none');
  });
});
