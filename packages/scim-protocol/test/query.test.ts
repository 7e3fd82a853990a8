import {
  type AccountTest,
  type Answer,
  compileFilter,
  evaluateFilter,
  type Filter,
  type FilterTest,
  type JoomlaColumn,
  type JsonApiColumn,
  type JsonApiFilter,
  joomlaLanguage,
  jsonApiLanguage,
  jsonApiParameters,
  parseFilter,
  printFilter,
  type QueryLanguage,
  translate,
  translateFilter,
  USER_INDEX,
} from '@rollcall/scim-protocol';
import { expect } from 'chai';
import fc from 'fast-check';
import { filters, users } from './support/arbitraries.js';
import { type Database, naiveDrupal } from './support/naive-drupal.js';
import { naiveJoomla } from './support/naive-joomla.js';
import { conditions, holds, people } from './support/query-people.js';

const SEED = Number(process.env.FC_SEED ?? 20_260_105);

const COLUMN: Readonly<Record<string, JsonApiColumn>> = {
  name: { path: 'name', type: 'text', always: true, equality: true },
  mail: { path: 'mail', type: 'text' },
  uid: { path: 'drupal_internal__uid', type: 'integer', always: true },
  field_text: { path: 'field_text', type: 'text' },
  field_several: { path: 'field_several', type: 'text', several: true },
  field_number: { path: 'field_number', type: 'integer' },
  field_flag: { path: 'field_flag', type: 'boolean' },
  created: { path: 'created', type: 'time', always: true },
};
const DRUPAL = jsonApiLanguage({
  id: { path: 'id', type: 'token', always: true },
  active: { path: 'status', type: 'boolean', always: true },
  groups: { path: 'roles.meta.drupal_internal__target_id', type: 'token', several: true },
  attribute: (name) => COLUMN[name],
});
const JOINED: Readonly<Record<string, JoomlaColumn>> = {
  name: 'username',
  mail: 'email',
  field_text: 'name',
  created: 'registered',
  visited: 'visited',
};
const JOOMLA = joomlaLanguage((attribute) => JOINED[attribute]);

describe('Filters in other languages', () => {
  for (const database of ['sqlite', 'mysql', 'postgresql'] satisfies readonly Database[])
    it(`what Drupal on ${database} gives and what is left together are what was asked`, () => {
      fc.assert(
        fc.property(conditions, people, (condition, everybody) => {
          const { query, remainder } = translate(condition, DRUPAL);
          const address = query === undefined ? '' : String(addressOf(jsonApiParameters(query)));
          const given = naiveDrupal(address, everybody, database);
          const found = given.filter((person) => remainder === undefined || holds(remainder, person));
          expect(found, address).to.deep.equal(everybody.filter((person) => holds(condition, person)));
        }),
        { seed: SEED, numRuns: 1_500 },
      );
    });

  it('what Joomla gives and what is left together are what was asked', () => {
    fc.assert(
      fc.property(conditions, people, fc.boolean(), (condition, everybody, boundsAreIn) => {
        const { query, remainder } = translate(condition, JOOMLA);
        const given = new Set(
          query === undefined
            ? everybody
            : query.anyOf.flatMap((one) => [...naiveJoomla(one, everybody, { boundsAreIn })]),
        );
        const found = everybody.filter(
          (person) => given.has(person) && (remainder === undefined || holds(remainder, person)),
        );
        expect(found, JSON.stringify(query)).to.deep.equal(everybody.filter((person) => holds(condition, person)));
      }),
      { seed: SEED, numRuns: 2_500 },
    );
  });

  it('a filter is split soundly for any language that keeps the rules', () => {
    fc.assert(
      fc.property(filters, users, fc.integer({ min: 0, max: 2 ** 30 }), (filter, user, lot) => {
        const { query, remainder } = translateFilter(filter, languageOf(lot));
        const isGiven = query === undefined || query(user);
        const isLeft = remainder === undefined || compileFilter(remainder, USER_INDEX)(user);
        expect(isGiven && isLeft, printFilter(filter)).to.equal(evaluateFilter(filter, user, USER_INDEX));
      }),
      { seed: SEED, numRuns: 2_500 },
    );
  });

  const drupal: readonly (readonly [text: string, parameters: Readonly<Record<string, unknown>>, left?: string])[] = [
    ['name eq "ada"', condition('q1', 'name', '=', 'ada'), 'name eq "ada"'],
    ['name eq "é"', {}, 'name eq "é"'],
    ['name sw "Zoë K"', condition('q1', 'name', 'STARTS_WITH', 'Zo'), 'name sw "Zoë K"'],
    ['name ew "ë Kay"', condition('q1', 'name', 'CONTAINS', ' Kay'), 'name ew "ë Kay"'],
    [
      'mail eq "ada@work.example"',
      condition('q1', 'mail', 'CONTAINS', 'ada@work.example'),
      'mail eq "ada@work.example"',
    ],
    ['not (name eq "ada")', {}, 'not (name eq "ada")'],
    ['status eq false', condition('q1', 'status', '=', '0')],
    ['not (status eq true)', condition('q1', 'status', '<>', '1')],
    ['created gt "2023-11-14T23:13:20.5+01:00"', condition('q1', 'created', '>', '1700000000')],
    [
      'not (field_number le 2)',
      {
        'filter[q1][group][conjunction]': 'OR',
        ...condition('q2', 'field_number', '>', '2', 'q1'),
        ...condition('q3', 'field_number', 'IS NULL', undefined, 'q1'),
      },
    ],
    [
      'name sw "a" and status eq true and title pr',
      {
        'filter[q1][group][conjunction]': 'AND',
        ...condition('q2', 'name', 'STARTS_WITH', 'a', 'q1'),
        ...condition('q3', 'status', '=', '1', 'q1'),
      },
      'name sw "a" and title pr',
    ],
    ['name sw "a" or title pr', {}, 'name sw "a" or title pr'],
    ['not (title pr or status eq false)', condition('q1', 'status', '<>', '0'), 'not (title pr)'],
  ];
  for (const [text, parameters, left] of drupal)
    it(`Drupal: ${text}`, () => {
      const { query, remainder } = translateFilter(parseFilter(text), flat(DRUPAL));
      expect(query === undefined ? {} : jsonApiParameters(query)).to.deep.equal(parameters);
      expect(remainder === undefined ? undefined : printFilter(remainder)).to.equal(left);
    });

  const joomla: readonly (readonly [text: string, questions: readonly object[] | undefined, left?: string])[] = [
    ['name eq "ada"', [{ search: 'username:ada' }], 'name eq "ada"'],
    ['mail co "Ö@x"', [{ search: '%@x' }], 'mail co "Ö@x"'],
    ['name co "é"', undefined, 'name co "é"'],
    ['status eq true', [{ state: '0' }]],
    ['not (status eq true)', [{ state: '1' }]],
    ['status eq true and status eq false', []],
    ['name sw "a" and status eq true', [{ search: 'username:a', state: '0' }], 'name sw "a"'],
    ['name co "a" or mail co "b"', [{ search: 'username:a' }, { search: 'b' }], 'name co "a" or mail co "b"'],
    ['name co "miniOrangeScim"', [{ search: 'username:mini%rangeScim' }], 'name co "miniOrangeScim"'],
    ['name co "a" or title pr', undefined, 'name co "a" or title pr'],
    ['name pr', undefined, 'name pr'],
    ['visited pr', [{ visited: { from: 0 } }], 'visited pr'],
    [
      'created ge "2023-11-14T22:13:20Z"',
      [{ registered: { from: 1_699_999_999 } }],
      'created ge "2023-11-14T22:13:20Z"',
    ],
    [
      'created gt "2023-11-14T22:13:20.5Z" and created lt "2023-11-14T22:13:22Z" and visited pr',
      [{ registered: { from: 1_699_999_999, to: 1_700_000_003 }, visited: { from: 0 } }],
      'created gt "2023-11-14T22:13:20.5Z" and created lt "2023-11-14T22:13:22Z" and visited pr',
    ],
    [
      'created lt "2023-11-14T22:13:20Z" and created gt "2024-11-14T22:13:20Z"',
      [],
      'created lt "2023-11-14T22:13:20Z" and created gt "2024-11-14T22:13:20Z"',
    ],
    ['created gt "yesterday"', undefined, 'created gt "yesterday"'],
    ['created lt "0000-01-01T00:00:00Z"', undefined, 'created lt "0000-01-01T00:00:00Z"'],
    ['not (created lt "2023-11-14T22:13:20Z")', undefined, 'not (created lt "2023-11-14T22:13:20Z")'],
  ];
  for (const [text, questions, left] of joomla)
    it(`Joomla: ${text}`, () => {
      const { query, remainder } = translateFilter(parseFilter(text), flat(JOOMLA));
      expect(query?.anyOf).to.deep.equal(questions);
      expect(remainder === undefined ? undefined : printFilter(remainder)).to.equal(left);
    });

  it('asks Drupal for no more conditions than a site can join, and leaves the rest', () => {
    const tests = Array.from({ length: 30 }, (_, at) => ({ attribute: 'name', is: 'co', value: `part${at}` }) as const);
    const { query } = translate<AccountTest, JsonApiFilter>({ all: tests }, DRUPAL);
    expect(query !== undefined && 'members' in query && query.members.length).to.equal(10);
  });
});

function condition(
  name: string,
  path: string,
  operator: string,
  value?: string,
  memberOf?: string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries({ path, operator, value, memberOf }).flatMap(([key, own]) =>
      own === undefined ? [] : [[`filter[${name}][condition][${key}]`, own] as const],
    ),
  );
}

function addressOf(parameters: Readonly<Record<string, string | readonly string[]>>): URLSearchParams {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(parameters))
    for (const one of typeof value === 'string' ? [value] : value) search.append(key, one);
  return search;
}

/** Tests of a filter over plain names as tests of an account. */
function flat<Query>(language: QueryLanguage<AccountTest, Query>): QueryLanguage<FilterTest, Query> {
  return {
    ...language,
    ask: (test, holding) => {
      if (test.kind === 'element') return undefined;
      const attribute = test.attribute.name;
      if (test.kind === 'present') return language.ask({ attribute, is: 'present' }, holding);
      const { operator, value } = test;
      if (operator === 'ne' || value === null) return undefined;
      if (attribute === 'status' && typeof value === 'boolean') return language.ask({ active: value }, holding);
      return language.ask({ attribute, is: operator, value }, holding);
    },
  };
}

type Predicate = (user: Readonly<Record<string, unknown>>) => boolean;

/** A language that answers each test exactly, too widely or not at all, and joins questions so too, as the lots fall. */
function languageOf(lot: number): QueryLanguage<FilterTest, Predicate> {
  const draw = (text: string): number => {
    let hash = lot;
    for (const character of text) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
    return hash % 4;
  };
  const answer = (predicate: Predicate, drawn: number): Answer<Predicate> | undefined => {
    if (drawn === 0) return undefined;
    if (drawn !== 1) return { query: predicate, exact: true };
    return { query: (user) => predicate(user) || lot % 3 !== 0, exact: false };
  };
  return {
    ask: (test, holding) => {
      const fits = compileFilter(test as Filter, USER_INDEX);
      return answer((user) => fits(user) === holding, draw(`${printFilter(test)}${holding}`));
    },
    all: (queries) => answer((user) => queries.every((query) => query(user)), draw(`all${queries.length}`)),
    any: (queries) => answer((user) => queries.some((query) => query(user)), draw(`any${queries.length}`)),
  };
}
