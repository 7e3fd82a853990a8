import { expect } from 'chai';
import { CONFIG, type OpenConsole, openConsole, untilEnded, type Visitor } from './support/open-console.js';

const BOTH = CONFIG.replace(
  /staff: .*/,
  'staff: { between: [here, there], mapping: { userName: userName, displayName: displayName } }',
);

describe('a two-way sync in the console', () => {
  let open: OpenConsole;
  let visitor: Visitor;
  beforeEach(async () => {
    open = await openConsole({}, BOTH);
    visitor = await open.signIn('administrator');
    open.here.add({ id: 'h1', attributes: { userName: 'ada', displayName: 'Ada' }, active: true });
    const joining = await open.rollcall.sync('staff').run();
    if (joining.status === 'waiting') await open.rollcall.sync('staff').approve(joining.run.id);
    for (const [directory, name] of [
      [open.here, 'Ada of here'],
      [open.there, 'Ada of there'],
    ] as const)
      for (const account of directory.accounts.values()) account.attributes.displayName = name;
    expect((await open.rollcall.sync('staff').run()).status).to.equal('waiting');
  });
  afterEach(() => open.close());

  const page = async (path: string): Promise<string> => (await open.request(path, { as: visitor })).text();
  const names = (): readonly unknown[] =>
    [open.here, open.there].flatMap(({ accounts }) =>
      [...accounts.values()].map(({ attributes }) => attributes.displayName),
    );

  it('says of a person what each side says, and who decides', async () => {
    const person = await page('/syncs/staff/people/here:h1');
    for (const text of [
      '<bdi>here</bdi> ↔ <bdi>there</bdi>',
      'Ada of here',
      'Ada of there',
      'a person decides',
      'there says',
    ])
      expect(person).to.contain(text);
  });

  for (const [side, person] of [
    ['here', 'here:h1'],
    ['there', 'there:1'],
  ] as const)
    it(`is settled as ${side} has it when that line is chosen, and then nothing waits`, async () => {
      const [waiting] = await open.rollcall.state.runs.list({ status: ['waiting'], limit: 1 });
      const shown = await page(`/runs/${waiting?.id}?status=held`);
      expect(shown).to.contain('two lines for a person').and.to.contain(`value="${person}"`);
      await open.request(`/runs/${waiting?.id}/approve`, {
        method: 'POST',
        as: visitor,
        body: new URLSearchParams({ _token: visitor.token, what: 'chosen', 'accounts[]': person }),
      });
      await untilEnded(open);
      expect(names()).to.deep.equal([`Ada of ${side}`, `Ada of ${side}`]);
      for (let tries = 0; tries < 20 && (await page('/api/waiting')) !== '[]'; tries += 1)
        await new Promise((resolve) => setImmediate(resolve));
      expect(await page('/api/waiting')).to.equal('[]');
    });

  it('shows its settings both ways, and is changed in the same steps as any other', async () => {
    const sync = await page('/syncs/staff');
    for (const text of [
      '<bdi>here</bdi> ↔ <bdi>there</bdi>',
      '<bdi>userName</bdi> ↔ <bdi>userName</bdi>',
      'Ask me',
      '/setup/staff/mapping',
    ])
      expect(sync).to.contain(text);
    expect(await page('/setup'))
      .to.contain('<bdi>here</bdi> ↔ <bdi>there</bdi>')
      .and.to.contain('/setup/staff/mapping');
    expect(await page('/setup/staff/mapping'))
      .to.contain('In here')
      .and.to.contain('In there');
    expect(await page('/connections/here/delete')).to.contain('sync staff');
  });

  it('cannot go one way any more, because its links remember no values', async () => {
    expect(await page('/setup/staff/direction'))
      .to.contain('set up a sync of another name')
      .and.not.to.contain('One way:');
    const body = new URLSearchParams({ _token: visitor.token, direction: 'one-way', do: 'save' });
    expect((await open.request('/setup/staff/direction', { method: 'POST', as: visitor, body })).status).to.equal(409);
  });
});
