import { expect } from 'chai';
import { make, outcome, valueInput } from './support/built-in.js';

/** Of processor time, so that a busy machine does not count. Generous: what is not bounded takes years. */
const MOST_MS = 1_000;

const evilTexts = [`${'a'.repeat(9_999)}!`, 'a'.repeat(10_000), `${'a '.repeat(5_000)}`, 'x'.repeat(1_000_000)];
const evilPatterns = [
  '(a+)+$',
  '(a|a)*$',
  '(.*)*x',
  '.*x|a',
  '(?:a?){100}a{100}',
  '([a-z]+ ?)+$',
  '^(\\w+\\s?)*$',
  'a',
];

describe('no pattern hangs', () => {
  for (const find of evilPatterns) {
    it(`/${find}/ ends at once on every text`, () => {
      for (const text of evilTexts) {
        timed(() => outcome(make('replace', { find, with: '<$&>', regex: true }), valueInput(text)), find);
        timed(() => outcome(make('switch', { when: [{ matches: find, then: 1 }] }), valueInput(text)), find);
        timed(
          () => outcome(make('expression', { expression: `$replace($value, /${find}/, "")` }), valueInput(text)),
          find,
        );
        timed(
          () =>
            outcome(
              make('expression', { expression: `$map([1..50], function($i) { $contains($value, /${find}/) })` }),
              valueInput(text),
            ),
          find,
        );
      }
    });
  }

  for (const pattern of ['(', '(a)\\1', '(?=a)b', '(?:a{500}){500}', '((x{100}){100}){100}']) {
    it(`/${pattern}/ is a mistake in the configuration, and says so`, () => {
      expect(() => make('replace', { find: pattern, regex: true })).to.throw(
        /^find: is wrong: (RE2 does not take this pattern|the pattern repeats too much)/,
      );
      expect(() => make('switch', { when: [{ matches: pattern, then: 1 }] })).to.throw(
        /^when\[0\]\.matches: is wrong: (RE2 does not take|the pattern repeats)/,
      );
    });
  }
});

describe('no expression hangs', () => {
  for (const [title, expression] of [
    ['an endless loop', '($f := function($n) { $f($n + 1) }; $f(1))'],
    ['an endless recursion', '($f := function($n) { 1 + $f($n + 1) }; $f(1))'],
    ['a huge range', '$count([1..9000000])'],
    ['a huge range that is computed', '($n := 9000000; $count([-$n..$n]))'],
    ['ranges in ranges', '[1..4000].([1..4000].([1..4000]))'],
    [
      'a text that doubles',
      '($f := function($s, $n) { $n = 0 ? $s : $f($s & $s, $n - 1) }; $length($f("aaaaaaaa", 60)))',
    ],
    ['a huge padding', '$length($pad("x", 900000000))'],
    ['a huge number in Roman figures', '$formatInteger(1e15, "I")'],
    ['a long list without doubles', '($l := [1..4900]; $count($distinct($l)) + $count($distinct($l)))'],
    ['a join of long texts', '($s := $pad("x", 9000); $length($join($map([1..4000], function($i) { $s }), ",")))'],
    ['a sort by a slow order', '$sort([1..4900], function($a, $b) { $sum([1..4900]) > $a })'],
    ['a join of lists with themselves', '($l := [1..3000].{"i": $}; $count($l@$a.$l@$b[$a.i = $b.i].{ "x": $a }))'],
    ['all that is below, again and again', '($t := [1..4000]; $count($t.($t.($t))))'],
  ] as const) {
    it(`with ${title}`, () => {
      timed(
        () =>
          expect(outcome(make('expression', { expression }), valueInput('x'))).to.satisfy(
            (found: object) => 'refused' in found || 'output' in found,
          ),
        title,
      );
    });
  }

  it('and says that it was the work', () => {
    expect(
      outcome(make('expression', { expression: '($f := function($n) { $f($n + 1) }; $f(1))' }), valueInput('x')),
    ).to.deep.equal({
      refused: 'mapping-work',
      message:
        'mapping target with "expression": it takes more steps than one account may cost; make the expression simpler',
    });
  });

  it('and refuses the same work every time, however busy the machine is', () => {
    const expression = '$sum([1..160].($sum([1..130])))';
    const all = Array.from({ length: 20 }, () =>
      JSON.stringify(outcome(make('expression', { expression }), valueInput('x'))),
    );
    expect(new Set(all).size).to.equal(1);
  });

  it('leaves room for what people write', () => {
    const many = Array.from({ length: 200 }, (_, index) => `tag-${index}`);
    const expression =
      '$join($sort($distinct($map($value, function($t) { $uppercase($substringAfter($t, "-")) })))[[0..4]], "; ")';
    expect(outcome(make('expression', { expression }), valueInput(many))).to.deep.equal({
      output: '0; 1; 10; 100; 101',
    });
  });
});

function timed(work: () => unknown, title: string): void {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1_000, title).to.be.lessThan(MOST_MS);
}
