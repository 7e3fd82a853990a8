import {
  applyPatch,
  compileFilter,
  ENTRA_LENIENCY,
  evaluateFilter,
  GENEROUS_LENIENCY,
  isSameValue,
  OKTA_LENIENCY,
  parseFilter,
  parsePath,
  printFilter,
  printPath,
  ScimError,
  ScimFilterError,
  ScimPathError,
  scimLanguage,
  takesFilter,
  translateFilter,
  USER_INDEX,
} from '@rollcall/scim-protocol';
import { expect } from 'chai';
import fc from 'fast-check';
import { fuzz } from '../fuzz/fuzz.js';
import { filters, users } from './support/arbitraries.js';
import { naiveHolds } from './support/naive-filter.js';
import { ADA } from './support/resources.js';

/** Another one by FC_SEED; the reports of fast-check name it. */
const SEED = Number(process.env.FC_SEED ?? 20_260_105);
const LENIENCIES = [undefined, ENTRA_LENIENCY, OKTA_LENIENCY, GENEROUS_LENIENCY];

describe('Properties of filters', () => {
  it('a filter that is printed and parsed is the same filter', () => {
    fc.assert(
      fc.property(filters, (filter) => {
        expect(parseFilter(printFilter(filter))).to.deep.equal(filter);
      }),
      { seed: SEED, numRuns: 3_000 },
    );
  });

  it('a path with a filter that is printed and parsed is the same path', () => {
    fc.assert(
      fc.property(filters, fc.constantFrom('value', undefined), (filter, sub) => {
        if (filter.kind !== 'element') return;
        const path = { ...filter.attribute, filter: filter.filter, ...(sub === undefined ? {} : { sub }) };
        expect(parsePath(printPath(path))).to.deep.equal(path);
      }),
      { seed: SEED, numRuns: 3_000 },
    );
  });

  it('our evaluator says what a naive one says', () => {
    fc.assert(
      fc.property(filters, users, (filter, user) => {
        expect(evaluateFilter(filter, user, USER_INDEX), printFilter(filter)).to.equal(naiveHolds(filter, user));
      }),
      { seed: SEED, numRuns: 10_000 },
    );
  });

  it('what is pushed to another system and what is left mean the whole together', () => {
    const capability = fc.record({
      operators: fc.subarray(['eq', 'ne', 'co', 'sw', 'gt', 'le', 'pr'] as const),
      and: fc.boolean(),
      or: fc.boolean(),
      not: fc.boolean(),
      elements: fc.boolean(),
      attributes: fc.subarray(['userName', 'title', 'emails', 'emails.value', 'active', 'name.familyName', 'id']),
      mostConditions: fc.integer({ min: 0, max: 4 }),
    });
    fc.assert(
      fc.property(filters, capability, users, (filter, can, user) => {
        const { query: pushdown, remainder } = translateFilter(filter, scimLanguage(can));
        const part = (one: typeof pushdown): boolean => one === undefined || compileFilter(one, USER_INDEX)(user);
        expect(part(pushdown) && part(remainder), printFilter(filter)).to.equal(
          evaluateFilter(filter, user, USER_INDEX),
        );
        if (pushdown !== undefined) expect(takesFilter(pushdown, can), printFilter(pushdown)).to.equal(true);
      }),
      { seed: SEED, numRuns: 3_000 },
    );
  });
});

describe('Properties of PATCH', () => {
  const verb = fc.constantFrom('add', 'remove', 'replace', 'Add', 'Replace', 'move');
  const path = fc.constantFrom(
    undefined,
    '',
    'title',
    'userName',
    'active',
    'name',
    'name.givenName',
    'emails',
    'emails[type eq "work"]',
    'emails[type eq "work"].value',
    'emails[value pr].primary',
    'emails[type eq "x" and primary eq true].value',
    'groups',
    'id',
    'meta',
    'nothing',
    'emails[',
    'manager',
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department',
  );
  const value = fc.oneof(
    fc.constantFrom<unknown>(
      undefined,
      null,
      '',
      'x',
      'True',
      true,
      1,
      [],
      {},
      [{ value: 'a', type: 'work', primary: true }],
      { value: 'b' },
      { givenName: null },
      { 'name.givenName': 'x' },
      [null],
      ['a', 'a'],
    ),
    fc.jsonValue({ maxDepth: 2 }),
  );
  const operation = fc.record({ op: verb, path, value }).map(({ op, ...rest }) => ({
    op,
    ...Object.fromEntries(Object.entries(rest).filter(([, own]) => own !== undefined)),
  }));
  const operations = fc.array(operation, { minLength: 1, maxLength: 5 });

  it('does all operations or none, and never changes what it is given', () => {
    fc.assert(
      fc.property(users, operations, fc.constantFrom(...LENIENCIES), (user, list, leniency) => {
        const frozen = deepFreeze(structuredClone(user));
        const options = leniency === undefined ? {} : { leniency };
        const whole = outcome(() => applyPatch(frozen, list, USER_INDEX, options).resource);
        let current: Readonly<Record<string, unknown>> = frozen;
        let failed = false;
        for (const one of list) {
          const step = outcome(() => applyPatch(current, [one], USER_INDEX, options).resource);
          if ('error' in step) {
            failed = true;
            break;
          }
          current = step.result;
        }
        // One by one they do the same, and where one of them fails, all of them together do nothing at all.
        expect('error' in whole).to.equal(failed);
        if ('result' in whole) expect(isSameValue(whole.result, current)).to.equal(true);
        expect(frozen).to.deep.equal(user);
      }),
      { seed: SEED, numRuns: 1_500 },
    );
  });

  it('notices what changes nothing: doing an addition or replacement again says so', () => {
    fc.assert(
      fc.property(users, operation, (user, one) => {
        if (one.op !== 'add' && one.op !== 'replace') return;
        const first = outcome(() => applyPatch(user, [one], USER_INDEX));
        if ('error' in first) return;
        const second = outcome(() => applyPatch(first.result.resource, [one], USER_INDEX));
        // A replacement may have taken away what its own path chooses by.
        if ('error' in second) return;
        expect(second.result.changed, JSON.stringify(one)).to.equal(
          !isSameValue(first.result.resource, second.result.resource),
        );
      }),
      { seed: SEED, numRuns: 3_000 },
    );
  });
});

describe('No input', () => {
  const deep = (n: number): string => `${'('.repeat(n)}a pr${')'.repeat(n)}`;
  const hostile: Readonly<Record<string, string>> = {
    'deep brackets': deep(5_000),
    'as deep as allowed': deep(64),
    'brackets that do not close': '('.repeat(16_000),
    'many conditions': Array(1_000).fill('a eq "b"').join(' and '),
    'too many conditions': Array(1_300).fill('a eq "b"').join(' or '),
    'a long text': `a eq "${'x'.repeat(16_000)}"`,
    'a text of backslashes': `a eq "${'\\\\'.repeat(8_000)}"`,
    'a text that does not end': `a eq "${'\\"'.repeat(8_000)}`,
    'a long name': `${'a'.repeat(16_000)} pr`,
    'a name of dots': `${'a.'.repeat(8_000)} pr`,
    'a name of colons': `urn:${'a:'.repeat(8_000)}b pr`,
    'a long number': `a eq ${'9'.repeat(16_000)}`,
    'a number of zeros': `a eq 0.${'0'.repeat(16_000)}1e-9`,
    blanks: `a${' '.repeat(16_000)}pr`,
    nots: `${'not ('.repeat(3_000)}a pr${')'.repeat(3_000)}`,
    'elements in elements': `a[${'b['.repeat(2_000)}`,
    'half a pair': `a eq "${'\ud83d'.repeat(8_000)}"`,
  };

  for (const [why, text] of Object.entries(hostile)) {
    it(`takes more than 50 ms of the processor: ${why}`, () => {
      const used = timed(() => {
        for (const work of [
          () => evaluateFilter(parseFilter(text, { index: USER_INDEX }), ADA, USER_INDEX),
          () => parsePath(`emails[${text}].value`),
        ]) {
          const error = outcome<unknown>(work);
          if ('error' in error)
            expect(error.error).to.satisfy(
              (one: unknown) => one instanceof ScimFilterError || one instanceof ScimPathError,
            );
        }
      });
      expect(used).to.be.lessThan(50);
    });
  }

  it('takes more than 50 ms of the processor: a PATCH of a large group, and of many operations', () => {
    const members = Array.from({ length: 10_000 }, (_, n) => ({ value: `u${n}` }));
    const emails = Array.from({ length: 2_000 }, (_, n) => ({ value: `e${n}@example.test`, type: 'work' }));
    const user = { ...ADA, emails };
    expect(
      timed(() => void applyPatch(user, [{ op: 'add', path: 'emails', value: emails }], USER_INDEX)),
    ).to.be.lessThan(50);
    expect(
      timed(
        () => void applyPatch({ ...ADA, emails: [] }, [{ op: 'replace', path: 'emails', value: members }], USER_INDEX),
      ),
    ).to.be.lessThan(50);
  });

  it('makes anything but the errors that are meant for it: a share of the million of "npm run fuzz"', () => {
    expect(fuzz(SEED, 10_000)).to.deep.equal({ inputs: 10_000, crashes: [] });
  });
});

function outcome<T>(work: () => T): { readonly result: T } | { readonly error: unknown } {
  try {
    return { result: work() };
  } catch (error) {
    if (error instanceof ScimError || error instanceof ScimFilterError || error instanceof ScimPathError)
      return { error };
    throw error;
  }
}

/** Milliseconds of the processor, the best of three: other programs and the first compilation are not meant. */
function timed(work: () => void): number {
  const times = [1, 2, 3].map(() => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  });
  return Math.min(...times);
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value);
    for (const item of Object.values(value)) deepFreeze(item);
  }
  return value;
}
