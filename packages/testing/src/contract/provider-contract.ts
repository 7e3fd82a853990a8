import {
  type Clause,
  type ClauseResult,
  type ClauseRun,
  describeClauses,
  type Fresh,
  runClauses,
  type Waivers,
} from './clause.js';
import { PROVIDER_LIFE_CLAUSES } from './provider-life-clauses.js';
import { PROVIDER_QUERY_CLAUSES } from './provider-query-clauses.js';
import { PROVIDER_READ_CLAUSES } from './provider-read-clauses.js';
import type { ProviderWorld, WatchedWorld } from './provider-world.js';
import { PROVIDER_WRITE_CLAUSES } from './provider-write-clauses.js';
import { watchTimers } from './watch-timers.js';

/** How the suite gets a provider with a system to talk to. */
export interface ProviderContractOptions {
  /** A fresh test system and a provider for it; called once a clause. */
  readonly make: () => Fresh<ProviderWorld> | Promise<Fresh<ProviderWorld>>;
  /** Clauses that need not hold, each with the reason. One that holds all the same fails. */
  readonly waive?: Waivers;
}

/** What every provider must do, facet by facet, as mocha tests. Clauses about facets that it does not have are skipped. */
export function providerContract(name: string, options: ProviderContractOptions): void {
  describeClauses(`the provider "${name}" keeps the provider contract`, runOf(options));
}

/** {@link providerContract} without mocha: what became of each clause. */
export function checkProvider(options: ProviderContractOptions): Promise<readonly ClauseResult[]> {
  return runClauses(runOf(options));
}

/** Every clause of the provider contract. */
export const PROVIDER_CLAUSES: readonly Clause<WatchedWorld>[] = [
  ...PROVIDER_READ_CLAUSES,
  ...PROVIDER_QUERY_CLAUSES,
  ...PROVIDER_LIFE_CLAUSES,
  ...PROVIDER_WRITE_CLAUSES,
];

function runOf({ make, waive = {} }: ProviderContractOptions): ClauseRun<WatchedWorld> {
  return {
    clauses: PROVIDER_CLAUSES,
    waive,
    make: async () => {
      const timers = watchTimers();
      try {
        const { subject, dispose } = await make();
        const end = async (): Promise<void> => {
          timers.end();
          await dispose?.();
        };
        // The world may be an object with getters or a class: it is asked, not copied.
        return { subject: Object.create(subject, { timers: { value: timers } }) as WatchedWorld, dispose: end };
      } catch (error) {
        timers.end();
        throw error;
      }
    },
  };
}
