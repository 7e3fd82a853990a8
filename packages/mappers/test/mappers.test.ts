import { type AttributeValue, MAPPER, type MapperInput, type Mapper, RejectedError, isCandidates } from '@rollcall/contract';
import { PluginManager, definitionOf, lintConfig, type PluginDefinition } from '@rollcall/plugin';
import { expect } from 'chai';
import fc from 'fast-check';
import { Container } from 'inversify';
import mappers from '../src/index.js';

interface Example {
  readonly config?: object;
  readonly source?: Record<string, AttributeValue>;
  readonly value?: AttributeValue;
  readonly values?: readonly (AttributeValue | undefined)[];
  readonly gives?: AttributeValue;
  readonly candidates?: readonly string[];
}

const definitions = mappers.plugins.map((plugin) => definitionOf(plugin)).filter((definition) => definition !== undefined) as readonly PluginDefinition<Mapper>[];
const manager = new PluginManager(MAPPER, definitions);

function make(id: string, config: object = {}): Mapper {
  return manager.create(id, config, { parent: new Container() });
}

function input({ value, values, source }: Example): MapperInput {
  return { value, values: values ?? [value], target: 'x', source: { id: 'id-1', attributes: source ?? {}, active: true, groups: ['editor'] } };
}

describe('built-in mappers', () => {
  for (const definition of definitions) {
    for (const [index, example] of ((definition.examples ?? []) as readonly Example[]).entries()) {
      it(`${definition.id}: example ${index + 1} gives what it says`, () => {
        const result = make(definition.id, example.config).map(input(example));
        if (example.candidates === undefined) expect(result).to.deep.equal(example.gives);
        else expect(isCandidates(result) && result.candidates).to.deep.equal(example.candidates);
      });
    }
    it(`${definition.id}: has an example, a description, and settings that are explained and checked`, () => {
      expect(definition.examples ?? []).to.not.be.empty;
      expect(definition.description).to.be.a('string');
      expect(definition.config === undefined ? [] : lintConfig(definition.config)).to.deep.equal([]);
    });
  }

  const value = fc.letrec<{ value: AttributeValue }>((tie) => ({
    value: fc.oneof({ depthSize: 'small' }, fc.string(), fc.integer(), fc.double({ noNaN: true }), fc.boolean(), fc.constant(null), fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(fc.string(), tie('value'), { maxKeys: 3 })),
  })).value;
  const settings: Readonly<Record<string, object>> = {
    constant: { value: 1 }, default: { value: 'd' }, template: { template: '{{a}}-{{value}}' }, replace: { find: '(a+)+$', with: '$1', regex: true }, lookup: { table: { a: 'b' } },
    switch: { cases: { a: 1 } }, truncate: { length: 3 }, expression: { expression: '$value' },
  };
  for (const { id } of definitions) {
    it(`${id}: is pure, and gives a value or refuses the account, whatever it gets`, () => {
      const mapper = make(id, settings[id]);
      const attempt = (example: Example): unknown => {
        try {
          const result = mapper.map(input(example));
          return isCandidates(result) ? result.candidates : result;
        } catch (error) {
          if (!RejectedError.is(error)) throw error;
          expect(error.message).to.contain(id);
          return 'refused';
        }
      };
      fc.assert(fc.property(fc.option(value, { nil: undefined }), (given) => {
        const example = Object.freeze({ value: given as AttributeValue, source: { a: 'text' } });
        const before = structuredClone(example);
        expect(attempt(example)).to.deep.equal(attempt(example));
        expect(example).to.deep.equal(before);
      }), { numRuns: 200 });
    });
  }

  it('no pattern hangs: what makes others run for years ends at once', () => {
    const evil = `${'a'.repeat(5_000)}!`;
    const started = performance.now();
    make('replace', { find: '(a+)+$', with: '', regex: true }).map(input({ value: evil }));
    make('expression', { expression: '$replace($value, /(a+)+$/, "")' }).map(input({ value: evil }));
    expect(performance.now() - started).to.be.lessThan(500);
  });

  for (const [title, text] of [['an endless loop', '($f := function($n) { $f($n + 1) }; $f(1))'], ['a huge list', '$count([1..9000000].($ * 2))']] as const) {
    it(`an expression with ${title} is stopped`, () => {
      const started = performance.now();
      expect(() => make('expression', { expression: text }).map(input({}))).to.throw(/mapper "expression"/);
      expect(performance.now() - started).to.be.lessThan(3_000);
    });
  }

  for (const name of ['now()', 'millis()', 'random()', 'eval("1")', 'shuffle([1,2])']) {
    it(`an expression may not use $${name}`, () => {
      expect(() => make('expression', { expression: `$${name}` }).map(input({}))).to.throw(/mapper "expression"/);
    });
  }

  it('an expression cannot reach the program around it', () => {
    for (const text of ['value.constructor', '$value.__proto__', '$constructor', '__proto__']) {
      const result = make('expression', { expression: text }).map(input({ value: 'x' }));
      expect(result, text).to.equal(undefined);
    }
  });

  it('a wrong expression is refused with its fault, when it is first used', () => {
    expect(() => make('expression', { expression: '1 +' }).map(input({}))).to.throw(RejectedError, /the expression is wrong/);
  });
});
