import { expect } from 'chai';
import { World, type WorldOptions } from '../support/world.js';

const TABLE = { a: 'Group A', c: 'Choir' };

function members(world: World, name: string): readonly string[] {
  const id = [...world.target.groups.values()].find((group) => group.name === name)?.id;
  return [...world.target.accounts.values()]
    .filter(({ groups }) => id !== undefined && groups.has(id))
    .map(({ attributes }) => String(attributes.userName))
    .sort();
}

function strays(world: World): readonly string[] {
  const known = new Set(world.target.groups.keys());
  return [...world.target.accounts.values()].flatMap(({ groups }) => [...groups].filter((id) => !known.has(id)));
}

function choirOf(size: number, options: WorldOptions): World {
  const world = new World({ table: TABLE, ...options });
  for (let number = 0; number < size; number += 1) world.person(`p${number}`, { groups: ['staff', 'c'] });
  return world;
}

for (const membership of ['account', 'group'] as const)
  describe(`groups that the table names and the target lacks, membership with the ${membership}`, () => {
    it('are made once, and hold who shall be in them', async () => {
      const world = choirOf(3, { membership });
      await world.run();
      expect(members(world, 'Choir')).to.deep.equal(['p0', 'p1', 'p2']);
      await world.run();
      expect(world.target.calls.filter(({ operation }) => operation === 'create-group')).to.have.length(1);
      expect(strays(world)).to.deep.equal([]);
    });

    it('hold also those whom the run looked at twice', async () => {
      const world = choirOf(3, { membership });
      let refused = 0;
      world.target.faults = ({ operation }) =>
        (operation === 'create' || operation === 'members') && ++refused === 1 ? 'refused' : undefined;
      await world.run();
      expect(refused).to.be.greaterThan(1);
      expect(strays(world)).to.deep.equal([]);
      expect(members(world, 'Choir')).to.deep.equal(['p0', 'p1', 'p2']);
    });

    it('hold those whom a person let through after the group was made', async () => {
      const world = choirOf(5, { membership, guard: { create: { count: 3 } } });
      const { status, runId } = await world.run();
      expect(status).to.equal('waiting');
      const held = await world.state.journal.page(runId, { status: ['held'], limit: 100 });
      const ids = [...new Set(held.map(({ sourceId }) => sourceId))];
      await world.run({ kind: 'accounts', ids, onlyKeys: new Set(held.map(({ key }) => key)) });
      expect(world.target.accounts.size).to.equal(5);
      await world.run();
      expect(members(world, 'Choir')).to.deep.equal(['p0', 'p1', 'p2', 'p3', 'p4']);
      expect(strays(world)).to.deep.equal([]);
    });
  });
