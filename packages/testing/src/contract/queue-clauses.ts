import { UnavailableError } from '@rollcall/contract';
import { expect } from 'chai';
import { seededRandom } from '../simulator/seeded-random.js';
import type { Clause } from './clause.js';
import { Crew, type Hand } from './queue-crew.js';
import type { QueueWorld } from './queue-world.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** "Soon": what a person who waits for it accepts. */
const SOON = 10 * SECOND;
/** "At last": what is made up when somebody died. */
const AT_LAST = 2 * MINUTE;

type Check = (crew: Crew, world: QueueWorld) => Promise<void>;

/** A clause that is tried with a crew, which is dismissed in the end. */
function clause(name: string, check: Check): Clause<QueueWorld> {
  return {
    name,
    check: async (world) => {
      const crew = new Crew(world);
      try {
        await check(crew, world);
        expect(crew.overlaps, 'two workers had the turn at once').to.deep.equal([]);
      } finally {
        await crew.dismiss();
      }
    },
  };
}

export const QUEUE_CLAUSES: readonly Clause<QueueWorld>[] = [
  clause('calls: what is stored and called for gets a turn soon', async (crew, world) => {
    const worker = await crew.worker('one');
    worker.work();
    await world.pass(90 * SECOND);
    await crew.ask(worker, 'a');
    await world.pass(SOON);
    expect(crew.done()).to.deep.equal(['a']);
    await world.pass(AT_LAST);
    expect(crew.done(), 'once is enough').to.deep.equal(['a']);
  }),
  clause('calls: those of one worker reach another, although the first is gone', async (crew, world) => {
    const [first, second] = [await crew.worker('one'), await crew.worker('two')];
    second.work();
    await world.pass(MINUTE);
    await crew.ask(first, 'a');
    crew.stall(first);
    await world.pass(AT_LAST);
    expect(crew.done()).to.deep.equal(['a']);
  }),
  clause('calls: what was called for when nobody worked is done by whoever begins', async (crew, world) => {
    const [first, second] = [await crew.worker('one'), await crew.worker('two')];
    await crew.ask(first, 'a');
    crew.stall(first);
    await world.pass(MINUTE);
    second.work();
    await world.pass(SOON);
    expect(crew.done()).to.deep.equal(['a']);
  }),
  clause('calls: no turn begins before something is due, and the earliest call counts', async (crew, world) => {
    const worker = await crew.worker('one');
    worker.work();
    await crew.ask(worker, 'late', 4 * MINUTE);
    await crew.ask(worker, 'early', 2 * MINUTE);
    await world.pass(2 * MINUTE - SECOND);
    expect(crew.turns, 'turns before that').to.deep.equal([]);
    await world.pass(SOON);
    expect(crew.done()).to.deep.equal(['early']);
    await world.pass(2 * MINUTE);
    expect(crew.done()).to.deep.equal(['early', 'late']);
  }),
  clause('inbox: what nobody called for is noticed', async (crew, world) => {
    await crew.store('a');
    const worker = await crew.worker('one');
    worker.work();
    await world.pass(AT_LAST);
    await crew.store('b');
    await world.pass(AT_LAST);
    expect(crew.done()).to.deep.equal(['a', 'b']);
  }),
  clause('turns: never do two workers have one, however long it takes', async (crew, world) => {
    const hands = [await crew.worker('one'), await crew.worker('two'), await crew.worker('three')];
    for (const hand of hands) hand.work('staff', { takesMs: MINUTE });
    for (const account of ['a', 'b', 'c', 'd', 'e']) {
      for (const hand of hands) await crew.ask(hand, account);
      await world.pass(MINUTE / 2);
    }
    await world.pass(3 * MINUTE);
    expect(new Set(crew.done())).to.deep.equal(new Set(['a', 'b', 'c', 'd', 'e']));
    expect(crew.turns.filter(({ endedAt }) => endedAt !== undefined).length, 'turns').to.be.greaterThan(2);
    expect(crew.turns.map(({ attempt }) => attempt).filter((attempt) => attempt > 1)).to.deep.equal([]);
    expect(crew.turns.filter(({ wasLost }) => wasLost)).to.deep.equal([]);
  }),
  clause('turns: those of other syncs go on meanwhile', async (crew, world) => {
    const worker = await crew.worker('one');
    worker.work('staff', { takesMs: 5 * MINUTE });
    worker.work('students');
    await crew.ask(worker, 'a');
    await world.pass(SOON);
    await crew.ask(worker, 'b', 0, 'students');
    await world.pass(SOON);
    expect([crew.done('staff'), crew.done('students')]).to.deep.equal([[], ['b']]);
  }),
  clause('turns: what comes during one gets another after it', async (crew, world) => {
    const worker = await crew.worker('one');
    worker.work('staff', { takesMs: MINUTE });
    await crew.ask(worker, 'a');
    await world.pass(SOON);
    await crew.ask(worker, 'a');
    await crew.ask(worker, 'b');
    await world.pass(2 * MINUTE + 2 * SOON);
    expect(crew.worked().map(({ done }) => [...done].sort())).to.deep.equal([['a'], ['a', 'b']]);
  }),
  clause('turns: the next one comes when the worker said, and none in a hurry', async (crew, world) => {
    const worker = await crew.worker('one');
    // As in a quarantine: something is due, and the worker will not have it now.
    const until = world.now() + 5 * MINUTE;
    worker.work('staff', { perform: async () => (world.now() < until ? until : undefined) });
    await crew.ask(worker, 'a');
    await world.pass(5 * MINUTE - SECOND);
    expect(crew.turns.length, 'turns in five minutes').to.be.within(1, 7);
    const before = crew.turns.length;
    await world.pass(AT_LAST);
    expect(crew.turns.length, 'turns afterwards').to.be.greaterThan(before);
  }),
  clause('turns: that of a worker that died goes to another', async (crew, world) => {
    const [first, second] = [await crew.worker('one'), await crew.worker('two')];
    first.work('staff', { takesMs: MINUTE });
    await world.pass(SECOND);
    await crew.ask(first, 'a');
    await world.pass(SOON);
    second.work();
    await world.pass(MINUTE / 2);
    crew.stall(first);
    await world.pass(AT_LAST);
    expect(crew.worked().map(({ by, attempt, done }) => `${by} ${attempt} ${done.join()}`)).to.deep.equal([
      'one 1 ',
      'two 2 a',
    ]);
  }),
  clause('turns: a worker that was given up hears of it', async (crew, world) => {
    const [first, second] = [await crew.worker('one'), await crew.worker('two')];
    first.work('staff', { takesMs: 3 * MINUTE });
    await world.pass(SECOND);
    await crew.ask(first, 'a');
    await world.pass(SOON);
    second.work('staff', { takesMs: 3 * MINUTE });
    crew.stall(first);
    await world.pass(AT_LAST);
    expect(crew.worked().map(({ by }) => by)).to.deep.equal(['one', 'two']);
    crew.resume(first);
    await world.pass(MINUTE / 2);
    const lost = new Map(
      crew.turns.map(({ by, signal, wasLost, endedAt }) => [by, endedAt === undefined ? signal.aborted : wasLost]),
    );
    expect([lost.get('one'), lost.get('two')]).to.deep.equal([true, false]);
    await world.pass(3 * MINUTE);
    expect(crew.done()).to.deep.equal(['a']);
  }),
  clause('turns: those that broke off are counted, until one ends', async (crew, world) => {
    const hands: Hand[] = [];
    for (const name of ['one', 'two', 'three']) hands.push(await crew.worker(name));
    await crew.ask(hands[0] as Hand, 'a');
    await world.pass(SECOND);
    for (const hand of hands) {
      hand.work('staff', hand.name === 'three' ? {} : { takesMs: 10 * MINUTE });
      await world.pass(hand.name === 'one' ? SOON : AT_LAST);
      if (hand.name !== 'three') crew.stall(hand);
    }
    await crew.ask(hands[2] as Hand, 'b');
    await world.pass(SOON);
    expect(crew.worked().map(({ by, attempt }) => `${by} ${attempt}`)).to.deep.equal([
      'one 1',
      'two 2',
      'three 3',
      'three 1',
    ]);
  }),
  clause('errors: what a turn throws ends the work of its worker, and of no other', async (crew, world) => {
    const [first, second] = [await crew.worker('one'), await crew.worker('two')];
    const error = new Error('of the worker');
    first.work('staff', { perform: () => Promise.reject(error) });
    await crew.ask(first, 'a');
    await world.pass(SOON);
    expect(first.ended.get('staff')).to.equal(error);
    second.work();
    await world.pass(AT_LAST);
    expect(crew.done()).to.deep.equal(['a']);
  }),
  clause('errors: what is unavailable is tried again', async (crew, world) => {
    const worker = await crew.worker('one');
    let tries = 0;
    const perform = (): Promise<undefined> => {
      tries += 1;
      return tries > 2 ? Promise.resolve(undefined) : Promise.reject(unavailable());
    };
    worker.work('staff', { perform });
    await crew.ask(worker, 'a');
    await world.pass(AT_LAST);
    expect([tries >= 3, worker.ended.size]).to.deep.equal([true, 0]);
  }),
  clause('stop: the turn under way ends, no other begins, and what waits is for others', async (crew, world) => {
    const [first, second] = [await crew.worker('one'), await crew.worker('two')];
    first.work('staff', { takesMs: MINUTE });
    await crew.ask(first, 'a');
    await world.pass(SOON);
    await crew.ask(first, 'b');
    first.stop();
    await world.pass(SOON);
    expect([crew.turns[0]?.signal.aborted, first.ended.size]).to.deep.equal([true, 0]);
    await world.pass(MINUTE);
    expect([first.ended.get('staff'), crew.done()]).to.deep.equal(['resolved', ['a']]);
    second.work();
    await world.pass(2 * SOON);
    expect(crew.worked().map(({ by }) => by)).to.deep.equal(['one', 'two']);
    expect(crew.done()).to.deep.equal(['a', 'b']);
  }),
  clause('histories: whoever dies when, everything is done, and by one at a time', async (crew, world) => {
    const random = seededRandom(20_261);
    const asked: { readonly account: string; readonly askedAt: number }[] = [];
    let at = await hired(crew, 0);
    for (let step = 1; step <= 10; step += 1) {
      const account = `p${Math.floor(random() * 4)}`;
      const afterMs = random() < 0.3 ? Math.floor(random() * MINUTE) : 0;
      asked.push({ account, askedAt: world.now() });
      const caller = at[Math.floor(random() * at.length)] as Hand;
      if (random() < 0.2) await crew.store(account, afterMs);
      else await crew.ask(caller, account, afterMs);
      await world.pass(Math.floor((random() * MINUTE) / 2));
      if (random() < 0.4) {
        const [victim, ...others] = at as [Hand, ...Hand[]];
        crew.stall(victim);
        at = [...others, ...(await hired(crew, step))];
      }
    }
    await world.pass(4 * MINUTE);
    const lost = asked.filter(
      ({ account, askedAt }) => !crew.turns.some((turn) => turn.beganAt >= askedAt && turn.done.includes(account)),
    );
    expect(lost, 'asked for and never done').to.deep.equal([]);
    expect((await world.state.inbox.waiting('staff')).count).to.equal(0);
  }),
];

async function hired(crew: Crew, step: number): Promise<Hand[]> {
  const hands = step === 0 ? [await crew.worker('w0a'), await crew.worker('w0b')] : [await crew.worker(`w${step}`)];
  for (const hand of hands) hand.work('staff', { takesMs: 20 * SECOND });
  return hands;
}

function unavailable(): UnavailableError {
  return new UnavailableError({ code: 'test', doing: 'a turn', happened: 'it is locked', outcome: 'not-sent' });
}
