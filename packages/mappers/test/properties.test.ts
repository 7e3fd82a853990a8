import type { AttributeValue } from '@rollcall/contract';
import { expect } from 'chai';
import fc from 'fast-check';
import { isAttributeValue } from '../src/config/checks.js';
import { definitions, inputOf, make, outcome } from './support/built-in.js';

const { value } = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom(
      '',
      ' ',
      'true',
      '2026-01-05T10:00:00Z',
      '1767655800',
      '{{a}}',
      '$1',
      '__proto__',
      'constructor',
      "o'neil",
      'ﬁ',
      '\ud800',
      '👩‍👩‍👧',
      '-0',
      'é',
    ),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'length')), tie('value'), {
      maxKeys: 3,
    }),
  ),
}));

const account = fc.record({
  input: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'value', '__proto__', 'toString'), value, {
    noNullPrototype: true,
  }),
  from: fc.constantFrom(undefined, 'a', ['a', 'b'], ['a', 'b', 'missing'], []),
  groups: fc.array(fc.string(), { maxLength: 2 }),
});

/** Settings for mappers that need some, or that do more with some. */
const SETTINGS: Readonly<Record<string, readonly object[]>> = {
  constant: [{ value: { part: [1] } }],
  default: [{ value: 'd' }],
  template: [
    { template: '{{a|trim|plain}}-{{value|initial}}' },
    { template: '{{toString}}{{__proto__}}', missing: 'blank' },
  ],
  replace: [
    { find: '(a+)+$', with: '$1', regex: true },
    { find: 'A', with: '$&', ignoreCase: true },
    { find: '\\w*', with: '<$&>', regex: true },
  ],
  lookup: [
    { table: { a: 'b', true: null }, ignoreCase: true },
    { table: {}, otherwise: 'refuse' },
  ],
  switch: [
    { cases: { a: 1 } },
    {
      when: [
        { matches: '^.a*', then: 1 },
        { atLeast: 3, then: [2] },
        { present: false, then: null },
      ],
    },
  ],
  truncate: [{ length: 3 }, { length: 3, unit: 'bytes' }, { length: 1, longer: 'refuse' }],
  unique: [{}, { maxLength: 5, pattern: '{value}-{n}-{value}' }],
  'date-format': [{}, { from: 'unix', to: 'dd.MM.yyyy HH:mm:ss', timeZone: 'America/St_Johns' }],
  expression: [
    { expression: '$value' },
    { expression: '*' },
    { expression: '**.a' },
    { expression: '$$ ~> $keys' },
    { expression: '$distinct($values) ~> $string' },
    { expression: '[a, b, $groups]' },
    { expression: '{ "x": a, "__proto__": b }' },
  ],
};

describe('every mapper, whatever it gets', () => {
  for (const { id } of definitions) {
    for (const [index, config] of (SETTINGS[id] ?? [{}]).entries()) {
      it(`${id} (settings ${index + 1}): gives a value or refuses the account, twice the same, and leaves its input alone`, () => {
        const mapper = make(id, config);
        const twin = make(id, config);
        fc.assert(
          fc.property(account, (example) => {
            const input = inputOf({ ...example, from: example.from as string | string[] });
            const before = structuredClone(input);
            deepFreeze(input);
            const first = outcome(mapper, input);
            expect(outcome(mapper, input)).to.deep.equal(first);
            expect(outcome(twin, input)).to.deep.equal(first);
            expect(input).to.deep.equal(before);
            if ('output' in first)
              expect(
                first.output === undefined || isAttributeValue(first.output),
                JSON.stringify(first.output),
              ).to.equal(true);
            if ('candidates' in first)
              expect(first.candidates).to.satisfy(
                (all: readonly unknown[]) =>
                  all.length > 0 && all.every((one) => typeof one === 'string' && one !== ''),
              );
          }),
          { numRuns: 150 },
        );
      });
    }
  }

  const aboutAbsence = new Set(['constant', 'default', 'expression', 'template', 'switch']);
  for (const { id } of definitions) {
    if (aboutAbsence.has(id)) continue;
    const [config = {}] = SETTINGS[id] ?? [];
    it(`${id}: leaves absent absent, and null null`, () => {
      expect(outcome(make(id, config), inputOf({ from: 'a', input: {} }))).to.deep.equal({ output: undefined });
      expect(outcome(make(id, config), inputOf({ from: 'a', input: { a: null } }))).to.deep.equal({ output: null });
    });
  }

  it('no refusal repeats the value, which is personal data', () => {
    const secret = 'zyxwv-personal';
    for (const { id } of definitions) {
      for (const config of SETTINGS[id] ?? [{}]) {
        for (const held of [secret, [secret], { part: secret }, [{ part: secret }]] as const) {
          const found = outcome(make(id, config), inputOf({ from: 'a', input: { a: held } }));
          if ('message' in found) {
            expect(found.message, id).to.not.contain(secret);
            expect(found.message, id).to.match(new RegExp(`^mapping target with "${id}": `));
          }
        }
      }
    }
  });
});

function deepFreeze(thing: unknown): void {
  if (typeof thing !== 'object' || thing === null || Object.isFrozen(thing)) return;
  Object.freeze(thing);
  for (const part of Object.values(thing)) deepFreeze(part);
}
