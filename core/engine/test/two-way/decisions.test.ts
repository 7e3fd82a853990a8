import { expect } from 'chai';
import fc from 'fast-check';
import { MemoryState } from '../../src/state-memory/memory-state.js';
import { killedRun } from '../support/killed-run.js';
import { TwoWayWorld } from '../support/two-way-world.js';

type At = 'one' | 'two';
const NAMES = ['userName', 'mail', 'title'] as const;
type Name = (typeof NAMES)[number];

/** What happened to one value of one person, and what somebody decided about it. */
interface Fate {
  readonly edits: readonly At[];
  readonly take: At | 'later';
  /** After the decision, before it was carried out for certain. */
  readonly late: At | 'nobody';
}
const fate: fc.Arbitrary<Fate> = fc.record({
  edits: fc.constantFrom<readonly At[]>([], ['one'], ['two'], ['one', 'two'], ['one', 'two']),
  take: fc.constantFrom<At | 'later'>('one', 'two', 'later'),
  late: fc.constantFrom<At | 'nobody'>('nobody', 'nobody', 'nobody', 'one', 'two'),
});
interface History {
  readonly people: readonly Readonly<Record<Name, Fate>>[];
  readonly killAt: number | undefined;
  readonly membership: 'account' | 'group';
}
const history: fc.Arbitrary<History> = fc.record({
  people: fc.array(fc.record({ userName: fate, mail: fate, title: fate }), { minLength: 1, maxLength: 3 }),
  killAt: fc.option(fc.nat(40), { nil: undefined }),
  membership: fc.constantFrom<'account' | 'group'>('account', 'group'),
});
const RUNS = Number(process.env.ROLLCALL_DECISIONS ?? 200);
const SEED = Number(process.env.ROLLCALL_SEED ?? 20_261_127);

describe('conflicts that somebody decides value by value', () => {
  it(`end as was decided, and nothing else is lost, however the run is broken off (${RUNS} histories, seed ${SEED})`, async function () {
    this.timeout(120_000);
    await fc.assert(fc.asyncProperty(history, play), { numRuns: RUNS, seed: SEED });
  });

  it('are told with both values, and the journal says who decided', async () => {
    const { world, waiting } = await contested();
    const sync = await world.sync();
    const [conflicts = []] = await Array.fromAsync(sync.conflicts(waiting));
    expect(conflicts).to.deep.equal([
      {
        first: 'ada',
        second: '1',
        names: ['one:ada', 'two:1'],
        label: 'ada',
        values: [
          { key: 'mail', name: 'mail', first: 'a@one', second: 'a@two', choices: ['one', 'two'] },
          { key: 'title', name: 'title', first: 'Dr', second: 'Prof', choices: ['one', 'two'] },
        ],
      },
    ]);
    const choices = [
      { person: 'two:1', value: 'mail', take: 'one' },
      { person: 'one:ada', value: 'title', take: 'two' },
    ];
    const report = await sync.resolve(waiting, choices, { by: 'grace' });
    expect(report.status).to.equal('done');
    for (const side of [world.one, world.two])
      expect([...side.accounts.values()].map(({ attributes: { mail, title } }) => [mail, title])).to.deep.equal([
        ['a@one', 'Prof'],
      ]);
    const done = await world.state.journal.page(report.run.id, { limit: 10 });
    expect(done.map(({ kind, sourceId, reason }) => `${kind} ${sourceId}: ${reason.detail}`)).to.deep.equal([
      'update one:ada: mail changed on both sides; grace decided for one',
      'update two:1: title changed on both sides; grace decided for two',
    ]);
    const answered = await world.state.journal.page(waiting, { limit: 10 });
    expect(answered.map(({ status, notes }) => `${status}: ${notes.join()}`)).to.deep.equal(
      Array<string>(2).fill(`approved: decided by grace, value by value: run ${report.run.id}`),
    );
    expect((await world.state.runs.get(waiting))?.status).to.equal('done');
    await world.settle();
    expect((await world.state.marks.list('decided:')).size, 'decisions that are kept').to.equal(0);
  });

  it('go on waiting as far as nobody decided', async () => {
    const { world, waiting } = await contested();
    const sync = await world.sync();
    const report = await sync.resolve(waiting, [{ person: 'one:ada', value: 'mail', take: 'two' }]);
    expect(report.status).to.equal('waiting');
    const [left = []] = await Array.fromAsync(sync.conflicts(report.run.id));
    expect(left.map(({ values }) => values.map(({ name }) => name))).to.deep.equal([['title']]);
    expect(world.one.accounts.get('ada')?.attributes).to.include({ mail: 'a@two', title: 'Dr' });
    expect(await Array.fromAsync(sync.conflicts(waiting)), 'of the run that was answered').to.deep.equal([]);
  });

  it('are not decided by a word about other values', async () => {
    const { world, waiting } = await contested();
    const sync = await world.sync();
    const stop = AbortSignal.abort(new Error('before anything is read'));
    const choice = { person: 'one:ada', value: 'mail', take: 'two' };
    await sync.resolve(waiting, [choice], { signal: stop }).catch(() => {});
    const account = world.two.accounts.get('1');
    if (account === undefined) throw new Error('there is no partner');
    account.attributes.mail = 'newer@two';
    expect((await world.run()).status).to.equal('waiting');
    expect(world.one.accounts.get('ada')?.attributes.mail).to.equal('a@one');
    expect((await world.state.marks.list('decided:')).size, 'decisions that are kept').to.equal(0);
  });

  for (const [what, choice, code] of [
    ['somebody else', { person: 'one:bob', value: 'mail', take: 'one' }, 'unknown-conflict'],
    ['another value', { person: 'one:ada', value: 'tags', take: 'one' }, 'unknown-conflict'],
    ['another connection', { person: 'one:ada', value: 'mail', take: 'three' }, 'unknown-choice'],
  ] as const)
    it(`are not decided for ${what}, and nothing is kept of it`, async () => {
      const { world, waiting } = await contested();
      const sync = await world.sync();
      const error = await sync.resolve(waiting, [choice]).then(
        () => undefined,
        (reason: { readonly code?: string }) => reason.code,
      );
      expect(error).to.equal(code);
      expect((await world.state.marks.list('decided:')).size).to.equal(0);
    });
});

/** Ada, of whom both sides changed the mail address and the title. */
async function contested(): Promise<{ readonly world: TwoWayWorld; readonly waiting: string }> {
  const world = new TwoWayWorld();
  world.add('one', 'ada');
  await world.settle();
  Object.assign(world.one.accounts.get('ada')?.attributes ?? {}, { mail: 'a@one', title: 'Dr' });
  Object.assign(world.two.accounts.get('1')?.attributes ?? {}, { mail: 'a@two', title: 'Prof' });
  const { status, runId } = await world.run();
  expect(status).to.equal('waiting');
  return { world, waiting: runId };
}

const WORLDS = new Map<string, TwoWayWorld>();

async function play({ people, killAt, membership }: History): Promise<void> {
  const real = new MemoryState({ salt: 'salt' });
  const known = WORLDS.get(membership) ?? new TwoWayWorld({ membership: { first: membership, second: membership } });
  const world = known.anew(real);
  WORLDS.set(membership, world);
  for (const at of people.keys()) world.add('one', `p${at}`, { title: 'as agreed' });
  await world.settle();
  const account = (side: At, at: number): Record<string, unknown> => {
    const found = side === 'one' ? world.one.accounts.get(`p${at}`) : world.two.accounts.get(partners[at] ?? '');
    if (found === undefined) throw new Error(`person ${at} is not at ${side}`);
    return found.attributes as Record<string, unknown>;
  };
  const links = await real.links.get(
    'people',
    people.map((_, at) => `p${at}`),
  );
  const partners = people.map((_, at) => links.get(`p${at}`)?.targetId ?? '');
  for (const [at, person] of people.entries())
    for (const name of NAMES) for (const side of person[name].edits) account(side, at)[name] = `${name} ${at} ${side}`;
  const { runId, status } = await world.run();
  const isContested = ({ edits }: Fate): boolean => edits.length === 2;
  const all = people.flatMap((person, at) => NAMES.map((name) => ({ at, name, fate: person[name] })));
  expect(status).to.equal(all.some(({ fate: one }) => isContested(one)) ? 'waiting' : 'done');
  const choices = all.flatMap(({ at, name, fate: { edits, take } }) =>
    edits.length === 2 && take !== 'later'
      ? [{ person: at % 2 === 0 ? `one:p${at}` : `two:${partners[at]}`, value: name, take }]
      : [],
  );
  await decide(world, { runId, choices, killAt });
  for (const {
    at,
    name,
    fate: { late },
  } of all)
    if (late !== 'nobody') account(late, at)[name] = `late ${name} ${at}`;
  for (let again = 0; again < 3; again += 1) expect((await world.run()).error).to.equal(undefined);
  for (const { at, name, fate: one } of all)
    expectFate(one, `${name} of person ${at}`, { one: account('one', at)[name], two: account('two', at)[name] }, [
      `${name} ${at}`,
      name === 'userName' ? `p${at}` : name === 'mail' ? `p${at}@example.test` : 'as agreed',
    ]);
  const before = world.writes();
  await world.run();
  expect(world.writes(), 'writes of a run after nothing happened').to.equal(before);
  expect([world.one.accounts.size, world.two.accounts.size]).to.deep.equal([people.length, people.length]);
}

/** What both sides must have, by what people did alone. */
function expectFate(
  { edits, take, late }: Fate,
  what: string,
  now: Readonly<Record<At, unknown>>,
  [edited, agreed]: readonly [edited: string, agreed: string],
): void {
  const own = (side: At): string => `${edited} ${side}`;
  const [only] = edits;
  const isDecided = edits.length === 2 && take !== 'later';
  if (late !== 'nobody') {
    const newest = `late ${edited}`;
    const other = late === 'one' ? 'two' : 'one';
    expect(now[late], `${what}: changed last at ${late}`).to.equal(newest);
    if (!isDecided && edits.length === 2) expect(now[other], `${what}: nobody decided`).to.equal(own(other));
    // Carried out before, it is one more change of one side; not yet, the word was about another value.
    else if (isDecided) expect([newest, own(other)], `${what}: decided before it changed`).to.include(now[other]);
    else expect(now[other], `${what}: changed at one side after another`).to.equal(newest);
    return;
  }
  const expected = (side: At): string => {
    if (only === undefined) return agreed;
    if (edits.length === 1) return own(only);
    return own(take === 'later' ? side : take);
  };
  for (const side of ['one', 'two'] as const) expect(now[side], `${what} at ${side}`).to.equal(expected(side));
}

/** Decides, in a run that may be killed at any call. */
async function decide(
  world: TwoWayWorld,
  {
    runId,
    choices,
    killAt,
  }: {
    readonly runId: string;
    readonly choices: Parameters<Awaited<ReturnType<TwoWayWorld['sync']>>['resolve']>[1];
    readonly killAt: number | undefined;
  },
): Promise<void> {
  if (choices.length === 0) return;
  const sync = await world.sync();
  if (killAt === undefined) return void (await sync.resolve(runId, choices));
  // The word is written down before anything else is done.
  const kept = new AbortController();
  kept.abort(new Error('written down'));
  await sync.resolve(runId, choices, { signal: kept.signal }).catch(() => {});
  await killedRun(world, { killAt, sides: [world.one, world.two] });
}
