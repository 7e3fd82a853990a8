import { expect } from 'chai';
import type { OperationRecord } from '../../src/ports/state.js';
import { overviewOf } from '../../src/two-way/overview.js';
import { TwoWayWorld } from '../support/two-way-world.js';
import { fillTwoSides, type Kind, type KnownPerson } from './joining-people.js';

const ACCOUNTS = Number(process.env.ROLLCALL_JOIN_PEOPLE ?? 5_000);
const SEED = Number(process.env.ROLLCALL_SEED ?? 20_261_127);
type At = 'one' | 'two';

describe(`joining two systems of ${ACCOUNTS} accounts each, in memory (seed ${SEED})`, function () {
  this.timeout(180_000);
  const world = new TwoWayWorld({ joined: false, pageSize: 50 });
  let people: readonly KnownPerson[] = [];
  let start: Readonly<Record<At, ReadonlyMap<string, string>>>;
  let operations: readonly OperationRecord[] = [];
  let groups: ReturnType<typeof overviewOf> = [];

  before(async () => {
    people = fillTwoSides(world, ACCOUNTS, SEED);
    start = { one: facesOf(world, 'one'), two: facesOf(world, 'two') };
  });

  const idsOf = (kinds: readonly Kind[], at: At): readonly string[] =>
    people.filter(({ kind }) => kinds.includes(kind)).flatMap((person) => person[at]);
  const told = (kind: string, connection?: string): readonly string[] =>
    groups.find((group) => group.kind === kind && group.connection === connection)?.people ?? [];
  const pairsOf = (...kinds: readonly Kind[]): readonly string[] =>
    people
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ one, two }) => `one:${one[0]} = two:${two[0]}`)
      .sort();

  it('writes nothing before somebody has looked at the plan', async () => {
    const { status, held, runId, error } = await world.run();
    expect([status, error]).to.deep.equal(['waiting', undefined]);
    expect(held.map(({ message }) => message).join()).to.include('joined for the first time');
    expect(world.writes()).to.equal(0);
    operations = await world.state.journal.page(runId, { limit: 1_000_000 });
    expect(new Set(operations.map(({ status: one }) => one))).to.deep.equal(new Set(['held']));
    const findings = await world.state.journal.findings(runId, { limit: 1_000_000 });
    groups = overviewOf(operations, findings, ['one', 'two']);
  });

  it('the plan says of everybody what comes of them, just as somebody who knows them would', () => {
    expect(told('same'), 'the same').to.deep.equal(pairsOf('same', 'twin'));
    expect(told('adopt'), 'adopted').to.deep.equal(pairsOf('adopt'));
    expect(told('conflict'), 'in conflict').to.deep.equal(pairsOf('conflict', 'renamed'));
    expect(told('new', 'two'), 'new at two').to.deep.equal(
      idsOf(['only-one'], 'one')
        .map((id) => `one:${id}`)
        .sort(),
    );
    expect(told('new', 'one'), 'new at one').to.deep.equal(
      idsOf(['only-two'], 'two')
        .map((id) => `two:${id}`)
        .sort(),
    );
    expect(told('swapped'), 'swapped').to.deep.equal(
      idsOf(['swapped'], 'one')
        .map((id) => `one:${id}`)
        .sort(),
    );
    const doubles = people
      .filter(({ kind }) => kind === 'duplicate')
      .map(({ one, two }) => (one[0] === undefined ? `two:${two[0]}` : `one:${one[0]}`));
    expect(told('duplicate'), 'duplicates').to.deep.equal(doubles.sort());
    expect(groups.map(({ kind }) => kind)).to.deep.equal([
      'same',
      'adopt',
      'conflict',
      'new',
      'new',
      'swapped',
      'duplicate',
    ]);
  });

  it('once approved, nobody is lost, nobody is doubled, and whoever is unclear is left as it was', async () => {
    const meant = operations.filter(
      ({ reason, sourceId }) => reason.code !== 'conflict' || sourceId.startsWith('one:'),
    );
    const calls = world.one.calls.length + world.two.calls.length;
    const { status, error } = await world.run({
      kind: 'accounts',
      names: meant.map(({ sourceId }) => sourceId),
      onlyKeys: new Set(meant.map(({ key }) => key)),
    });
    expect([status, error]).to.deep.equal(['done', undefined]);
    const asked = world.one.calls.length + world.two.calls.length - calls - world.writes();
    // Both sides are read once, and an account is looked at before it is changed.
    expect(asked).to.be.lessThan((2 * ACCOUNTS) / 50 + world.writes() + 20);
    const after = { one: facesOf(world, 'one'), two: facesOf(world, 'two') };
    for (const at of ['one', 'two'] as const)
      for (const id of start[at].keys()) expect(after[at].has(id), `${id} at ${at}`).to.equal(true);
    for (const at of ['one', 'two'] as const)
      for (const id of idsOf(['same', 'twin', 'swapped', 'duplicate', 'blocked'], at))
        expect(after[at].get(id), `${id} at ${at}`).to.equal(start[at].get(id));
    for (const at of ['one', 'two'] as const) {
      const created = world[at].calls.filter(({ operation }) => operation === 'create').length;
      expect(created, `made at ${at}`).to.equal(
        idsOf([at === 'one' ? 'only-two' : 'only-one'], at === 'one' ? 'two' : 'one').length,
      );
      expect(after[at].size).to.equal(start[at].size + created);
    }
  });

  it('both sides show the same people then, by name', () => {
    const shown = { one: byName(world, 'one'), two: byName(world, 'two') };
    for (const { kind, one, two } of people) {
      const [first, second] = [one[0], two[0]];
      if (kind === 'swapped' || kind === 'duplicate' || kind === 'blocked') continue;
      const name = nameOf(world, first === undefined ? 'two' : 'one', first ?? second ?? '');
      expect(shown.one.get(name), name).to.have.length(1);
      expect(shown.two.get(name), name).to.deep.equal(shown.one.get(name));
    }
    const now = facesOf(world, 'one');
    for (const { one } of people.filter(({ kind }) => kind === 'conflict' || kind === 'renamed'))
      expect(now.get(one[0] ?? ''), 'the side that was chosen').to.equal(start.one.get(one[0] ?? ''));
    for (const { one } of people.filter(({ kind }) => kind === 'adopt'))
      expect(world.one.accounts.get(one[0] ?? '')?.attributes.title).to.equal('clerk');
  });

  it('and a further run writes nothing', async () => {
    const writes = world.writes();
    const { status, error } = await world.run();
    expect([status, error]).to.deep.equal(['done', undefined]);
    expect(world.writes()).to.equal(writes);
  });
});

describe('to let one person of a first joining through', () => {
  it('lets nobody else through, also not in the next run', async () => {
    const world = new TwoWayWorld({ joined: false });
    for (const id of ['ada', 'bob']) world.add('one', id);
    const { runId } = await world.run();
    const sync = await world.sync();
    const written = (): readonly unknown[] =>
      [...world.two.accounts.values()].map(({ attributes: { userName } }) => userName).sort();
    await sync.approve(runId, { accounts: ['one:ada'] });
    expect((await world.run()).status).to.equal('waiting');
    expect(written()).to.deep.equal(['ada']);
    const [left] = await world.state.runs.list({ status: ['waiting'], limit: 1 });
    await sync.approve(left?.id ?? '');
    expect(written()).to.deep.equal(['ada', 'bob']);
    world.add('one', 'cem');
    expect((await world.run()).status).to.equal('done');
    expect(written()).to.deep.equal(['ada', 'bob', 'cem']);
  });
});

/** Every account as people see it, by id. */
function facesOf(world: TwoWayWorld, at: At): ReadonlyMap<string, string> {
  return new Map(
    [...world[at].accounts.values()].map(({ id, attributes, active, groups }) => [
      id,
      JSON.stringify([attributes, active, [...groups].sort()]),
    ]),
  );
}

function nameOf(world: TwoWayWorld, at: At, id: string): string {
  return String(world[at].accounts.get(id)?.attributes.userName).toLowerCase();
}

/** What both sides must agree on, by user name. */
function byName(world: TwoWayWorld, at: At): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  for (const { attributes, active, groups } of world[at].accounts.values()) {
    const name = String(attributes.userName).toLowerCase();
    const face = [
      String(attributes.mail ?? '').toLowerCase(),
      attributes.title ?? '',
      [...((attributes.tags ?? []) as readonly string[])].sort().join(),
      [...groups]
        .map((group) => group.toLowerCase())
        .sort()
        .join(),
      active,
    ].join(' | ');
    names.set(name, [...(names.get(name) ?? []), face]);
  }
  return names;
}
