import type { CorrelationTerm } from '@rollcall/contract';
import { UnavailableError, UnsupportedError } from '@rollcall/contract';
import { asciiDomain, collides, sameEmail, sameText } from '../same-text.js';
import type { CoreApi, JsonApiRow } from './core-api.js';
import { type CoreUser, coreUser } from './core-user.js';
import { usersByDate } from './users-by-date.js';

/** A value that no two users may have. */
export interface Occupied {
  readonly attribute: 'username' | 'email';
  readonly value: string;
}

type Comparison = (user: CoreUser, term: CorrelationTerm) => boolean;

/** Attributes that Joomla can search, the most telling first. */
const SEARCHABLE = ['id', 'username', 'email', 'name'] as const;

/** Users of the site, by id and by what they are called. */
export class CoreUsers {
  constructor(
    readonly api: CoreApi,
    private readonly pageSize: number,
  ) {}

  /** The user with its group ids, or `undefined` when Joomla has none with this id. */
  async get(id: string, signal: AbortSignal): Promise<CoreUser | undefined> {
    // Joomla's ids are numbers; anything else would be another path.
    if (!/^\d{1,18}$/.test(id)) return undefined;
    const doing = `reading user ${id} of ${this.api.site}`;
    const row = await this.api.get(`users/${id}`, doing, signal);
    if (row === undefined) return undefined;
    const user = userOf(row, doing);
    if (user.groups === undefined || user.id !== id) throw notUser(doing);
    return { ...user, groups: user.groups };
  }

  /** Users for whom all terms hold, at most two. Their group ids are not known. */
  find(terms: readonly CorrelationTerm[], signal: AbortSignal): Promise<readonly CoreUser[]> {
    return this.#matching(terms, holds, signal);
  }

  /** A user other than `self` whose username or e-mail Joomla may take for this one, and so refuses it. */
  async inTheWay(
    { attribute, value }: Occupied,
    self: string | undefined,
    signal: AbortSignal,
  ): Promise<CoreUser | undefined> {
    const users = await this.#matching(
      [{ attribute, value }],
      (user) => user.id !== self && collides(user[attribute], value),
      signal,
    );
    return users[0];
  }

  /** Users whose name, username or e-mail contains the text. */
  async search(searched: string, limit: number, signal: AbortSignal): Promise<readonly CoreUser[]> {
    const doing = `searching users of ${this.api.site}`;
    const { rows } = await this.api.list('users', {
      query: { 'filter[search]': pattern(searched), 'page[limit]': limit },
      doing,
      signal,
    });
    return rows.map((row) => userOf(row, doing));
  }

  async #matching(
    terms: readonly CorrelationTerm[],
    comparison: Comparison,
    signal: AbortSignal,
  ): Promise<readonly CoreUser[]> {
    const doing = `looking up a user of ${this.api.site}`;
    const term = SEARCHABLE.map((attribute) => terms.find((candidate) => candidate.attribute === attribute)).find(
      (candidate) => candidate !== undefined,
    );
    if (term === undefined) {
      throw new UnsupportedError({
        code: 'joomla-search',
        doing,
        happened: `Joomla cannot search by ${terms.map(({ attribute }) => attribute).join(', ')}`,
        hint: `correlate by ${SEARCHABLE.slice(1).join(', ')}`,
      });
    }
    if (String(term.value).trim() === '') return [];
    const found: CoreUser[] = [];
    const query = { 'filter[search]': searchFor(term) };
    for await (const { rows, end } of usersByDate(this.api, { query, pageSize: this.pageSize, doing, signal })) {
      found.push(
        ...rows.map((row) => userOf(row, doing)).filter((user) => terms.every((each) => comparison(user, each))),
      );
      // Half a list cannot say that nobody is there.
      if (end?.flaw !== undefined)
        throw new UnavailableError({ code: 'joomla-search-cut', doing, happened: end.flaw, outcome: 'not-sent' });
      // No two users have the same id or username; of others, two are enough to know that a match is not unique.
      if (found.length >= (term.attribute === 'id' || term.attribute === 'username' ? 1 : 2)) break;
    }
    return found;
  }
}

/** The user in a row; throws when the row is something else. */
export function userOf(row: JsonApiRow, doing: string): CoreUser {
  const user = coreUser(row);
  if (user === undefined) throw notUser(doing);
  return user;
}

function notUser(doing: string): UnavailableError {
  return new UnavailableError({
    code: 'joomla-answer',
    doing,
    happened: 'the answer is not a user',
    outcome: 'unknown',
    hint: 'check that "baseUrl" is a Joomla site of version 4 or later',
  });
}

function holds(user: CoreUser, { attribute, value }: CorrelationTerm): boolean {
  if (attribute === 'email') return sameEmail(user.email, String(value));
  if (attribute === 'id' || attribute === 'username' || attribute === 'name')
    return sameText(user[attribute], String(value));
  const raw = user.raw[attribute];
  const actual = typeof raw === 'object' && raw !== null ? Object.keys(raw)[0] : raw;
  return actual !== undefined && actual !== null && sameText(String(actual), String(value));
}

function searchFor({ attribute, value }: CorrelationTerm): string {
  if (attribute === 'id') return `id:${value}`;
  return attribute === 'username' ? `username:${pattern(String(value))}` : pattern(String(value));
}

/**
 * The text for a search by SQL LIKE, which finds at least every user with this text. Some characters go as the wildcard `_`:
 * a backslash would mask its neighbour, Joomla takes tags out, `id:` and `username:` are commands, an e-mail's domain is
 * stored in ASCII, and the SCIM plugin takes over every address with its name in it.
 */
function pattern(value: string): string {
  return asciiDomain(value.trim())
    .replaceAll(/[\\<>]/g, '_')
    .replace(/^(id|username):/i, '$1_')
    .replaceAll(/miniorangescim/gi, (name) => name.replace(/o/i, '_'));
}
