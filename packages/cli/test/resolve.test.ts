import { expect } from 'chai';
import { configText, openStage, type Stage } from './support/stage.js';

const BOTH = `
  staff:
    between: [people, website]
    correlate: [userName]
    mapping: { userName: userName, title: title, nick: nick }`;

describe('what both sides of a two-way sync changed', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = openStage(['ada.k']);
    stage.write('rollcall.yaml', configText(BOTH));
    await stage.rollcall(['run']);
    await stage.rollcall(['approve']);
    Object.assign(stage.source.accounts.get('p-ada.k')?.attributes ?? {}, { title: 'Dr A', nick: 'ada' });
    for (const { attributes } of stage.target.accounts.values())
      Object.assign(attributes, { title: 'Dr B', nick: 'addie' });
    expect((await stage.rollcall(['run'])).code).to.equal(3);
  });
  afterEach(() => stage.close());

  const values = (): readonly unknown[] =>
    [stage.source, stage.target].flatMap(({ accounts }) =>
      [...accounts.values()].map(({ attributes: { title, nick } }) => `${String(title)}, ${String(nick)}`),
    );

  it('is shown value by value, with what to type', async () => {
    const { code, out } = await stage.rollcall(['resolve']);
    expect(code).to.equal(3);
    for (const text of [
      'people:p-ada.k = website:1',
      'title: people Dr A | website Dr B',
      "people:p-ada.k 'nick=people|website' 'title=people|website'",
    ])
      expect(out).to.contain(text);
    const { conflicts } = JSON.parse((await stage.rollcall(['resolve', '--json'])).out) as {
      readonly conflicts: readonly { readonly values: readonly { readonly key: string }[] }[];
    };
    expect(conflicts.map((one) => one.values.map(({ key }) => key))).to.deep.equal([['nick', 'title']]);
  });

  it('ends as was decided, and what was not decided goes on waiting', async () => {
    expect((await stage.rollcall(['resolve', 'people:p-ada.k', 'title=website'])).code).to.equal(3);
    expect(values()).to.deep.equal(['Dr B, ada', 'Dr B, addie']);
    expect((await stage.rollcall(['resolve', 'website:1', 'nick=people'])).code).to.equal(0);
    expect(values()).to.deep.equal(['Dr B, ada', 'Dr B, ada']);
    expect((await stage.rollcall(['waiting'])).code).to.equal(0);
  });

  for (const [args, text] of [
    [['people:p-ada.k', 'title'], 'mail=intranet'],
    [['people:p-ada.k', 'title=nowhere'], 'people or website'],
    [['people:p-ada.k', 'titel=people'], 'title'],
    [['people:zoe', 'title=people'], 'people:zoe'],
  ] as const)
    it(`says what is wrong with "resolve ${args.join(' ')}", and decides nothing`, async () => {
      const { code, err } = await stage.rollcall(['resolve', ...args]);
      expect([code, err.includes(text)], err).to.deep.equal([1, true]);
      expect(values()).to.deep.equal(['Dr A, ada', 'Dr B, addie']);
    });

  it('is not called by the fingerprints that are remembered of people', async () => {
    const { out } = await stage.rollcall(['waiting']);
    const [first] = out.split('\n');
    expect(first)
      .to.contain('ada.k')
      .and.not.to.match(/[A-Za-z0-9_-]{22}/);
  });
});
