import { expect } from 'chai';
import { MemoryState } from '../../src/state-memory/memory-state.js';
import { killedRun } from '../support/killed-run.js';
import { TwoWayWorld, type TwoWayWorldOptions } from '../support/two-way-world.js';

type At = 'one' | 'two';
const WAYS = [
  { lacking: 'two', other: 'one', name: 'B', partner: 'b' },
  { lacking: 'one', other: 'two', name: 'b', partner: 'B' },
] as const;
type Way = (typeof WAYS)[number];

/** Three people on both sides, two of them in the group that one side lacks. */
function choir({ lacking, other, name, partner }: Way, options: TwoWayWorldOptions = {}): TwoWayWorld {
  const world = new TwoWayWorld({
    lacks: [name],
    ...options,
    config: { groups: { roles: { a: 'A', b: 'B' }, create: [lacking] }, ...options.config },
  });
  for (const id of ['ada', 'bob', 'cyd']) world.add(other, id, { groups: id === 'cyd' ? [] : [partner] });
  world.add(lacking, 'bob');
  world.add(lacking, 'cyd');
  return world;
}

function singers(world: TwoWayWorld, at: At, name: string): readonly string[] {
  const id = world.groupNamed(at, name);
  return [...world[at].accounts.values()]
    .filter(({ groups }) => id !== undefined && groups.has(id))
    .map(({ attributes }) => String(attributes.userName))
    .sort();
}

function groupWrites(world: TwoWayWorld, at: At): readonly string[] {
  return world[at].calls.flatMap(({ operation }) => (operation === 'create-group' ? [operation] : []));
}

function account(world: TwoWayWorld, at: At, userName: string): { readonly groups: Set<string> } {
  const found = [...world[at].accounts.values()].find(({ attributes }) => attributes.userName === userName);
  if (found === undefined) throw new Error(`nobody at ${at} is ${userName}`);
  return found;
}

async function problemsOf(options: TwoWayWorldOptions): Promise<string> {
  return new TwoWayWorld(options).compile().then(
    () => 'none',
    (error: Error) => error.message,
  );
}

for (const membership of ['account', 'group'] as const)
  for (const way of WAYS) {
    const { lacking, other, name, partner } = way;
    const kinds = { membership: { first: membership, second: membership } };
    describe(`a group that ${lacking} lacks, membership with the ${membership}`, () => {
      it('is made once, holds who is in it on the other side, and a further run writes nothing', async () => {
        const world = choir(way, kinds);
        const { status, error, runId } = await world.run();
        expect([status, error]).to.deep.equal(['done', undefined]);
        expect(singers(world, lacking, name)).to.deep.equal(['ada', 'bob']);
        expect(singers(world, other, partner)).to.deep.equal(['ada', 'bob']);
        expect(world[other].writes(), 'writes to the side that has it').to.deep.equal([]);
        const expected =
          membership === 'group' ? ['create', 'create-group', 'members'] : ['create', 'create-group', 'update'];
        expect(
          world[lacking]
            .writes()
            .map(({ operation }) => operation)
            .sort(),
        ).to.deep.equal(expected);
        expect(await world.operations(runId)).to.include(
          `create-group ${other}:group:${name} → ${world.groupNamed(lacking, name)}`,
        );
        expect(world.counts.get('create-group:done')).to.equal(1);
        const before = world.writes();
        await world.run();
        expect(world.writes()).to.equal(before);
      });

      for (const at of ['one', 'two'] as const)
        it(`lets somebody go whom ${at} takes out right after it was made`, async () => {
          const world = choir(way, kinds);
          await world.run();
          account(world, at, 'bob').groups.clear();
          await world.run();
          expect(singers(world, lacking, name)).to.deep.equal(['ada']);
          expect(singers(world, other, partner)).to.deep.equal(['ada']);
        });

      it('that somebody deletes is made again, also under its old id, and nobody loses a membership by it', async () => {
        const world = choir(way, kinds);
        await world.run();
        const id = world.groupNamed(lacking, name) ?? '';
        world[lacking].groups.delete(id);
        for (const { groups } of world[lacking].accounts.values()) groups.delete(id);
        await world.run();
        expect(world.groupNamed(lacking, name)).to.equal(id);
        expect(singers(world, lacking, name)).to.deep.equal(['ada', 'bob']);
        expect(singers(world, other, partner)).to.deep.equal(['ada', 'bob']);
      });

      it('is made once whenever the run is killed, and the next one gets as far as if it had not been', async () => {
        for (let kill = 0; ; kill += 1) {
          const real = new MemoryState({ salt: 'salt' });
          const world = choir(way, { ...kinds, state: real });
          await world.compile();
          if (!(await killedRun(world, { killAt: kill, sides: [world.one, world.two] }))) break;
          await world.settle();
          expect(world[lacking].groups.size, `groups when killed at call ${kill}`).to.equal(2);
          expect(singers(world, lacking, name), `killed at call ${kill}`).to.deep.equal(['ada', 'bob']);
          expect(singers(world, other, partner), `killed at call ${kill}`).to.deep.equal(['ada', 'bob']);
          account(world, other, 'bob').groups.clear();
          await world.run();
          expect(singers(world, lacking, name), `killed at call ${kill}`).to.deep.equal(['ada']);
        }
      });

      for (const fault of ['refused', 'lost-request', 'lost-answer', 'rejected'] as const)
        it(`ends the run with one message when making it goes wrong (${fault}), and is made once by the next`, async () => {
          const world = choir(way, kinds);
          world[lacking].faults = ({ operation }) => (operation === 'create-group' ? fault : undefined);
          const { status, error } = await world.run();
          expect(status).to.equal('failed');
          expect(error?.message).to.match(/create-group in memory/);
          expect(world[lacking].accounts.size, 'nobody is made without a group').to.equal(2);
          world[lacking].faults = () => undefined;
          await world.settle();
          expect(world[lacking].groups.size).to.equal(2);
          expect(singers(world, lacking, name)).to.deep.equal(['ada', 'bob']);
          expect((await world.state.links.page('people', { limit: 9 })).map(({ sourceId }) => sourceId)).to.have.length(
            3,
          );
        });

      it('takes in also whom the run looks at twice', async () => {
        const world = choir(way, kinds);
        let calls = 0;
        world[lacking].faults = ({ operation }) =>
          ['create', 'update', 'members'].includes(operation) && ++calls === 1 ? 'lost-answer' : undefined;
        await world.run();
        await world.settle();
        expect(singers(world, lacking, name)).to.deep.equal(['ada', 'bob']);
        expect(singers(world, other, partner)).to.deep.equal(['ada', 'bob']);
      });

      it('waits with everything else at the first joining; whoever is let through takes it along', async () => {
        const world = choir(way, { ...kinds, joined: false });
        const sync = await world.sync();
        const { run, status } = await sync.run();
        expect(status).to.equal('waiting');
        expect(groupWrites(world, lacking)).to.deep.equal([]);
        const ada = `${other}:${[...world[other].accounts.values()][0]?.id}`;
        await (await world.sync()).approve(run.id, { accounts: [ada] });
        expect(singers(world, lacking, name)).to.deep.equal(['ada']);
        await (await world.sync()).approve(run.id);
        expect(singers(world, lacking, name)).to.deep.equal(['ada', 'bob']);
        expect(await (await world.sync()).run().then(({ status: last }) => last)).to.equal('done');
        expect(groupWrites(world, lacking)).to.have.length(1);
      });

      it('that a person refuses is not made, and whoever was to join it is not half done', async () => {
        const world = choir(way, { ...kinds, joined: false });
        const { run } = await (await world.sync()).run();
        expect(await (await world.sync()).refuse(run.id, { kinds: ['create-group'] })).to.equal(1);
        await (await world.sync()).approve(run.id);
        expect(groupWrites(world, lacking)).to.deep.equal([]);
        const stray = [...world[lacking].accounts.values()].flatMap(({ groups }) => [...groups]);
        expect(stray).to.deep.equal([]);
        await (await world.sync()).run();
        const last = await world.state.runs.list({ sync: 'people', status: ['waiting'], limit: 5 });
        for (const { id } of last) await (await world.sync()).approve(id);
        expect(singers(world, lacking, name)).to.deep.equal(['ada', 'bob']);
      });

      it('is in the plan before, which can be applied from a file', async () => {
        const world = choir(way, kinds);
        const plan = await (await world.sync()).plan();
        const file = await (await world.sync()).planFile(plan);
        expect(file.operations[0]).to.include({ kind: 'create-group', sourceId: `${other}:group:${name}` });
        expect(file.operations[0]?.reason.detail).to.equal(`${lacking} has no group "${name}"`);
        expect(file.summary['create-group']).to.equal(1);
        expect(
          file.people?.flatMap(({ people }) => people).filter((person) => person.includes('group:')),
        ).to.deep.equal([]);
        expect(world.writes()).to.equal(0);
        await (await world.sync()).runPlan(file);
        expect(singers(world, lacking, name)).to.deep.equal(['ada', 'bob']);
      });

      it('is told of when somebody asks about a person', async () => {
        const world = choir(way, kinds);
        const text = JSON.stringify(
          (await (await world.sync()).explain(`${other}:bob`, new AbortController().signal)).pair?.facts,
        );
        expect(text).to.include(`${lacking} has no group \\"${name}\\" yet, and a run makes it first`);
        expect(text).to.include(`"name":"group ${lacking === 'two' ? 'B' : 'group B'}"`);
      });

      it('that a run about a few people makes brings everybody into the next run about changes', async () => {
        const world = choir(way, { ...kinds, tellsChanges: ['one', 'two'] });
        const sync = async () => (await world.sync()).run({ changes: true });
        await sync();
        const id = world.groupNamed(lacking, name) ?? '';
        world[lacking].groups.delete(id);
        for (const { groups } of world[lacking].accounts.values()) groups.delete(id);
        await sync();
        await world.run({ kind: 'accounts', names: [`${other}:cyd`] });
        await sync();
        expect(singers(world, lacking, name)).to.deep.equal(['ada', 'bob']);
        expect(singers(world, other, partner)).to.deep.equal(['ada', 'bob']);
      });
    });
  }

describe('groups that a two-way sync must not make', () => {
  const table = (more: object): NonNullable<TwoWayWorldOptions['config']> => ({
    groups: { roles: { a: 'A', b: 'B' }, ...more },
  });

  it('none where the configuration does not say so, and the message says how', async () => {
    expect(await problemsOf({ lacks: ['B'] })).to.match(
      /two has no group "B"\..*"create: \[two\]" makes missing ones there/,
    );
    expect(await problemsOf({ lacks: ['B'], config: table({ create: ['one'] }) })).to.include('two has no group "B"');
    expect(await problemsOf({ lacks: ['B'], config: table({ create: ['three'] }) })).to.include(
      'groups.create[0]: it must be one or two',
    );
  });

  it('none that neither side has: that is a slip of the pen', async () => {
    expect(await problemsOf({ lacks: ['b', 'B'], config: table({ create: ['one', 'two'] }) })).to.include(
      'neither one has a group "b" nor two one "B"',
    );
  });

  it('none in a system that says that it cannot, and why', async () => {
    const making = { supported: false, reason: 'roles are configuration there' } as const;
    expect(await problemsOf({ making, config: table({ create: ['one'] }) })).to.include(
      'groups.create[0]: one cannot make groups: roles are configuration there',
    );
  });
});
