import { expect } from 'chai';
import fc from 'fast-check';
import type { DirectoryAccount, DirectoryFault } from '../../../../packages/testing/src/memory/memory-directory.js';
import { killedRun } from '../support/killed-run.js';
import { TwoWayWorld } from '../support/two-way-world.js';
import { World } from '../support/world.js';

const SEED = Number(process.env.ROLLCALL_SEED ?? 20_261_127);
const UNIQUE = ['userName', 'mail'];

/** Who gets whose values: rings of two to four people, and chains whose last one gets new values. */
interface Exchange {
  readonly rings: readonly number[];
  readonly chains: readonly number[];
  /** What goes round: the address, the name, or both together. */
  readonly names: readonly ('userName' | 'mail')[];
}
const exchange: fc.Arbitrary<Exchange> = fc.record({
  rings: fc.array(fc.integer({ min: 2, max: 4 }), { minLength: 1, maxLength: 3 }),
  chains: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 2 }),
  names: fc.constantFrom<Exchange['names']>(['mail'], ['userName'], ['userName', 'mail']),
});

/** Takes the accounts in order, and hands their values on to each other. Whom it was, and how many rings. */
function exchangeAmong(
  accounts: readonly DirectoryAccount[],
  { rings, chains, names }: Exchange,
  attribute: (name: 'userName' | 'mail') => string = (name) => name,
): readonly DirectoryAccount[] {
  const parts = [...rings.map((size) => ({ size, isRing: true })), ...chains.map((size) => ({ size, isRing: false }))];
  const moved: DirectoryAccount[] = [];
  let from = 0;
  for (const { size, isRing } of parts) {
    const part = accounts.slice(from, from + size);
    from += size;
    moved.push(...part);
    for (const name of names.map(attribute)) {
      const values = part.map(({ attributes }) => attributes[name]);
      for (const [index, account] of part.entries())
        account.attributes[name] =
          index < size - 1 || isRing ? (values[(index + 1) % size] ?? null) : `new-${String(values[index])}`;
    }
  }
  return moved;
}

const sizeOf = ({ rings, chains }: Exchange): number => [...rings, ...chains].reduce((sum, size) => sum + size, 0);
const faults = fc.array(fc.constantFrom<DirectoryFault | 'well'>('well', 'refused', 'lost-request', 'lost-answer'), {
  maxLength: 12,
});

describe('values that no two accounts may share, and that people exchange', () => {
  for (const [from, to] of [
    ['one', 'two'],
    ['two', 'one'],
  ] as const)
    it(`at ${from}, in rings of two to four and in chains, are exchanged at ${to} by one write each and one more for each ring (seed ${SEED})`, async () => {
      await fc.assert(
        fc.asyncProperty(exchange, async (wanted) => {
          const world = new TwoWayWorld({ unique: UNIQUE, pageSize: 4 });
          for (let number = 0; number < sizeOf(wanted) + 2; number += 1) world.add('one', `p${number}`);
          await world.settle();
          const before = { [from]: world[from].writes().length, [to]: world[to].writes().length };
          const accounts = [...world[from].accounts.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
          const moved = exchangeAmong(accounts, wanted);
          const shown = facesOf(accounts);
          await world.settle();
          expect(facesOf([...world[to].accounts.values()]), 'both sides show the same').to.deep.equal(shown);
          expect(facesOf([...world[from].accounts.values()]), 'nothing came back').to.deep.equal(shown);
          expect(world[to].writes().length - (before[to] ?? 0), 'writes').to.equal(moved.length + wanted.rings.length);
          expect(world[from].writes().length - (before[from] ?? 0), 'writes back').to.equal(0);
        }),
        { numRuns: 60, seed: SEED },
      );
    });

  it(`come right after any faults and kills, and nobody keeps a value that was made up (seed ${SEED})`, async () => {
    await fc.assert(
      fc.asyncProperty(exchange, faults, fc.nat(90), async (wanted, script, killAfter) => {
        const world = new TwoWayWorld({ unique: UNIQUE, pageSize: 4 });
        for (let number = 0; number < sizeOf(wanted); number += 1) world.add('one', `p${number}`);
        await world.settle();
        const accounts = [...world.one.accounts.values()];
        exchangeAmong(accounts, wanted);
        const shown = facesOf(accounts);
        const left = [...script];
        await world.compile();
        await killedRun(world, {
          killAt: killAfter,
          sides: [world.two],
          fault: ({ operation }) => (operation === 'update' ? left.shift() : undefined),
        });
        await world.settle(5);
        expect(facesOf([...world.two.accounts.values()])).to.deep.equal(shown);
        expect(facesOf([...world.one.accounts.values()])).to.deep.equal(shown);
      }),
      { numRuns: 120, seed: SEED },
    );
  });

  it('wait for a person where the target refuses a value for the moment; nobody is changed by halves', async () => {
    const world = new TwoWayWorld({ unique: UNIQUE });
    for (const id of ['ada', 'bob', 'eve']) world.add('one', id);
    await world.settle();
    const [ada, bob] = [...world.one.accounts.values()];
    if (ada === undefined || bob === undefined) throw new Error('nobody');
    [ada.attributes.mail, bob.attributes.mail] = [bob.attributes.mail ?? null, ada.attributes.mail ?? null];
    const before = facesOf([...world.two.accounts.values()]);
    world.two.faults = ({ operation }) => (operation === 'update' ? 'rejected' : undefined);
    const { status, held, runId } = await world.run();
    expect(status).to.equal('waiting');
    expect(held.map(({ message }) => message).join()).to.match(/ada, bob exchange .* refuses .* by hand/);
    expect(await world.findings(runId)).to.deep.equal(['exchange-refused one:ada', 'exchange-refused one:bob']);
    expect(facesOf([...world.two.accounts.values()])).to.deep.equal(before);
    world.two.faults = () => undefined;
    await world.settle();
    expect(facesOf([...world.two.accounts.values()])).to.deep.equal(facesOf([...world.one.accounts.values()]));
  });

  it('are shown in the plan, with the write that makes way', async () => {
    const world = new TwoWayWorld({ unique: UNIQUE });
    for (const id of ['ada', 'bob']) world.add('one', id);
    await world.settle();
    exchangeAmong([...world.one.accounts.values()], { rings: [2], chains: [], names: ['mail'] });
    const { runId } = await world.run({ kind: 'full' }, { mode: 'plan' });
    expect(await world.operations(runId)).to.deep.equal([
      'make-way one:ada → 1 planned',
      'update one:ada → 1 planned',
      'update one:bob → 2 planned',
    ]);
  });

  it(`are exchanged by a sync in one direction as well, after any faults (seed ${SEED})`, async () => {
    await fc.assert(
      fc.asyncProperty(exchange, faults, async (wanted, script) => {
        const world = new World({ unique: UNIQUE, concurrency: 2 });
        for (let number = 0; number < sizeOf(wanted); number += 1) world.person(`p${number}`);
        await world.run();
        const writes = world.target.writes().length;
        const people = [...world.source.accounts.values()];
        const moved = exchangeAmong(people, wanted, (name) => (name === 'userName' ? 'name' : name));
        const left = [...script];
        world.target.faults = ({ operation }) => {
          const fault = operation === 'update' ? left.shift() : undefined;
          return fault === 'well' ? undefined : fault;
        };
        await world.run();
        world.target.faults = () => undefined;
        world.clock.advance(120_000);
        await world.run();
        const shown = people.map(({ attributes }) => `${String(attributes.name)} ${String(attributes.mail)}`).sort();
        const got = [...world.target.accounts.values()].map(
          ({ attributes }) => `${String(attributes.userName)} ${String(attributes.mail)}`,
        );
        expect(got.sort()).to.deep.equal(shown);
        if (script.every((fault) => fault === 'well'))
          expect(world.target.writes().length - writes).to.equal(moved.length + wanted.rings.length);
      }),
      { numRuns: 100, seed: SEED },
    );
  });
});

/** By the part of the id that stays, however the values go round. */
function keyOf({ id }: DirectoryAccount): string {
  return id.padStart(12, '0');
}

function facesOf(accounts: readonly DirectoryAccount[]): readonly string[] {
  return accounts.map(({ attributes }) => `${String(attributes.userName)} ${String(attributes.mail)}`).sort();
}
