import { expect } from 'chai';
import fc from 'fast-check';
import { make, map, outcome, valueInput } from './support/built-in.js';

const tables: Readonly<Record<string, readonly (readonly [config: object, value: unknown, output: unknown])[]>> = {
  'lower-case': [
    [{}, 'ÀÉ', 'àé'],
    [{}, '', ''],
    [{}, 12, '12'],
    [{ language: 'tr' }, 'I', 'ı'],
    [{}, ['A', null], ['a', null]],
    [{}, [['A']], 'refused mapping-type'],
    [{}, { a: 'A' }, 'refused mapping-type'],
  ],
  'upper-case': [
    [{}, 'straße', 'STRASSE'],
    [{ language: 'tr' }, 'i', 'İ'],
  ],
  'title-case': [
    [{}, "o'neil", "O'Neil"],
    [{}, 'O’NEIL', 'O’Neil'],
    [{}, "ada's", "Ada's"],
    [{}, 'jean-luc', 'Jean-Luc'],
    [{}, 'éMILE', 'éMILE'],
    [{ keepMixed: false }, 'éMILE', 'Émile'],
    [{ keep: ['Van', 'der'] }, 'ANNA VAN DER BERG', 'Anna van der Berg'],
    [{}, 'DeVries MACLEOD', 'DeVries Macleod'],
    [{}, '3rd floor', '3rd Floor'],
    [{}, 'e\u0301mile', 'E\u0301mile'],
    [{}, "  d'angelo  ", "  D'Angelo  "],
    [{}, 'ada de la cruz', 'Ada De La Cruz'],
    [{}, '', ''],
    [{}, '李 明', '李 明'],
  ],
  trim: [
    [{}, '\u00a0 a \n b ', 'a b'],
    [{ collapse: false }, ' a  b ', 'a  b'],
    [{ side: 'start', collapse: false }, ' a ', 'a '],
    [{}, ['  '], ['']],
  ],
  replace: [
    [{ find: '.', with: '' }, 'a.b', 'ab'],
    [{ find: 'a', with: '$1$&' }, 'xax', 'x$1$&x'],
    [{ find: 'A+', with: '$&$&', ignoreCase: true }, 'a+', '$&$&'],
    [{ find: '(a)(b)?', with: '$1-$2;$3;$$', regex: true }, 'aab', 'a-;$3;$a-b;$3;$'],
    [{ find: '(a)', with: '$12', regex: true }, 'a', 'a2'],
    [{ find: '(?P<x>a)', with: '$<x>$<y>', regex: true }, 'a', 'a$<y>'],
    [{ find: '', with: 'x' }, 'a', 'a'],
    [{ find: 'x*', with: '-', regex: true }, 'axb', '-a--b-'],
    [{ find: '\\p{Lu}', with: '_', regex: true }, 'aÉb', 'a_b'],
    [{ find: '.', with: '_', regex: true }, '😀', '_'],
    [{ find: 'é', ignoreCase: true, with: 'e' }, 'É', 'e'],
    [{ find: 'a', regex: true }, 'a'.repeat(10_001), 'refused mapping-work'],
  ],
  split: [
    [{}, '', []],
    [{ skipEmpty: false }, '', ['']],
    [{ at: ' ', part: 0 }, '  Ada King', 'Ada'],
    [{ part: -3 }, 'a,b', undefined],
    [{ at: '.', part: 0 }, ['a.b', 'c.d'], ['a', 'c']],
    [{}, ['a,b', null, 'c'], ['a', 'b', null, 'c']],
    [{ at: 'ab' }, 'xabyabz', ['x', 'y', 'z']],
  ],
  join: [
    [{}, 'a', 'a'],
    [{}, [], undefined],
    [{}, [null], null],
    [{}, ['', null], ''],
    [{}, [['a', 'b'], 'c'], 'a b c'],
    [{}, [1, true], '1 true'],
    [{}, [{ a: 1 }], 'refused mapping-type'],
    [{ skipEmpty: false, with: '-' }, ['a', '', 'b'], 'a--b'],
  ],
  list: [
    [{}, [['a'], 'a', ' a '], ['a']],
    [{ at: ';' }, ['a;b', 'b'], ['a', 'b']],
    [{}, [], []],
    [{}, false, [false]],
    [{}, [{ a: 1 }], 'refused mapping-type'],
  ],
  'first-item': [
    [{}, ['', 'a'], 'a'],
    [{}, [null], null],
    [{}, [''], ''],
    [{ skipEmpty: false }, ['', 'a'], ''],
    [{}, { a: 1 }, { a: 1 }],
    [{}, [{ a: 1 }, 2], { a: 1 }],
  ],
  'last-item': [
    [{}, ['a', ''], 'a'],
    [{}, [null], null],
    [{ skipEmpty: false }, ['a', null], null],
    [{}, 'a', 'a'],
  ],
  'normalise-diacritics': [
    [{}, 'Łódź Šimůnek Ñandú Çelik Đorđe İğne ısı', 'Lodz Simunek Nandu Celik Dorde Igne isi'],
    [{}, 'e\u0301', 'e'],
    [{}, 'ẞ ß', 'SS ss'],
    [{}, 'Œuvre ŒUVRE œ', 'Oeuvre OEUVRE oe'],
    [{ umlauts: 'long' }, 'Ärger ÄRGER a\u0308 Øre', 'Aerger AERGER ae Oere'],
    [{}, 'Ægir Þór Ðuro', 'Aegir Thor Duro'],
    [{}, 'Ｆｕｌｌ ﬁ', 'Full fi'],
    [{}, 'й ё हिन्दी 한국 ελλάς שָׁלוֹם', 'й ё हिन्दी 한국 ελλάς שָׁלוֹם'],
    [{}, 'Nguyễn Thị', 'Nguyen Thi'],
    [{}, '😀 1½', '😀 1½'],
  ],
  strip: [
    [{}, 'Ada K. <x>', 'AdaK.x'],
    [{ keep: 'letters' }, 'é1हि', 'éहि'],
    [{ keep: 'ascii-letters', also: ' -' }, 'a-b c_d', 'a-b cd'],
    [{ keep: 'none', also: ']' }, '[x]', ']'],
    [{ keep: 'none' }, 'abc', ''],
    [{ replacement: '$&' }, 'a b', 'a$&b'],
    [{ maxLength: 2 }, 'a b c', 'ab'],
  ],
  truncate: [
    [{ length: 2 }, '😀😀😀', '😀😀'],
    [{ length: 2 }, 'e\u0301e\u0301', 'e\u0301'],
    [{ length: 4, unit: 'bytes' }, '😀a', '😀'],
    [{ length: 3, unit: 'bytes' }, '😀a', ''],
    [{ length: 3 }, '', ''],
  ],
  substring: [
    [{ start: 1 }, 'a😀b', '😀b'],
    [{ start: -1 }, 'ab', 'b'],
    [{ start: 9 }, 'ab', ''],
    [{ length: 0 }, 'ab', ''],
  ],
  number: [
    [{}, '1.50', 1.5],
    [{}, '+7', 7],
    [{}, '-0', 0],
    [{}, '', 'refused not-a-number'],
    [{}, '1,5', 'refused not-a-number'],
    [{ decimal: ',' }, '1.5', 'refused not-a-number'],
    [{}, '1e5', 'refused not-a-number'],
    [{}, 'Infinity', 'refused not-a-number'],
    [{ otherwise: 'absent' }, ['1', 'x', '2'], [1, 2]],
    [{ round: 'up' }, '1.1', 2],
    [{ round: 'nearest' }, '-0.4', 0],
  ],
  boolean: [
    [{}, true, true],
    [{}, 0, false],
    [{}, 'OFF', false],
    [{ otherwise: 'absent' }, 'x', undefined],
    [{ otherwise: 'clear' }, 'x', null],
    [{ otherwise: 'yes' }, 'x', true],
    [{}, { a: 1 }, 'refused mapping-type'],
    [{ yes: ['J'], no: ['N'] }, 'j', true],
  ],
  lookup: [
    [{ table: { a: null } }, 'a', null],
    [{ table: { true: 'x' } }, true, 'x'],
    [{ table: { A: 1, a: 2 }, ignoreCase: true }, 'a', 1],
    [{ table: { a: 1 } }, 'constructor', undefined],
    [{ table: {}, default: null }, 'x', null],
    [{ table: { a: 1 } }, ['a', null, 'b'], [1, null]],
    [{ table: { constructor: 'c' } }, 'constructor', 'c'],
  ],
  switch: [
    [{ cases: { a: 1, b: 2 } }, ['b', 'a'], 1],
    [{ cases: { a: 1 }, otherwise: null }, 'x', null],
    [{ cases: { toString: 1 } }, 'toString', 1],
    [{ cases: {} }, 'toString', undefined],
    [{ when: [{ in: [1, 'x'], then: 'in' }] }, '1', 'in'],
    [{ when: [{ startsWith: 'a', endsWith: 'z', then: 1 }] }, 'abz', 1],
    [{ when: [{ startsWith: 'a', endsWith: 'z', then: 1 }] }, ['ab', 'bz'], undefined],
    [{ when: [{ contains: 'b', then: 1 }] }, ['x', 'abc'], 1],
    [{ when: [{ atLeast: 0, then: 1 }] }, '', undefined],
    [{ when: [{ present: false, then: 'none' }] }, [''], 'none'],
    [{ when: [{ present: false, then: 'none' }] }, undefined, 'none'],
    [
      {
        when: [
          { active: false, then: 1 },
          { active: true, then: 2 },
        ],
      },
      undefined,
      2,
    ],
    [{ when: [{ inGroup: 'x', then: 1 }] }, 'a', undefined],
    [{ when: [{ then: 'all' }] }, { a: 1 }, 'all'],
    [{ when: [{ matches: '^a+$', then: 1 }] }, 'aa', 1],
  ],
  default: [
    [{ value: [] }, undefined, []],
    [{ value: 'x' }, 0, 0],
    [{ value: 'x' }, false, false],
    [{ value: 'x', missing: ['null'] }, undefined, undefined],
  ],
  coalesce: [
    [{}, [[], '', 'a'], 'a'],
    [{}, [], undefined],
    [{}, 0, 0],
    [{ keepEmpty: true }, [null, []], []],
  ],
  template: [
    [{ template: '' }, 'x', ''],
    [{ template: 'a}}b{c' }, 'x', 'a}}b{c'],
    [{ template: '{{ value | trim|upper }}!' }, ' a ', 'A!'],
    [{ template: '{{constructor}}' }, 'x', undefined],
    [{ template: '{{value|initial}}' }, '👩‍👩‍👧x', '👩‍👩‍👧'],
    [{ template: '{{value}}' }, false, 'false'],
    [{ template: '{{value}}', missing: 'blank' }, [], ''],
  ],
};

describe('mappers at the edges', () => {
  for (const [id, rows] of Object.entries(tables)) {
    for (const [config, value, output] of rows) {
      it(`${id} ${short(config)} of ${short(value)} is ${short(output)}`, () => {
        const found = outcome(make(id, config), valueInput(value as never));
        if (typeof output === 'string' && output.startsWith('refused '))
          expect(found).to.include({ refused: output.slice(8) });
        else expect(found).to.deep.equal({ output });
      });
    }
  }

  for (const [id, config, problem] of [
    ['template', { template: '{{a' }, /template: is wrong: "{{" has no "}}"/],
    ['template', { template: '{{a|shout}}' }, /there is no filter "shout"; known: lower/],
    ['template', { template: '{{}}' }, /names no attribute/],
    ['unique', { pattern: '{value}' }, /pattern/],
    ['unique', { tries: 51 }, /tries/],
    ['constant', {}, /value/],
    ['lookup', { table: [] }, /table/],
    ['lookup', { table: { a: 1 }, otherwise: 'explode' }, /otherwise/],
    ['switch', { when: [{ endsWith: 'x' }] }, /when\[0\]\.then/],
    ['split', { at: '' }, /at/],
    ['lower-case', { language: 'not a language' }, /language/],
    ['truncate', { length: 0 }, /length/],
    ['copy', { nonsense: 1 }, /nonsense/],
  ] as const) {
    it(`${id} with ${short(config)} is a mistake in the configuration`, () => {
      expect(() => make(id, config)).to.throw(problem);
    });
  }

  it('constant and lookup may give null', () => {
    expect(map('constant', { value: null })).to.equal(null);
  });
});

describe('lengths', () => {
  it('truncate: the result is a beginning of the text, and never longer than allowed', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom('characters', 'bytes'),
        (text, length, unit) => {
          const cut = map('truncate', { length, unit }, text) as string;
          expect(text.startsWith(cut)).to.equal(true);
          expect(unit === 'bytes' ? new TextEncoder().encode(cut).length : [...cut].length).to.be.at.most(length);
        },
      ),
    );
  });

  it('unique: all values differ, none is longer than allowed, and the first is a beginning of the value', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.integer({ min: 4, max: 12 }),
        fc.constantFrom('{value}{n}', '{n}-{value}', '{value}_{n}_{value}'),
        (text, maxLength, pattern) => {
          const found = outcome(make('unique', { maxLength, pattern, tries: 12 }), valueInput(text));
          const all = ('candidates' in found ? found.candidates : []) as readonly string[];
          expect(new Set(all).size).to.equal(all.length);
          expect(text.startsWith(all[0] ?? '-')).to.equal(true);
          for (const one of all) expect([...one].length).to.be.at.most(maxLength);
        },
      ),
    );
  });
});

function short(thing: unknown): string {
  const text = JSON.stringify(thing) ?? 'absent';
  return text.length > 90 ? `${text.slice(0, 90)}…` : text;
}
