import { type Clock, type Queue, type State, StateQueue } from '@rollcall/engine';
import { VirtualClock } from '../memory/virtual-clock.js';
import type { QueueWorld } from './queue-world.js';
import { Stalling } from './stalling.js';

/** Turns of the event loop without a call to the state after which nobody does anything any more. */
const QUIET_TURNS = 8;

/** Workers whose queue is kept in this state: for authors of states, with {@link queueContract}. */
export function stateQueueWorld(
  state: State,
  make: (state: State, clock: Clock) => Queue = (own, clock) => new StateQueue(own, clock),
): QueueWorld {
  const clock = new VirtualClock();
  const calls = { open: 0, made: 0 };
  const watched = { ...state, inbox: counting(state.inbox, calls), turns: counting(state.turns, calls) } as State;
  const rest = async (): Promise<void> => {
    for (
      let quiet = 0, seen = calls.made;
      quiet < QUIET_TURNS;
      quiet = calls.open > 0 || calls.made !== seen ? 0 : quiet + 1
    ) {
      seen = calls.made;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return {
    state: watched,
    now: () => clock.now(),
    pass: async (ms) => {
      const until = clock.now() + ms;
      await clock.runUntil(until, rest);
    },
    worker: () => {
      const stalling = new Stalling();
      const sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
        try {
          await clock.sleep(ms, signal);
        } finally {
          await stalling.pass();
        }
      };
      return {
        queue: make(watched, { now: () => clock.now(), sleep }),
        sleep: (ms) => sleep(ms),
        stall: () => stalling.stall(),
        resume: () => stalling.resume(),
      };
    },
    dispose: () => state.close(),
  };
}

/** The same, and it can be told whether somebody waits for an answer. */
function counting<T extends object>(store: T, calls: { open: number; made: number }): T {
  return new Proxy(store, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return async (...args: readonly unknown[]) => {
        calls.open += 1;
        calls.made += 1;
        try {
          return await (Reflect.apply(value, target, args) as Promise<unknown>);
        } finally {
          calls.open -= 1;
        }
      };
    },
  });
}
