import { expect } from 'chai';
import { MemoryDirectory } from '../../../../packages/testing/src/memory/memory-directory.js';
import { MemoryProvider } from '../../../../packages/testing/src/memory/memory-provider.js';
import { tellingEmpty } from '../../src/two-way/telling-empty.js';
import { TwoWayWorld } from '../support/two-way-world.js';

const { signal } = new AbortController();

describe('a value that somebody clears in a system that leaves out what is empty', () => {
  for (const side of ['one', 'two'] as const) {
    const other = side === 'one' ? 'two' : 'one';
    const joined = async (said: boolean): Promise<TwoWayWorld> => {
      const world = new TwoWayWorld({ leavesOut: { sides: [side], said } });
      world.add(other, 'ada', { title: 'head', tags: ['x', 'y'] });
      await world.settle();
      return world;
    };
    const valuesAt = (world: TwoWayWorld, at: 'one' | 'two'): readonly unknown[] =>
      [...world[at].accounts.values()].map(({ attributes: { title, tags } }) => [title ?? null, tags ?? []]);
    const clear = (world: TwoWayWorld): void => {
      for (const account of world[side].accounts.values()) {
        delete account.attributes.title;
        account.attributes.tags = [];
      }
    };

    it(`is cleared on the other side by one write, and by none back, where the schema of ${side} says so`, async () => {
      const world = await joined(true);
      clear(world);
      const before = { here: world[side].writes().length, there: world[other].writes().length };
      await world.settle();
      expect(valuesAt(world, other)).to.deep.equal([[null, []]]);
      expect(world[side].writes().length - before.here, 'writes back').to.equal(0);
      expect(world[other].writes().length - before.there, 'writes').to.equal(1);
    });

    it(`changes nothing where the schema of ${side} does not say so`, async () => {
      const world = await joined(false);
      clear(world);
      const before = world.writes();
      await world.run();
      expect(valuesAt(world, other)).to.deep.equal([['head', ['x', 'y']]]);
      expect(world.writes()).to.equal(before);
    });
  }
});

describe('a side whose schema says that absent is empty', () => {
  it('tells null for what was asked for and declared, and for nothing else', async () => {
    const directory = new MemoryDirectory();
    directory.add({ id: '1', attributes: { told: '', known: 'x' }, active: true, groups: [] });
    const attributes = [
      { name: 'told', type: 'string', omitsEmpty: true },
      { name: 'known', type: 'string', omitsEmpty: true },
      { name: 'declared', type: 'string', omitsEmpty: true },
      { name: 'unasked', type: 'string', omitsEmpty: true },
      { name: 'undeclared', type: 'string' },
    ] as const;
    const provider = new MemoryProvider(directory, { attributes });
    const { provider: side } = tellingEmpty({ name: 'one', provider }, { attributes });
    const asked = { attributes: ['told', 'known', 'declared', 'undeclared'], signal };
    const expected = { told: '', known: 'x', declared: null };
    expect((await side.accounts?.get('1', asked))?.attributes).to.deep.equal(expected);
    expect(await side.accounts?.get('2', asked), 'who is not there').to.equal(undefined);
    const pages = await Array.fromAsync(side.accounts?.pages(asked) ?? []);
    expect(pages.flatMap(({ accounts }) => accounts.map((account) => account.attributes))).to.deep.equal([expected]);
    expect(pages.at(-1)?.proof?.complete, 'the proof stays').to.equal(true);
    const found = await side.writer?.find([{ attribute: 'known', value: 'x' }], asked);
    expect(found?.map((account) => account.attributes)).to.deep.equal([expected]);
  });
});
