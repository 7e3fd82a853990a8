import type { Clause } from '../../src/contract/clause.js';
import { MAPPER_CLAUSES } from '../../src/contract/mapper-clauses.js';
import { PROVIDER_CLAUSES } from '../../src/contract/provider-contract.js';
import { QUEUE_CLAUSES } from '../../src/contract/queue-clauses.js';
import { stateClauses } from '../../src/contract/state-contract.js';
import { TRIGGER_CLAUSES } from '../../src/contract/trigger-clauses.js';

/** Every clause, by contract: for what holds of all of them. */
export function allClauses(): Readonly<Record<string, readonly Pick<Clause<never>, 'name' | 'announced'>[]>> {
  return {
    provider: PROVIDER_CLAUSES,
    mapper: MAPPER_CLAUSES,
    trigger: TRIGGER_CLAUSES,
    state: stateClauses(),
    queue: QUEUE_CLAUSES,
  };
}
