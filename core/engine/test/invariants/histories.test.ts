import { expect } from 'chai';
import fc from 'fast-check';
import type { DirectoryAccount, DirectoryFault } from '../../../../packages/testing/src/memory/memory-directory.js';
import { MemoryState } from '../../src/state-memory/memory-state.js';
import { killedRun, writesMeet } from '../support/killed-run.js';
import { World } from '../support/world.js';

/** What may happen to the source between two runs, and how the next run goes. */
type Event =
  | { readonly kind: 'join'; readonly who: number; readonly roles: readonly string[] }
  | { readonly kind: 'rename' | 'retitle'; readonly who: number }
  | { readonly kind: 'block' | 'unblock' | 'drop' | 'forget'; readonly who: number }
  | { readonly kind: 'roles'; readonly who: number; readonly roles: readonly string[] }
  | {
      readonly kind: 'run';
      readonly faults: readonly (DirectoryFault | 'well')[];
      readonly killAt: number | undefined;
    };

const PEOPLE = 8;
const who = fc.nat(PEOPLE - 1);
const roles = fc.subarray(['staff', 'a', 'b', 'guest']);
const faults = fc.array(
  fc.constantFrom<DirectoryFault | 'well'>('well', 'well', 'refused', 'lost-request', 'lost-answer'),
  { maxLength: 12 },
);
const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ kind: fc.constant('join' as const), who, roles }),
  fc.record({
    kind: fc.constantFrom(
      'rename' as const,
      'retitle' as const,
      'block' as const,
      'unblock' as const,
      'drop' as const,
      'forget' as const,
    ),
    who,
  }),
  fc.record({ kind: fc.constant('roles' as const), who, roles }),
  fc.record({ kind: fc.constant('run' as const), faults, killAt: fc.option(fc.nat(60), { nil: undefined }) }),
);

interface Setting {
  readonly events: readonly Event[];
  readonly membership: 'account' | 'group';
  readonly batch: boolean;
  readonly list: boolean;
  /** Accounts that somebody made in the target before: some of our people, some strangers. */
  readonly before: readonly number[];
  readonly concurrency: number;
}

const setting: fc.Arbitrary<Setting> = fc.record({
  events: fc.array(event, { minLength: 4, maxLength: 30 }),
  membership: fc.constantFrom('account', 'group'),
  batch: fc.boolean(),
  list: fc.boolean(),
  before: fc.uniqueArray(fc.nat(PEOPLE + 2), { maxLength: 4 }),
  concurrency: fc.integer({ min: 1, max: 4 }),
});

describe('whatever happens, and however runs are broken off', () => {
  const runs = Number(process.env.ROLLCALL_HISTORIES ?? 300);
  it(`the target ends as the source says, each person has one account, and strangers are as they were (${runs} histories)`, async function () {
    this.timeout(120_000);
    await fc.assert(fc.asyncProperty(setting, play), { numRuns: runs });
  });
});

async function play(given: Setting): Promise<void> {
  const world = new World({ ...given, guard: { shrink: 100 }, state: new MemoryState({ salt: 's' }) });
  const strangers = prepareTarget(world, given.before);
  let serial = 0;
  for (const happening of given.events) {
    if (happening.kind === 'run')
      await killedRun(world, {
        killAt: happening.killAt,
        sides: [world.target],
        fault: writesMeet(happening.faults),
      });
    else edit(world, happening, () => (serial += 1));
  }
  // A killed run holds its lease until it expires; nobody waits for it in a test.
  world.clock.advance(3_600_000);
  for (let quiet = 0; quiet < 2; quiet += 1) {
    const result = await world.run();
    expect(result.error).to.equal(undefined);
    expect(result.status).to.equal('done');
  }
  check(world, strangers);
  const writes = world.target.writes().length;
  await world.run();
  expect(world.target.writes().length, 'writes of a run after nothing happened').to.equal(writes);
  expect((await world.state.journal.unsettled('staff', 10)).length, 'operations left open').to.equal(0);
}

/** Users p0… may be ours already; those beyond are strangers. */
function prepareTarget(world: World, before: readonly number[]): ReadonlyMap<string, string> {
  for (const index of before)
    world.target.add({
      id: `old${index}`,
      attributes: { userName: `P${index}`, note: `n${index}` },
      active: index % 2 === 0,
    });
  const strangers = [...world.target.accounts.values()].filter(
    ({ attributes }) => Number(String(attributes.userName).slice(1)) >= PEOPLE,
  );
  return new Map(strangers.map((account) => [account.id, picture(account)]));
}

function edit(world: World, happening: Exclude<Event, { readonly kind: 'run' }>, next: () => number): void {
  const id = `p${happening.who}`;
  const account = world.source.accounts.get(id);
  if (happening.kind === 'join') {
    if (account === undefined && !world.source.accounts.has(id)) world.person(id, { groups: happening.roles });
    return;
  }
  if (account === undefined) return;
  if (happening.kind === 'rename') account.attributes.name = `p${happening.who}.${next()}`;
  else if (happening.kind === 'retitle') account.attributes.title = `t${next()}`;
  else if (happening.kind === 'drop') account.attributes.mail = null;
  else if (happening.kind === 'block') account.active = false;
  else if (happening.kind === 'unblock') account.active = true;
  else if (happening.kind === 'forget') world.source.accounts.delete(id);
  else if (happening.kind === 'roles') {
    account.groups.clear();
    for (const role of happening.roles) account.groups.add(role);
  }
}

/** The oracle: computed from the source and the stage alone, never from what the engine remembers. */
function check(world: World, strangers: ReadonlyMap<string, string>): void {
  for (const [id, before] of strangers) {
    const account = world.target.accounts.get(id);
    expect(account === undefined ? 'gone' : picture(account), `stranger ${id}`).to.equal(before);
  }
  const owned = new Map<string, DirectoryAccount[]>();
  for (const account of world.target.accounts.values()) {
    const owner = account.attributes.externalId;
    if (typeof owner === 'string') owned.set(owner, [...(owned.get(owner) ?? []), account]);
  }
  for (const [owner, accounts] of owned) expect(accounts.length, `accounts of ${owner}`).to.equal(1);
  for (const person of world.source.accounts.values()) {
    const wanted = person.active && person.groups.has('staff');
    const account = owned.get(person.id)?.[0];
    if (!wanted) {
      if (account !== undefined) expect(account.active, `${person.id} is not wanted`).to.equal(false);
      continue;
    }
    if (account === undefined) throw new Error(`${person.id} has no account`);
    expect(account.active, `${person.id} is wanted`).to.equal(true);
    expect(account.attributes).to.include({
      userName: person.attributes.name,
      title: person.attributes.title,
      externalId: person.id,
    });
    expect(account.attributes.mail ?? null, `mail of ${person.id}`).to.equal(person.attributes.mail);
    expect([...account.groups].sort().join(), `groups of ${person.id}`).to.equal(
      [person.groups.has('a') && 'A', person.groups.has('b') && 'B'].filter(Boolean).join(),
    );
  }
  for (const [owner, [account]] of owned)
    if (!world.source.accounts.has(owner)) expect(account?.active, `${owner} is gone`).to.equal(false);
}

function picture({ id, attributes, active, groups }: DirectoryAccount): string {
  return JSON.stringify([id, attributes, active, [...groups]]);
}
