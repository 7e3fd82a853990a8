import {
  collectAttributes,
  compileFilter,
  compileFlatFilter,
  evaluateFilter,
  type Filter,
  type FilterCapability,
  GROUP_INDEX,
  parseFilter,
  printFilter,
  ScimFilterError,
  scimLanguage,
  takesFilter,
  translateFilter,
  USER_INDEX,
} from '@rollcall/scim-protocol';
import { expect } from 'chai';
import { ADA, CREW } from './support/resources.js';
import { rfc, SECTION } from './support/section.js';
import { FILTER_CASES, WRONG_FILTERS } from './tables/filter-cases.js';
import { OPERATOR_CASES, OPERATORS } from './tables/operator-cases.js';

describe('A SCIM filter', () => {
  for (const [section, text, holds] of FILTER_CASES) {
    it(`${rfc(section)}: ${text} is ${holds}`, () => {
      expect(evaluateFilter(parseFilter(text, { index: USER_INDEX }), ADA, USER_INDEX)).to.equal(holds);
    });
    it(`${rfc(section)}: ${text} is the same filter once printed`, () => {
      const filter = parseFilter(text);
      expect(parseFilter(printFilter(filter))).to.deep.equal(filter);
    });
  }

  for (const [section, why, text, position] of WRONG_FILTERS) {
    it(`${rfc(section)}: refuses ${why}: ${JSON.stringify(text)}`, () => {
      const error = errorOf(() => parseFilter(text));
      expect(error.scimType).to.equal('invalidFilter');
      expect(error.position, error.message).to.equal(position);
    });
  }

  it('has at least 300 cases in its tables, and each names its section', () => {
    const operators = OPERATOR_CASES.length * OPERATORS.length;
    expect(FILTER_CASES.length + WRONG_FILTERS.length + operators).to.be.at.least(300);
    for (const [section, ...row] of [...FILTER_CASES, ...WRONG_FILTERS, ...OPERATOR_CASES])
      expect(rfc(section), String(row)).to.match(SECTION);
  });

  it('refuses an order of booleans and binary values where the schema says so (§3.4.2.2)', () => {
    expect(errorOf(() => parseFilter('active gt "a"', { index: USER_INDEX })).position).to.equal(7);
    expect(errorOf(() => parseFilter('x509Certificates.value lt "a"', { index: USER_INDEX })).message).to.contain(
      'binary',
    );
    expect(() => parseFilter('active gt "a"')).not.to.throw();
  });

  it('refuses what is too long, too deep or too much, saying so', () => {
    expect(errorOf(() => parseFilter(`a eq "${'x'.repeat(20_000)}"`)).message).to.contain('16384 characters');
    expect(errorOf(() => parseFilter(`${'('.repeat(65)}a pr${')'.repeat(65)}`)).message).to.contain('64 levels');
    expect(errorOf(() => parseFilter(Array(1_001).fill('a pr').join(' or '))).message).to.contain('1000 conditions');
    expect(() => parseFilter(`${'('.repeat(64)}a pr${')'.repeat(64)}`)).not.to.throw();
    expect(() => printFilter(parseFilter(Array(1_000).fill('a pr').join(' or ')))).not.to.throw();
  });

  it('compares members by their exact case, as the schema says', () => {
    const filter = parseFilter('members[value eq "u2"]');
    expect(evaluateFilter(filter, CREW, GROUP_INDEX)).to.equal(true);
    expect(evaluateFilter(parseFilter('members eq "U1"'), CREW, GROUP_INDEX)).to.equal(false);
    expect(evaluateFilter(parseFilter('members eq "U1"'), CREW)).to.equal(true);
  });

  it('takes the text "2020-01-01T00:00:00Z" for a time only where no schema says that it is none', () => {
    const filter = parseFilter('nickName eq "2020-01-01T01:00:00+01:00"');
    const resource = { nickName: '2020-01-01T00:00:00Z' };
    expect(evaluateFilter(filter, resource)).to.equal(true);
    expect(evaluateFilter(filter, resource, USER_INDEX)).to.equal(false);
  });

  it('lets the caller choose what "ne" means of several values', () => {
    const filter = parseFilter('roles ne "editor"');
    expect(compileFilter(filter, USER_INDEX)(ADA)).to.equal(true);
    expect(compileFilter(filter, USER_INDEX, 'none')(ADA)).to.equal(false);
  });

  it('names the attributes that it asks for, each once', () => {
    const filter = parseFilter(
      'emails[type eq "work"].value pr and (name.familyName pr or not (emails.value eq "x")) or name.familyName pr',
    );
    expect(collectAttributes(filter)).to.deep.equal(['emails', 'name.familyName', 'emails.value']);
  });

  it('does not read what a record inherits', () => {
    expect(evaluateFilter(parseFilter('constructor pr'), {})).to.equal(false);
    expect(evaluateFilter(parseFilter('__proto__ pr'), {})).to.equal(false);
    expect(evaluateFilter(parseFilter('toString.name pr'), ADA)).to.equal(false);
  });
});

describe('A flat filter', () => {
  const record = {
    field_department: 'Sales',
    'staff-no': 17,
    $ref: 'x',
    'field.with.dots': 'd',
    roles: ['editor', 'Staff'],
    since: '2024-01-01T00:00:00Z',
    'emails[type eq "work"].value': 'ada@work.example',
    nothing: null,
  } as const;
  const cases: readonly (readonly [string, boolean])[] = [
    ['field_department eq "sales"', true],
    ['field_department ne "sales"', false],
    ['staff-no ge 17', true],
    ['staff-no gt 17', false],
    ['staff-no eq "17"', false],
    ['$ref pr', true],
    ['field.with.dots eq "D"', true],
    ['roles eq "staff"', true],
    ['roles ne "staff"', false],
    ['roles ne "owner"', true],
    ['roles sw "ed" and roles ew "ff"', true],
    ['since lt "2024-01-01T00:30:00+00:00"', true],
    ['emails[type eq "work"].value ew "@work.example"', true],
    ['emails[ type  eq "work" ].value pr', true],
    ['emails[type eq "home"].value pr', false],
    ['nothing eq null', true],
    ['absent eq null', true],
    ['nothing pr or absent pr', false],
    ['absent ne "x"', true],
    ['not (field_department eq "IT") and (staff-no lt 3 or staff-no gt 10)', true],
    ['urn:x:y:z eq "1"', false],
  ];
  for (const [text, holds] of cases) {
    it(`${text} is ${holds}`, () => {
      const filter = parseFilter(text, { flat: true });
      expect(compileFlatFilter(filter, read)(record)).to.equal(holds);
      expect(parseFilter(printFilter(filter), { flat: true })).to.deep.equal(filter);
    });
  }

  it('names an attribute that is a path as a whole', () => {
    expect(collectAttributes(parseFilter('emails[type eq "work"].value pr', { flat: true }))).to.deep.equal([
      'emails[type eq "work"].value',
    ]);
  });

  function read(from: object, name: string): unknown {
    return Object.hasOwn(from, name) ? (from as Readonly<Record<string, unknown>>)[name] : undefined;
  }
});

describe('Splitting a filter between a server and us', () => {
  const cases: readonly (readonly [string, FilterCapability, string, string | undefined, string | undefined])[] = [
    ['all of it', {}, 'a eq "1" and b eq "2"', 'a eq "1" and b eq "2"', undefined],
    ['nothing of it', { operators: [] }, 'a eq "1"', undefined, 'a eq "1"'],
    ['by operator', { operators: ['eq'] }, 'a eq "1" and b co "2"', 'a eq "1"', 'b co "2"'],
    ['by attribute, in any case', { attributes: ['A'] }, 'b pr and a pr', 'a pr', 'b pr'],
    ['one condition only', { and: false }, 'a pr and b pr', 'a pr', 'b pr'],
    ['no or', { or: false }, '(a pr or b pr) and c pr', 'c pr', 'a pr or b pr'],
    ['half of an or is nothing', { attributes: ['a'] }, 'a pr or b pr', undefined, 'a pr or b pr'],
    [
      'a weaker or, and all of it again',
      { attributes: ['a', 'c'] },
      'a pr and b pr or c pr',
      'a pr or c pr',
      'a pr and b pr or c pr',
    ],
    ['never half of a not', { attributes: ['a'] }, 'not (a pr and b pr)', undefined, 'not (a pr and b pr)'],
    ['no not', { not: false }, 'a pr and not (b pr)', 'a pr', 'not (b pr)'],
    ['a not in its parts', { and: true }, 'not (a pr or b pr)', 'not (a pr) and not (b pr)', undefined],
    ['not even one condition', { mostConditions: 0 }, 'a pr', undefined, 'a pr'],
    ['no elements', { elements: false }, 'emails[type eq "work"] and a pr', 'a pr', 'emails[type eq "work"]'],
    [
      'no tests of elements',
      { elementTests: false },
      'emails[type eq "w"].value pr and emails[type pr]',
      'emails[type pr]',
      'emails[type eq "w"].value pr',
    ],
    ['not more conditions than it takes', { mostConditions: 2 }, 'a pr and b pr and c pr', 'a pr and b pr', 'c pr'],
  ];
  for (const [title, capability, text, pushdown, remainder] of cases) {
    it(`pushes ${title}: ${text}`, () => {
      const filter = parseFilter(text);
      const split = translateFilter(filter, scimLanguage(capability));
      expect(printed(split.query)).to.equal(pushdown);
      expect(printed(split.remainder)).to.equal(remainder);
      expect(takesFilter(filter, capability), 'taken as it is').to.equal(remainder === undefined);
    });
  }

  function printed(filter: Filter | undefined): string | undefined {
    return filter === undefined ? undefined : printFilter(filter);
  }
});

function errorOf(action: () => unknown): ScimFilterError {
  try {
    action();
  } catch (error) {
    if (error instanceof ScimFilterError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}
