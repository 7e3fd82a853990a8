import type { State } from '../../src/ports/state.js';

/** What a call gets in a process that is dead. */
export class Killed extends Error {}

/** The state as a process sees it that may die at any call: from then on nothing reaches it. */
export function mortal(state: State, tick: () => void): State {
  const wrap = <T extends object>(part: T): T =>
    new Proxy(part, {
      get: (target, name) => {
        const member = Reflect.get(target, name) as unknown;
        if (typeof member === 'function')
          return (...args: unknown[]): Promise<unknown> =>
            Promise.resolve().then(() => {
              tick();
              return (member as (...values: unknown[]) => unknown).apply(target, args);
            });
        return typeof member === 'object' && member !== null ? wrap(member) : member;
      },
    });
  return wrap(state);
}
