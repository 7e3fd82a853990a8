import { expect } from 'chai';
import fc from 'fast-check';
import type { DirectoryAccount } from '../../../../packages/testing/src/memory/memory-directory.js';
import { type Cursors, readCursors } from '../../src/two-way/changed-pass.js';
import { faces, TwoWayWorld } from '../support/two-way-world.js';

const SEED = Number(process.env.ROLLCALL_SEED ?? 20_261_127);
type At = 'one' | 'two';

interface Edit {
  readonly at: At;
  readonly who: number;
  readonly what: 'title' | 'clear' | 'tag' | 'group' | 'block' | 'delete' | 'join' | 'rename';
}
const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.constantFrom<At>('one', 'two'),
  who: fc.nat(5),
  what: fc.constantFrom('title', 'clear', 'tag', 'group', 'block', 'delete', 'join', 'rename'),
});

let serial = 0;
function change(world: TwoWayWorld, { at, who, what }: Edit): void {
  serial += 1;
  if (what === 'join') {
    world.add(at, `${at}${serial}`, { userName: `new${serial}` });
    return;
  }
  const account: DirectoryAccount | undefined = [...world[at].accounts.values()][who];
  if (account === undefined) return;
  if (what === 'delete') world[at].accounts.delete(account.id);
  else if (what === 'block') account.active = !account.active;
  else if (what === 'group') {
    const id = at === 'one' ? 'a' : 'A';
    if (!account.groups.delete(id)) account.groups.add(id);
  } else if (what === 'tag') account.attributes.tags = [`t${serial % 3}`, `t${serial % 4}`];
  else if (what === 'rename') account.attributes.userName = `renamed${serial}`;
  else account.attributes.title = what === 'clear' ? null : `title ${serial}`;
}

for (const tellsChanges of [['one'], ['two'], ['one', 'two']] as const)
  describe(`runs about who changed, where ${tellsChanges.join(' and ')} can tell`, () => {
    it(`find all that a run about everybody would find: after them such a run writes nothing (seed ${SEED})`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.array(edit, { maxLength: 6 }), { minLength: 1, maxLength: 4 }), async (rounds) => {
          const world = new TwoWayWorld({ tellsChanges, config: { conflicts: 'one' } });
          for (let number = 0; number < 5; number += 1) world.add('one', `p${number}`);
          await world.settle();
          let cursors: Cursors = await newest(world);
          for (const edits of rounds) {
            for (const one of edits) change(world, one);
            cursors = await changesRun(world, cursors);
            // What the other side was given may be told as a change; then there is nothing to do.
            const quiet = world.writes();
            cursors = await changesRun(world, cursors);
            expect(world.writes(), 'writes for the echo').to.equal(quiet);
          }
          const writes = world.writes();
          await world.run();
          expect(world.writes(), 'writes of a run about everybody').to.equal(writes);
        }),
        { numRuns: 60, seed: SEED },
      );
    });
  });

it('a run about who changed asks for the changed person alone, where both sides can tell', async () => {
  const world = new TwoWayWorld({ tellsChanges: ['one', 'two'], pageSize: 10 });
  for (let number = 0; number < 100; number += 1) world.add('one', `p${number}`);
  await world.settle();
  let cursors = await newest(world);
  const [ada] = world.one.accounts.values();
  if (ada === undefined) throw new Error('nobody');
  ada.attributes.title = 'head';
  const calls = (): number => world.one.calls.length + world.two.calls.length;
  const before = calls();
  cursors = await changesRun(world, cursors);
  // Both accounts, the look before the write, and the write.
  expect(calls() - before).to.equal(4);
  expect(faces(world.two).p0).to.include('head');
  const quiet = calls();
  cursors = await changesRun(world, cursors);
  expect(calls() - quiet, 'our own write is looked at once').to.equal(2);
  await changesRun(world, cursors);
  expect(calls() - quiet).to.equal(2);
});

it('a run about who changed asks for many at once, where a side can be asked so, and for whoever did not come alone', async () => {
  const world = new TwoWayWorld({ tellsChanges: ['one', 'two'], many: true, config: { gone: { one: 'keep' } } });
  for (let number = 0; number < 40; number += 1) world.add('one', `p${number}`);
  await world.settle();
  const cursors = await newest(world);
  const people = [...world.one.accounts.values()];
  for (const { attributes } of people.slice(0, 30)) attributes.title = 'head';
  world.one.accounts.delete('p39');
  const calls = (side: At): readonly string[] => world[side].calls.map(({ operation }) => operation);
  const before = { one: calls('one').length, two: calls('two').length };
  await changesRun(world, cursors);
  expect(calls('one').slice(before.one), 'the one who is gone is asked for alone').to.deep.equal(['get-many', 'get']);
  const two = calls('two').slice(before.two);
  expect(two.filter((call) => call === 'get-many')).to.have.length(1);
  // Each once more before it is written to, and nothing else.
  expect(two.filter((call) => call === 'get')).to.have.length(30);
  expect(two.filter((call) => call === 'update')).to.have.length(30);
});

async function changesRun(world: TwoWayWorld, cursors: Cursors): Promise<Cursors> {
  const { error, status, cursor } = await world.run({ kind: 'changes', cursors });
  if (error !== undefined) throw error;
  expect(status).to.equal('done');
  return readCursors(cursor ?? '{}');
}

/** Where the changes stand, as they do before a run about everybody. */
async function newest(world: TwoWayWorld): Promise<Cursors> {
  return changesRun(world, {});
}
