import { expect } from 'chai';
import fc from 'fast-check';
import type { DirectoryFault } from '../../../../packages/testing/src/memory/memory-directory.js';
import { MemoryState } from '../../src/state-memory/memory-state.js';
import { killedRun, writesMeet } from '../support/killed-run.js';
import { TwoWayWorld } from '../support/two-way-world.js';
import { type At, GROUPS, MergeOracle, TAGS, TEXTS, tagsOf } from './merge-oracle.js';

const PEOPLE = 3;
type Fault = DirectoryFault | 'well';

/** What people do on either side between runs, and how the next run goes. */
type Event =
  | { readonly kind: 'join' | 'delete' | 'block' | 'unblock'; readonly at: At; readonly who: number }
  | {
      readonly kind: 'text';
      readonly at: At;
      readonly who: number;
      readonly name: (typeof TEXTS)[number];
      readonly clear: boolean;
    }
  | { readonly kind: 'tag'; readonly at: At; readonly who: number; readonly tag: (typeof TAGS)[number] }
  | { readonly kind: 'group'; readonly at: At; readonly who: number; readonly group: keyof typeof GROUPS }
  | { readonly kind: 'broken'; readonly faults: readonly Fault[]; readonly killAt: number | undefined }
  | { readonly kind: 'ungroup'; readonly at: At; readonly group: keyof typeof GROUPS }
  /** Events that came late, twice, in another order, or not at all. */
  | { readonly kind: 'events'; readonly whose: readonly (readonly [At, number])[] }
  | { readonly kind: 'quiet' };

const at = fc.constantFrom<At>('one', 'two');
const who = fc.nat(PEOPLE - 1);
const faults = fc.array(fc.constantFrom<Fault>('well', 'well', 'refused', 'lost-request', 'lost-answer'), {
  maxLength: 8,
});
const usual = [
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('join' as const), at, who }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('block' as const, 'unblock' as const), at, who }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), at, who }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('text' as const),
      at,
      who,
      name: fc.constantFrom(...TEXTS),
      clear: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('tag' as const), at, who, tag: fc.constantFrom(...TAGS) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('group' as const),
      at,
      who,
      group: fc.constantFrom('a' as const, 'b' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('broken' as const),
      faults,
      killAt: fc.option(fc.nat(50), { nil: undefined }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('events' as const),
      whose: fc.array(fc.tuple(at, who), { maxLength: 5 }),
    }),
  },
  { weight: 4, arbitrary: fc.constant({ kind: 'quiet' as const }) },
] as const;
/** Somebody deletes a group; whoever was in it is in it no more, on that side. */
const ungrouping = {
  weight: 2,
  arbitrary: fc.record({
    kind: fc.constant('ungroup' as const),
    at,
    group: fc.constantFrom('a' as const, 'b' as const),
  }),
};

export interface History {
  readonly events: readonly Event[];
  readonly preferred: At;
  readonly membership: { readonly first: 'account' | 'group'; readonly second: 'account' | 'group' };
  /** Sides that leave out what has no value, and whose schema says so. */
  readonly leavesOut: readonly At[];
  /** Sides on which missing groups are made; nobody deletes a group on another one. */
  readonly makesGroups: readonly At[];
}
const membership = fc.constantFrom<'account' | 'group'>('account', 'account', 'group');

/** Histories of people, or of people and groups. */
export function historyOf(what: { readonly groups: boolean }): fc.Arbitrary<History> {
  const event: fc.Arbitrary<Event> = what.groups ? fc.oneof(...usual, ungrouping) : fc.oneof(...usual);
  return fc.record({
    events: fc.array(event, { minLength: 4, maxLength: 16 }),
    preferred: at,
    membership: fc.record({ first: membership, second: membership }),
    leavesOut: fc.constantFrom<readonly At[]>([], ['one'], ['two'], ['one', 'two']),
    makesGroups: what.groups ? fc.constantFrom<readonly At[]>(['one'], ['two'], ['one', 'two']) : fc.constant([]),
  });
}

/** One for each configuration: histories are played one after the other. */
const WORLDS = new Map<string, TwoWayWorld>();

export async function playHistory({
  events,
  preferred,
  membership: kinds,
  leavesOut: sides,
  makesGroups,
}: History): Promise<void> {
  const real = new MemoryState({ salt: 's' });
  const key = JSON.stringify([kinds, preferred, sides, makesGroups]);
  const leavesOut = { sides, said: true };
  const config = { conflicts: preferred, groups: { roles: GROUPS, create: makesGroups } };
  const world = WORLDS.get(key) ?? new TwoWayWorld({ membership: kinds, config, leavesOut });
  WORLDS.set(key, world.anew(real));
  const oracle = new MergeOracle(world, preferred);
  let serial = 0;
  for (const happening of events) {
    if (happening.kind === 'broken') {
      await world.compile();
      await killedRun(world, {
        killAt: happening.killAt,
        sides: [world.one, world.two],
        fault: writesMeet(happening.faults),
      });
      oracle.muddy();
    } else if (happening.kind === 'events') {
      await world.run({ kind: 'accounts', names: namesOf(oracle, happening.whose) });
      oracle.muddy();
    } else if (happening.kind === 'quiet') await quiet(world, oracle);
    else if (happening.kind === 'ungroup') {
      if (makesGroups.includes(happening.at)) deleteGroup(world, oracle, happening);
    } else edit(world, oracle, happening, () => (serial += 1));
  }
  await quiet(world, oracle);
  const before = world.writes();
  await world.run();
  expect(world.writes(), 'writes of a run after nothing happened').to.equal(before);
  expect((await real.journal.unsettled('people', 10)).length, 'operations left open').to.equal(0);
  for (const side of ['one', 'two'] as const) {
    expect(world[side].groups.size, `groups at ${side}`).to.equal(2);
    const names = [...world[side].accounts.values()].map(({ attributes }) => String(attributes.userName).split('.')[0]);
    expect(new Set(names).size, `people at ${side}`).to.equal(names.length);
  }
}

async function quiet(world: TwoWayWorld, oracle: MergeOracle): Promise<void> {
  const check = oracle.expectation();
  await world.settle(5);
  check();
}

/** Nobody deletes what the other side lacks as well: then nobody knows what the table means. */
function deleteGroup(
  world: TwoWayWorld,
  oracle: MergeOracle,
  { at: side, group }: Extract<Event, { readonly kind: 'ungroup' }>,
): void {
  const names = { one: group, two: GROUPS[group] };
  const other = side === 'one' ? 'two' : 'one';
  const id = world.groupNamed(side, names[side]);
  if (id === undefined || world.groupNamed(other, names[other]) === undefined) return;
  world[side].groups.delete(id);
  for (const account of world[side].accounts.values()) account.groups.delete(id);
  oracle.groupDeleted(side, group);
}

function namesOf(oracle: MergeOracle, whose: readonly (readonly [At, number])[]): readonly string[] {
  return whose.flatMap(([side, person]) => {
    const account = oracle.account(side, person);
    return account === undefined ? [] : [person % 2 === 0 ? account.id : `${side}:${account.id}`];
  });
}

function edit(
  world: TwoWayWorld,
  oracle: MergeOracle,
  happening: Exclude<Event, { readonly kind: 'broken' | 'events' | 'quiet' | 'ungroup' }>,
  next: () => number,
): void {
  const { at: side, who: person } = happening;
  const account = oracle.account(side, person);
  const known = oracle.known(person);
  if (happening.kind === 'join') {
    if (account !== undefined || known.hasAgreed || known.isEnded) return;
    // A partner may be on its way already: nobody adds a person whom somebody has added.
    if (known.isMuddy && oracle.account(side === 'one' ? 'two' : 'one', person) !== undefined) return;
    world.add(side, `${side}${person}`, { userName: `p${person}`, mail: `m${next()}@example.test` });
    return;
  }
  if (account === undefined) return;
  if (happening.kind === 'delete') {
    world[side].accounts.delete(account.id);
    known.deleted(side);
    return;
  }
  if (happening.kind === 'block' || happening.kind === 'unblock') {
    if (account.active === (happening.kind === 'unblock')) return;
    account.active = happening.kind === 'unblock';
    if (known.isEnded && account.active) known.isRevived = true;
    known.edited(side, 'active', account.active);
  } else if (happening.kind === 'text') {
    const value =
      happening.clear && happening.name !== 'userName'
        ? null
        : happening.name === 'userName'
          ? `p${person}.${next()}`
          : `v${next()}`;
    // Both sides had the person already under one name, or nobody would know that it is one person.
    if (happening.name === 'userName' && !known.hasAgreed) return;
    account.attributes[happening.name] = value;
    known.edited(side, happening.name, value);
  } else if (happening.kind === 'tag') {
    const tags = tagsOf(account);
    const has = tags.includes(happening.tag);
    account.attributes.tags = has ? tags.filter((tag) => tag !== happening.tag) : [...tags, happening.tag];
    known.edited(side, `tag ${happening.tag}`, !has);
  } else if (happening.kind === 'group') {
    const id = world.groupNamed(side, side === 'one' ? happening.group : GROUPS[happening.group]);
    if (id === undefined) return;
    const has = account.groups.has(id);
    if (has) account.groups.delete(id);
    else account.groups.add(id);
    known.edited(side, `group ${happening.group}`, !has);
  }
}
