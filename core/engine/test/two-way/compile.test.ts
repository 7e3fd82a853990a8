import { ConfigProblems } from '@rollcall/plugin';
import { expect } from 'chai';
import { TwoWayWorld } from '../support/two-way-world.js';

/** Problems of a configuration, with their paths. */
async function problemsOf(config: Readonly<Record<string, unknown>>): Promise<readonly string[]> {
  try {
    await new TwoWayWorld({ config }).compile();
    return [];
  } catch (error) {
    if (!ConfigProblems.is(error)) throw error;
    return error.problems.map(({ path, message }) => `${path.slice(2).join('.')}: ${message}`);
  }
}

const mapping = { userName: 'userName', mail: 'mail', title: 'title' };

describe('compiling a two-way sync', () => {
  it('takes a mapping that can go both ways', async () => {
    const table = { x: 'X', y: 'Y' };
    expect(
      await problemsOf({ mapping: { ...mapping, title: { from: 'title', through: ['copy', { lookup: { table } }] } } }),
    ).to.deep.equal([]);
  });

  for (const [what, line] of [
    ['lower-case', { from: 'title', through: ['lower-case'] }],
    ['lookup', { from: 'title', through: [{ lookup: { table: { a: 'same', b: 'same' } } }] }],
    ['constant', { through: [{ constant: { value: 'x' } }] }],
  ] as const) {
    it(`refuses ${what}, which loses something, unless one side has the last word`, async () => {
      const [problem, ...others] = await problemsOf({ mapping: { ...mapping, title: line } });
      expect(others).to.deep.equal([]);
      expect(problem).to.match(/^mapping\.title: it cannot go both ways: .*"authority: one"/);
      expect(await problemsOf({ mapping: { ...mapping, title: { ...line, authority: 'one' } } })).to.deep.equal([]);
      expect(await problemsOf({ mapping: { ...mapping, title: { ...line, authority: 'two' } } })).to.have.length(1);
    });
  }

  for (const [what, config, problem] of [
    [
      'two lines that write one attribute back',
      { mapping: { ...mapping, title: 'mail' } },
      /mapping\.title: "mail" would be written back from "mail" and from "title"/,
    ],
    ['a side that is none', { conflicts: 'three' }, /conflicts: it must be one, two, newest or ask/],
    ['newest without clocks', { conflicts: 'newest', clocks: { one: 'changed' } }, /an account of two changed last/],
    [
      'a group that stands there twice',
      { groups: { roles: { a: 'A', b: 'A' } } },
      /groups\.roles\.b: "A" of two stands in the table twice/,
    ],
    ['a role with two groups', { groups: { roles: { a: ['A', 'B'] } } }, /groups\.roles\.a: it must be one group/],
    ['a group that is not there', { groups: { roles: { a: 'C' } } }, /two has no group "C"/],
    ['settings of a connection that is none', { gone: { three: 'keep' } }, /gone\.three: it must be one or two/],
    ['an action that is none', { gone: { one: 'shred' } }, /gone\.one: must be one of keep, deactivate, delete/],
    [
      'a new account without what it needs',
      { mapping: { mail: 'mail', userName: { from: 'userName', authority: 'one' } }, correlate: ['mail'] },
      /one needs "userName" for every new account, and nothing fills it on the way back/,
    ],
    [
      'correlation that works one way only',
      { mapping: { ...mapping, mail: { from: 'mail', authority: 'one' } } },
      /correlate\.1: "mail" is not one attribute of one that can go both ways/,
    ],
  ] as const)
    it(`refuses ${what}`, async () => {
      expect((await problemsOf(config)).join('\n')).to.match(problem);
    });
});
