import { defineMapper } from '@rollcall/contract';
import { checkMapper, clauseTable, supportTable } from '@rollcall/testing';
import { expect } from 'chai';

const EXAMPLES = 'examples: there is one at least, and each gives what it says';
const sound = { id: 'same', label: 'Same', examples: [{ from: 'a', input: { a: 'x' }, output: 'x' }] };
const good = defineMapper({ ...sound, map: ({ value }) => value });
const wrong = defineMapper({ ...sound, map: () => 'y' });

describe('a waiver', () => {
  it('lets a broken clause pass, with its reason', async () => {
    const results = await checkMapper(wrong, { waive: { [EXAMPLES]: 'the examples are of version 1' } });
    expect(results.filter(({ status }) => status !== 'kept')).to.deep.equal([
      { clause: EXAMPLES, status: 'waived', detail: 'the examples are of version 1' },
    ]);
  });

  for (const [title, plugin, waive, expected] of [
    ['fails when the clause is kept', good, { [EXAMPLES]: 'a reason' }, /is kept; take its waiver away/],
    ['fails without a reason', wrong, { [EXAMPLES]: ' ' }, /gives no reason/],
    ['fails when there is no such clause', good, { 'examples: all': 'a reason' }, /names "examples: all", which is no/],
    ['fails when its name is one that every object has', good, { constructor: 'a reason' }, /which is no clause/],
  ] as const)
    it(title, async () => {
      const broken = (await checkMapper(plugin, { waive })).filter(({ status }) => status === 'broken');
      expect(broken).to.have.lengthOf(1);
      expect(broken[0]?.detail).to.match(expected);
    });
});

describe('the table of clauses', () => {
  it('is Markdown that a README can hold', () => {
    expect(
      clauseTable([
        { clause: 'a', status: 'kept' },
        { clause: 'b', status: 'waived', detail: 'one | two\nthree' },
        { clause: 'c', status: 'left-out', detail: 'no writer' },
        { clause: 'd', status: 'broken', detail: 'it breaks' },
      ])
        .split('\n')
        .slice(2),
    ).to.deep.equal([
      '| a | yes |  |',
      '| b | waived | one \\| two three |',
      '| c | - | no writer |',
      '| d | **no** | it breaks |',
    ]);
  });

  it('says what is no plugin', async () => {
    const [first] = await checkMapper({ map: () => 1 });
    expect(first?.detail).to.match(/it is no plugin: it lacks its decorator/);
  });
});

describe('the support table', () => {
  it('has a column for each way, and says below why something is not kept', () => {
    expect(
      supportTable({
        one: [
          { clause: 'a', status: 'kept' },
          { clause: 'b|c', status: 'waived', detail: 'the site\nforbids it' },
        ],
        two: [
          { clause: 'a', status: 'broken', detail: 'it breaks' },
          { clause: 'b|c', status: 'left-out', detail: 'no writer' },
        ],
      }).split('\n'),
    ).to.deep.equal([
      '| promise | one | two |',
      '|---|---|---|',
      '| a | yes | **no** |',
      '| b\\|c | no | – |',
      '',
      '"–": the promise is about something that the system cannot do this way.',
      '',
      '"no":',
      '',
      '- *b\\|c*: the site forbids it',
    ]);
  });
});
