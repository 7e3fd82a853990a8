import type { Filter } from '../filter/ast.js';
import { conditionsIn, type FilterCapability, takesFilter } from '../filter/filter-capability.js';
import type { FilterTest } from './filter-condition.js';
import type { Answer, QueryLanguage } from './translate.js';

/** SCIM's own filters, as far as a server takes them. What it takes it answers exactly. */
export function scimLanguage(capability: FilterCapability): QueryLanguage<FilterTest, Filter> {
  const taken = (query: Filter): Answer<Filter> | undefined =>
    takesFilter(query, capability) ? { query, exact: true } : undefined;
  const joined = (kind: 'and' | 'or', queries: readonly Filter[]): Answer<Filter> | undefined => {
    const conditions = queries.reduce((sum, query) => sum + conditionsIn(query), 0);
    if (capability[kind] === false || conditions > (capability.mostConditions ?? Infinity)) return undefined;
    return { query: queries.reduce((left, right) => ({ kind, left, right })), exact: true };
  };
  return {
    ask: (test, holds) => taken(holds ? test : { kind: 'not', filter: test }),
    all: (queries) => joined('and', queries),
    any: (queries) => joined('or', queries),
  };
}
