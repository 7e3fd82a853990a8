import type { CorrelationTerm } from '@rollcall/contract';
import { RejectedError, UnsupportedError } from '@rollcall/contract';
import {
  compileFilter,
  type Filter,
  parsePath,
  printFilter,
  printName,
  printPath,
  readPath,
  type SchemaIndex,
} from '@rollcall/scim-protocol';
import { idOf, type Row, type ScimApi } from '../scim-api.js';
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
  const { config, users, doing } = look;
  if (terms.length === 0) throw notByFilter(doing, 'nothing was said to look for');
  const asked = askable(terms, look);
  const questions = config.filterTerms === 'single' ? asked.map((term) => [term]) : [asked];
  const holds = terms.map((term) => testOf(term, users, config.trustFilters && asked.includes(term)));
  let found: readonly Row[] | undefined;
  for (const question of questions) {
    const answered = await ask(question, holds, look);
    const ids = new Set(answered.map(idOf));
    // Each question of its own narrows what those before have found.
    found = (found ?? answered).filter((user) => ids.has(idOf(user)));
    if (found.length === 0) break;
  }
  return (found ?? []).filter((user) => holds.every((test) => test(user)));
}

type Test = (user: Row) => boolean;

async function ask(
  question: readonly CorrelationTerm[],
  holds: readonly Test[],
  look: LookUp,
): Promise<readonly Row[]> {
  const { api, config, users, path, doing, signal } = look;
  const filter = question.map((term) => written(term, config, users)).join(' and ');
  try {
    const list = await api.list(path, {
      doing,
      signal,
      query: { filter },
      nobodyIsNotFound: config.nobodyIs === 'not-found',
    });
    const found = list.resources.map((told) => renamed(told, config.readAs));
    const whole = found.length >= (list.totalResults ?? 0) && list.nextCursor === undefined;
    if (!whole && !found.every((user) => holds.every((test) => test(user))))
      throw notByFilter(doing, 'the service answered with users who do not fit, and with the first page of them only');
    return found;
  } catch (error) {
    // Many services say no more than 400 to a filter that they do not understand.
    if (RejectedError.is(error)) throw notByFilter(doing, error.happened);
    throw error;
  }
}

function askable(terms: readonly CorrelationTerm[], { config, users, doing }: LookUp): readonly CorrelationTerm[] {
  const { filterBy, elementFilter } = config;
  const known = terms.filter(({ attribute }) => {
    const path = parsePath(attribute, { index: users });
    // Entra's form names one element: a value of any of them cannot be asked for.
    if (elementFilter === 'entra' && path.filter === undefined && users.resolve(path)?.attribute.multiValued === true)
      return false;
    const plain = attribute.replace(/\[[^\]]*\]/, '').toLowerCase();
    return filterBy.length === 0 || filterBy.some((one) => one.toLowerCase() === plain);
  });
  if (known.length > 0) return known;
  const names = terms.map(({ attribute }) => attribute).join(', ');
  throw notByFilter(doing, `the service cannot look users up by ${names}`);
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

/** Does a term hold of one user? `trusted`: also where the service does not tell the attribute that it was asked for. */
function testOf(term: CorrelationTerm, users: SchemaIndex, trusted: boolean): Test {
  const path = parsePath(term.attribute, { index: users });
  const fits = compileFilter(comparison(term, users), users);
  return (user) => fits(user) || (trusted && readPath(user, path, users) === undefined);
}

function comparison({ attribute, value }: CorrelationTerm, users: SchemaIndex): Filter {
  const { filter, sub, ...plain } = parsePath(attribute, { index: users });
  if (filter !== undefined)
    return { kind: 'element', attribute: plain, filter, then: { sub: sub ?? 'value', operator: 'eq', value } };
  return { kind: 'compare', attribute: sub === undefined ? plain : { ...plain, sub }, operator: 'eq', value };
}

function notByFilter(doing: string, happened: string): UnsupportedError {
  return new UnsupportedError({
    code: 'scim-filter',
    doing,
    happened,
    hint: 'correlate by userName, or by another attribute that the service can filter by',
  });
}
