import type { CorrelationTerm } from '@rollcall/contract';
import { UnsupportedError } from '@rollcall/contract';
import {
  compileFilter,
  type Filter,
  parsePath,
  printFilter,
  printName,
  printPath,
  type SchemaIndex,
} from '@rollcall/scim-protocol';
import type { Row, ScimApi } from '../scim-api.js';
import type { ScimConfig } from '../scim-config.js';
import { renamed } from './account-of.js';

export interface LookUp {
  readonly api: ScimApi;
  readonly config: ScimConfig;
  readonly users: SchemaIndex;
  readonly path: string;
  readonly doing: string;
  readonly signal: AbortSignal;
}

/**
 * All users for which every term holds: asked by filter, and compared here once more, because some services overlook filters.
 * Throws an `UnsupportedError` where the answer cannot be trusted either way.
 */
export async function lookUp(terms: readonly CorrelationTerm[], look: LookUp): Promise<readonly Row[]> {
  const { api, config, users, path, doing, signal } = look;
  if (terms.length === 0) throw notByFilter(doing, 'nothing was said to look for');
  const asked = askable(terms, config, doing);
  const filter = asked.map((term) => written(term, config, users)).join(' and ');
  const list = await api.list(path, { doing, signal, query: { filter } });
  const fits = compileFilter(together(terms, users), users);
  const found: Row[] = [];
  for (const told of list.resources) {
    const user = renamed(told, config.readAs);
    if (fits(user)) found.push(user);
  }
  const whole = list.resources.length >= (list.totalResults ?? 0) && list.nextCursor === undefined;
  if (!whole && found.length < list.resources.length)
    throw notByFilter(doing, 'the service answered with users who do not fit, and with the first page of them only');
  return found;
}

function askable(
  terms: readonly CorrelationTerm[],
  { filterBy, filterTerms }: ScimConfig,
  doing: string,
): readonly CorrelationTerm[] {
  const known = terms.filter(({ attribute }) => {
    const plain = attribute.replace(/\[[^\]]*\]/, '').toLowerCase();
    return filterBy.length === 0 || filterBy.some((one) => one.toLowerCase() === plain);
  });
  if (known.length === 0)
    throw notByFilter(
      doing,
      `the service cannot look users up by ${terms.map(({ attribute }) => attribute).join(', ')}`,
    );
  return filterTerms === 'single' ? known.slice(0, 1) : known;
}

/** The comparison as this service understands it. */
function written({ attribute, value }: CorrelationTerm, { elementFilter }: ScimConfig, users: SchemaIndex): string {
  const path = parsePath(attribute, { index: users });
  const literal = JSON.stringify(value);
  if (path.filter === undefined) return `${attribute} eq ${literal}`;
  const { filter, sub = 'value', ...plain } = path;
  if (elementFilter === 'sub-attribute') return `${printName({ ...plain, sub })} eq ${literal}`;
  if (elementFilter === 'entra') return `${printPath({ ...plain, filter, sub })} eq ${literal}`;
  return `${printName(plain)}[${printFilter(filter)} and ${sub} eq ${literal}]`;
}

/** What must hold of one user, exactly. */
function together(terms: readonly CorrelationTerm[], users: SchemaIndex): Filter {
  return terms
    .map(({ attribute, value }): Filter => {
      const { filter, sub, ...plain } = parsePath(attribute, { index: users });
      if (filter === undefined)
        return {
          kind: 'compare',
          attribute: sub === undefined ? plain : { ...plain, sub },
          operator: 'eq',
          value,
        };
      return { kind: 'element', attribute: plain, filter, then: { sub: sub ?? 'value', operator: 'eq', value } };
    })
    .reduce((left, right) => ({ kind: 'and', left, right }));
}

function notByFilter(doing: string, happened: string): UnsupportedError {
  return new UnsupportedError({
    code: 'scim-filter',
    doing,
    happened,
    hint: 'correlate by userName, or by another attribute that the service can filter by',
  });
}
