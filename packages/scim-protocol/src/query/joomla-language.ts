import type { AccountTest, AttributeTest, TestOperator } from './condition.js';
import { secondsOf } from './instant.js';
import type { Answer, QueryLanguage } from './translate.js';

/** One question to Joomla's Web Services API: its filters hold together. */
export interface JoomlaFilters {
  /** `filter[search]`: `id:7`, `username:` and a pattern, or a pattern for name, username and e-mail address. */
  readonly search?: string;
  /** `filter[state]`: 1 is blocked. */
  readonly state?: '0' | '1';
  /** `filter[groupid]`: direct members. */
  readonly groupid?: string;
  /** `filter[registrationDateStart]` and `…End`. */
  readonly registered?: SecondsRange;
  /** `filter[lastVisitDateStart]` and `…End`: nobody who has never been there. */
  readonly visited?: SecondsRange;
}

/** A range of times in whole seconds since 1970, both ends in it. Absent: open. */
export interface SecondsRange {
  /** The first second of it. */
  readonly from?: number;
  /** The last second of it. */
  readonly to?: number;
}

/** What Joomla can filter by. */
export type JoomlaColumn = 'username' | 'email' | 'name' | 'registered' | 'visited';

/** Users whom one of some questions finds. None of them: nobody is meant. */
export interface JoomlaQuery {
  /** Questions to ask one after the other; who is found twice is meant once. */
  readonly anyOf: readonly JoomlaFilters[];
}

/** Joomla has no "or"; so many questions may take its place. */
const MOST_QUESTIONS = 4;
const LONGEST_PATTERN = 100;

/**
 * The filters of Joomla's Web Services API. A search is SQL's LIKE over name, username and e-mail address together, in a collation that
 * overlooks case and accents, so it always finds more than was meant; state, group and id are exact. There is one search to a question.
 * Dates are asked a second wider on both sides, because nobody has seen whether a bound is in its range.
 * `columns`: which of them an attribute is. On PostgreSQL, where LIKE looks at case, a search would find too few: Joomla's own search does
 * there, too.
 */
export function joomlaLanguage(
  columns: (attribute: string) => JoomlaColumn | undefined,
): QueryLanguage<AccountTest, JoomlaQuery> {
  return {
    ask: (test, holds) => {
      if ('active' in test) return exactly({ state: test.active === holds ? '0' : '1' });
      if (!holds) return undefined;
      if ('group' in test) return /^\d{1,18}$/.test(test.group) ? exactly({ groupid: test.group }) : undefined;
      if ('ids' in test) return byIds(test.ids);
      const column = columns(test.attribute);
      return column === 'registered' || column === 'visited' ? byDate(test, column) : byText(test, column);
    },
    all: (queries) => queries.reduce<Answer<JoomlaQuery> | undefined>(narrowed, undefined),
    any: (queries) => {
      const anyOf = distinct(queries.flatMap((query) => query.anyOf));
      return anyOf.length > MOST_QUESTIONS ? undefined : { query: { anyOf }, exact: true };
    },
  };
}

function exactly(filters: JoomlaFilters): Answer<JoomlaQuery> {
  return { query: { anyOf: [filters] }, exact: true };
}

function byIds(ids: readonly string[]): Answer<JoomlaQuery> | undefined {
  if (ids.length > MOST_QUESTIONS || !ids.every((id) => /^\d{1,18}$/.test(id))) return undefined;
  return { query: { anyOf: ids.map((id) => ({ search: `id:${id}` })) }, exact: true };
}

function byDate(test: AttributeTest, column: 'registered' | 'visited'): Answer<JoomlaQuery> | undefined {
  const range =
    test.is === 'present' ? EVER : typeof test.value === 'string' ? rangeOf(test.is, test.value) : undefined;
  return range === undefined ? undefined : { query: { anyOf: [{ [column]: range }] }, exact: false };
}

const EVER: SecondsRange = { from: 0 };
/** As dates have four digits of a year. */
const LAST_SECOND = 253_402_300_799;

function rangeOf(is: TestOperator, value: string): SecondsRange | undefined {
  const second = secondsOf(value);
  if (second === undefined || second < 1 || second > LAST_SECOND - 1) return undefined;
  const [from, to] = [Math.floor(second) - 1, Math.ceil(second) + 1];
  if (is === 'eq') return { from, to };
  if (is === 'gt' || is === 'ge') return { from };
  return is === 'lt' || is === 'le' ? { to } : undefined;
}

function byText(
  test: AttributeTest,
  column: 'username' | 'email' | 'name' | undefined,
): Answer<JoomlaQuery> | undefined {
  const hasText = test.is === 'eq' || test.is === 'co' || test.is === 'sw' || test.is === 'ew';
  if (column === undefined || !hasText || typeof test.value !== 'string') return undefined;
  const pattern = searchPattern(test.value);
  if (pattern === undefined) return undefined;
  return { query: { anyOf: [{ search: column === 'username' ? `username:${pattern}` : pattern }] }, exact: false };
}

/**
 * A pattern of LIKE that finds at least every user with this text. Whatever may not get through as it is becomes the wildcard `%`, which
 * Joomla does not mask: letters beyond ASCII that have case, what its input filter takes for tags and entities, a backslash, which masks its
 * neighbour, blanks at the ends, which it cuts off, `id:` and `username:`, which are commands, and the name of the SCIM plugin, which
 * takes over every address with its name in it. Undefined where nothing but wildcards is left.
 */
export function searchPattern(text: string): string | undefined {
  const pattern = [...text]
    .slice(0, LONGEST_PATTERN)
    .map((character) => (isSafe(character) ? character : '%'))
    .join('')
    .replace(/^ +| +$/g, '%')
    .replace(/^(id|username):/i, '$1%')
    .replace(/miniorangescim/gi, (name) => name.replace(/o/i, '%'))
    .replace(/%{2,}/g, '%');
  return /[^%_ ]/.test(pattern) ? pattern : undefined;
}

function isSafe(character: string): boolean {
  if (character <= '\u007e') return character >= ' ' && !/[<>&\\]/.test(character);
  if (/[\p{Cc}\p{Cs}\p{M}]/u.test(character)) return false;
  return character.toLowerCase() === character && character.toUpperCase() === character;
}

/** Each question of the one with each of the other, where that does not get too many; else the one that has the fewer. */
function narrowed(answer: Answer<JoomlaQuery> | undefined, query: JoomlaQuery): Answer<JoomlaQuery> | undefined {
  if (answer === undefined) return { query, exact: true };
  const merged = answer.query.anyOf.flatMap((left) => query.anyOf.map((right) => merge(left, right)));
  const anyOf = distinct(merged.flatMap(({ filters }) => (filters === undefined ? [] : [filters])));
  if (anyOf.length > MOST_QUESTIONS)
    return { query: query.anyOf.length < answer.query.anyOf.length ? query : answer.query, exact: false };
  return { query: { anyOf }, exact: answer.exact && merged.every(({ exact }) => exact) };
}

interface Merged {
  /** Absent: nobody can be both. */
  readonly filters?: JoomlaFilters;
  readonly exact: boolean;
}

/** Of two searches, or two groups, one can be asked: an id, else the longer text. */
function merge(left: JoomlaFilters, right: JoomlaFilters): Merged {
  if (left.state !== undefined && right.state !== undefined && left.state !== right.state) return { exact: true };
  const isOne = (key: 'search' | 'groupid'): boolean =>
    left[key] === undefined || right[key] === undefined || left[key] === right[key];
  const search = better(left.search, right.search);
  const registered = common(left.registered, right.registered);
  const visited = common(left.visited, right.visited);
  if ([registered, visited].some(({ from = 0, to = from } = {}) => from > to)) return { exact: true };
  return {
    filters: {
      ...left,
      ...right,
      ...(search === undefined ? {} : { search }),
      ...(registered === undefined ? {} : { registered }),
      ...(visited === undefined ? {} : { visited }),
    },
    exact: isOne('search') && isOne('groupid'),
  };
}

/** The times that are in both. */
function common(left: SecondsRange | undefined, right: SecondsRange | undefined): SecondsRange | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  const from = Math.max(left.from ?? -Infinity, right.from ?? -Infinity);
  const to = Math.min(left.to ?? Infinity, right.to ?? Infinity);
  return { ...(Number.isFinite(from) ? { from } : {}), ...(Number.isFinite(to) ? { to } : {}) };
}

function better(left: string | undefined, right: string | undefined): string | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  if (/^id:/.test(left) || /^id:/.test(right)) return /^id:/.test(left) ? left : right;
  return right.length > left.length ? right : left;
}

function distinct(questions: readonly JoomlaFilters[]): readonly JoomlaFilters[] {
  const keyOf = ({ search, state, groupid, registered, visited }: JoomlaFilters): string =>
    JSON.stringify([search, state, groupid, registered?.from, registered?.to, visited?.from, visited?.to]);
  return [...new Map(questions.map((one) => [keyOf(one), one])).values()];
}
