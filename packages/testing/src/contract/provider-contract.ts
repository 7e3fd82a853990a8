import { type ClauseResult, type ClauseRun, describeClauses, type Fresh, runClauses, type Waivers } from './clause.js';
import { PROVIDER_READ_CLAUSES } from './provider-read-clauses.js';
import type { ProviderWorld } from './provider-world.js';
import { PROVIDER_WRITE_CLAUSES } from './provider-write-clauses.js';

export interface ProviderContractOptions {
  /** A fresh test system and a provider for it; called once a clause. */
  readonly make: () => Fresh<ProviderWorld> | Promise<Fresh<ProviderWorld>>;
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

function runOf({ make, waive = {} }: ProviderContractOptions): ClauseRun<ProviderWorld> {
  return { clauses: [...PROVIDER_READ_CLAUSES, ...PROVIDER_WRITE_CLAUSES], waive, make };
}
