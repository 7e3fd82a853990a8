import {
  type Clock,
  MemoryState,
  type Queue,
  type State,
  StateQueue,
  type Turn,
  type TurnStore,
} from '@rollcall/engine';
import { checkQueue, queueContract, stateQueueWorld } from '@rollcall/testing';
import { expect } from 'chai';
import { describePlantedFaults } from './planted.js';

type Fault = (state: State, clock: Clock) => Queue;
type Perform = (turn: Turn) => Promise<number | undefined>;

/** A queue that is sound but for this. */
const but =
  (change: (sound: Queue, clock: Clock) => Partial<Queue>): Fault =>
  (state, clock) => {
    const sound = new StateQueue(state, clock);
    const own: Queue = {
      place: sound.place,
      call: (...args) => sound.call(...args),
      work: (...args) => sound.work(...args),
      close: () => sound.close(),
    };
    return { ...own, ...change(sound, clock) };
  };

/** A sound queue over turns that are sound but for this. */
const turnsBut =
  (change: (own: TurnStore) => Partial<TurnStore>): Fault =>
  ({ inbox, turns }, clock) => {
    const own: TurnStore = {
      take: (...args) => turns.take(...args),
      renew: (...args) => turns.renew(...args),
      end: (...args) => turns.end(...args),
    };
    return new StateQueue({ inbox, turns: { ...own, ...change(own) } }, clock);
  };

/** It hears of what its own process called for, and never looks what is there. */
const blind: Fault = ({ inbox, turns }, clock) => {
  const nothing = { count: 0, nextAt: null, oldestAt: null, failing: 0 };
  const closed = new Proxy(inbox, {
    get: (own, name, receiver) => (name === 'waiting' ? async () => nothing : Reflect.get(own, name, receiver)),
  });
  return new StateQueue({ inbox: closed, turns }, clock);
};

const FAULTS: Readonly<Record<string, Fault>> = {
  'calls: what is stored and called for gets a turn soon': but(() => ({ call: async () => undefined })),
  'calls: those of one worker reach another, although the first is gone': blind,
  'calls: what was called for when nobody worked is done by whoever begins': blind,
  'calls: no turn begins before something is due, and the earliest call counts': but((own, clock) => ({
    call: (sync) => own.call(sync, clock.now()),
  })),
  'inbox: what nobody called for is noticed': blind,
  'turns: never do two workers have one, however long it takes': turnsBut((own) => ({
    renew: async (sync, lease) => own.renew(sync, { ...lease, ttlMs: 0 }),
  })),
  'turns: those of other syncs go on meanwhile': turnsBut((own) => ({
    take: (_, lease) => own.take('any', lease),
    renew: (_, lease) => own.renew('any', lease),
    end: (_, holder) => own.end('any', holder),
  })),
  'turns: what comes during one gets another after it': (state, clock) => {
    let busy = 0;
    const own = blind(state, clock);
    return {
      place: own.place,
      close: () => own.close(),
      call: async (sync, dueAt) => (busy > 0 ? undefined : own.call(sync, dueAt)),
      work: (sync, perform, signal) =>
        own.work(
          sync,
          async (turn) => {
            busy += 1;
            await perform(turn);
            busy -= 1;
            return undefined;
          },
          signal,
        ),
    };
  },
  'turns: the next one comes when the worker said, and none in a hurry': but((own, clock) => ({
    work: (sync, perform, signal) =>
      own.work(
        sync,
        async (turn) => {
          await perform(turn);
          return clock.now() + 1_000;
        },
        signal,
      ),
  })),
  'turns: that of a worker that died goes to another': turnsBut((own) => ({
    take: (sync, lease) => own.take(sync, { ...lease, ttlMs: 600_000 }),
    renew: (sync, lease) => own.renew(sync, { ...lease, ttlMs: 600_000 }),
  })),
  'turns: a worker that was given up hears of it': turnsBut(() => ({ renew: async () => true })),
  'turns: those that broke off are counted, until one ends': but((own) => ({
    work: (sync, perform, signal) => own.work(sync, (turn) => perform({ ...turn, attempt: 1 }), signal),
  })),
  'errors: what a turn throws ends the work of its worker, and of no other': but((own) => ({
    work: (sync, perform, signal) => own.work(sync, (turn) => perform(turn).catch(() => undefined), signal),
  })),
  'errors: what is unavailable is tried again': but((own) => ({
    work: (sync, perform, signal) => own.work(sync, asBug(perform), signal),
  })),
  'stop: the turn under way ends, no other begins, and what waits is for others': but((own) => ({
    work: (sync, perform, signal) =>
      Promise.race([
        own.work(sync, perform, signal),
        new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve())),
      ]),
  })),
  'histories: whoever dies when, everything is done, and by one at a time': turnsBut((own) => ({
    take: async (sync, lease) => {
      const taken = await own.take(sync, lease);
      return taken.taken ? taken : own.take(sync, { ...lease, takeFrom: taken.holder });
    },
  })),
};

function asBug(perform: Perform): Perform {
  return (turn) =>
    perform(turn).catch((error: unknown) => {
      throw new Error(String(error));
    });
}

queueContract('StateQueue on MemoryState', () => stateQueueWorld(new MemoryState()));

describe('the clauses of the queue contract', () => {
  describePlantedFaults(FAULTS, (fault) => checkQueue(() => stateQueueWorld(new MemoryState(), fault)));

  it('have no waiver that is not needed', async () => {
    const clause = 'inbox: what nobody called for is noticed';
    const results = await checkQueue(() => stateQueueWorld(new MemoryState(), blind), {
      waive: { [clause]: 'it hears of calls alone' },
    });
    expect(results.find((result) => result.clause === clause)).to.deep.include({ status: 'waived' });
    const needless = await checkQueue(() => stateQueueWorld(new MemoryState()), { waive: { [clause]: 'a reason' } });
    expect(needless.find((result) => result.clause === clause)).to.deep.include({ status: 'broken' });
  });
});
