import { expect } from 'chai';
import jsonata from 'jsonata';
import { make, map, outcome, valueInput } from './support/built-in.js';

describe('the expression mapper', () => {
  for (const call of [
    '$now()',
    '$millis()',
    '$random()',
    '$eval("1")',
    '$shuffle([1,2])',
    '$map([1], $random)',
    '(  $now := 1; $now )',
    '$ ~> |$|{"a": $millis()}|',
    'a[$random() > 0.5]',
    'a^($random())',
    '$sift(function($v) { $eval("1") })',
  ]) {
    it(`does not take ${call}: a plan is a function of its inputs`, () => {
      expect(() => make('expression', { expression: call })).to.throw(
        /^expression: is wrong: \$(now|millis|random|shuffle|eval) is not there/,
      );
    });
  }

  it('does not let an expression replace the hooks that count its work', () => {
    expect(() => make('expression', { expression: '($__evaluate_entry := false; 1)' })).to.throw(/not for expressions/);
  });

  it('tells a mistake in the syntax, and where it is, when the configuration is read', () => {
    expect(() => make('expression', { expression: 'a & (b' })).to.throw(/^expression: is wrong: .*\(at character 6\)/);
    expect(() => make('expression', {})).to.throw(/expression: /);
  });

  it('tells a pattern that RE2 does not take, when the configuration is read', () => {
    expect(() => make('expression', { expression: '$match(a, /(x)\\1/)' })).to.throw(/RE2 does not take this pattern/);
  });

  for (const [expression, value, output] of [
    ['$value.constructor', 'x', undefined],
    ['$value.__proto__', { a: 1 }, undefined],
    ['$constructor', 'x', undefined],
    ['value.toString', 'x', undefined],
    ['$lookup($value, "constructor")', { a: 1 }, undefined],
    ['$toMillis("1970-01-01T00:00:01")', 'x', 1000],
    ['$toMillis("1970-01-01T01:00:01+01:00")', 'x', 1000],
    ['$toMillis("yesterday")', 'x', undefined],
    ['$fromMillis(1000)', 'x', '1970-01-01T00:00:01.000Z'],
    ['$pad($value, -3, "0")', 'x', '00x'],
    ['$pad($value, 3)', 'x', 'x  '],
    ['$distinct($value)', [1, '1', 1, { a: 1, b: 2 }, { b: 2, a: 1 }], [1, '1', { a: 1, b: 2 }]],
    ['$match($value, /(?<year>[0-9]+)-([a-z])/).groups', '12-a', ['12', 'a']],
    ['$split($value, /\\s*;\\s*/)', 'a ; b;c', ['a', 'b', 'c']],
    ['$replace($value, /(a)(b)?/, "[$1$2]")', 'abca', '[ab]c[a]'],
    ['$contains($value, /^A/i)', 'abc', true],
    ['null', 'x', null],
    ['""', 'x', ''],
    ['[]', 'x', []],
    ['$value[]', ['one'], ['one']],
    ['$id', 'x', 'id-1'],
    ['$active', 'x', true],
  ] as const) {
    it(`${expression} of ${JSON.stringify(value)} is ${JSON.stringify(output)}`, () => {
      expect(map('expression', { expression }, value as never)).to.deep.equal(output);
    });
  }

  for (const expression of [
    '$uppercase',
    'function($x) { $x }',
    '/x/',
    '{ "a": $uppercase }',
    '$fromMillis(0, "[Y]")',
    '$toMillis("1", "[Y]")',
    '1/0',
    '$error("personal")',
    '$assert(false, "personal")',
    '$value + 1',
    '$number($value)',
  ]) {
    it(`${expression} refuses the account, without saying what the value was`, () => {
      const found = outcome(make('expression', { expression }), valueInput('personal'));
      expect(found).to.include({ refused: 'expression' });
      expect(found).to.have.property('message').that.does.not.contain('personal');
    });
  }

  it('has patterns of its own, whatever else in the process uses JSONata', () => {
    const mapper = make('expression', { expression: '$contains($value, /(a+)+$/)' });
    jsonata('$contains("a", /a/)').evaluate({});
    const started = process.cpuUsage();
    expect(mapper.map(valueInput(`${'a'.repeat(40)}!`))).to.equal(false);
    expect(process.cpuUsage(started).user, 'microseconds; without bounds it takes years').to.be.lessThan(1_000_000);
    expect((jsonata as unknown as { RegexEngine: unknown }).RegexEngine).to.equal(RegExp);
  });

  it('refuses data that goes too deep, rather than running out of stack', () => {
    let deep: unknown = 'x';
    for (let level = 0; level < 5_000; level += 1) deep = [deep];
    expect(outcome(make('expression', { expression: '1' }), valueInput(deep as never))).to.include({
      refused: 'expression',
    });
  });
});
