import { expect } from 'chai';
import type { Clause } from './clause.js';
import { requestOf, signal } from './provider-read-clauses.js';
import type { WatchedWorld } from './provider-world.js';

/** Clauses about the end of a provider, and about what it leaves behind. */
export const PROVIDER_LIFE_CLAUSES: readonly Clause<WatchedWorld>[] = [
  {
    name: 'close: may be called, and again',
    check: async ({ provider }) => {
      await provider.close?.();
      await provider.close?.();
    },
  },
  {
    name: 'close: leaves no timer that keeps the process alive',
    check: async (world) => {
      const { provider, timers } = world;
      await provider.check(signal());
      for await (const _ of provider.accounts?.pages(requestOf(world)) ?? []) break;
      await provider.close?.();
      // What it ends while it closes may take a turn of the event loop.
      for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      expect(timers.left(), 'timers that run on after close()').to.equal(0);
    },
  },
];
