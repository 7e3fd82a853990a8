import { expect } from 'chai';
import { CONFIG, type OpenConsole, openConsole, untilEnded, type Visitor } from './support/open-console.js';

const BOTH = CONFIG.replace(
  /staff: .*/,
  'staff: { between: [here, there], correlate: [userName], mapping: { userName: userName, displayName: displayName } }',
);

describe('what a two-way sync leaves for a person, in the console', () => {
  let open: OpenConsole;
  let visitor: Visitor;
  beforeEach(async () => {
    open = await openConsole({}, BOTH);
    visitor = await open.signIn('operator');
  });
  afterEach(() => open.close());

  const page = async (path: string, status = 200): Promise<string> => {
    const answer = await open.request(path, { as: visitor });
    expect(answer.status, path).to.equal(status);
    return answer.text();
  };
  const post = (path: string, fields: Readonly<Record<string, string>>): Promise<Response> =>
    open.request(path, {
      method: 'POST',
      as: visitor,
      body: new URLSearchParams({ _token: visitor.token, ...fields }),
    });
  const waiting = async (): Promise<string> =>
    (await open.rollcall.state.runs.list({ status: ['waiting'], limit: 1 }))[0]?.id ?? '';
  const valuesOf = (): readonly unknown[] =>
    [open.here, open.there].flatMap(({ accounts }) =>
      [...accounts.values()].map(
        ({ attributes: { userName, displayName } }) => `${String(userName)} ${String(displayName)}`,
      ),
    );

  describe('before a first joining', () => {
    beforeEach(async () => {
      open.here.add({ id: 'h1', attributes: { userName: 'ada', displayName: 'Ada' }, active: true });
      open.here.add({ id: 'h2', attributes: { userName: 'bob', displayName: 'Bob <script>' }, active: true });
      open.there.add({ id: 't1', attributes: { userName: 'ada', displayName: 'Ada' }, active: true });
      open.there.add({ id: 't3', attributes: { userName: 'cem', displayName: 'Cem' }, active: true });
      expect((await open.rollcall.sync('staff').run()).status).to.equal('waiting');
    });

    it('shows what comes of people, in groups, before the approval', async () => {
      const run = await page(`/runs/${await waiting()}`);
      expect(run.indexOf('What comes of people'))
        .to.be.greaterThan(0)
        .and.lessThan(run.indexOf('These changes wait for you'));
      for (const text of ['Alike already', 'only on one side: made in there', 'only on one side: made in here'])
        expect(run).to.contain(text);
    });

    it('shows who is in a group, and no other', async () => {
      const id = await waiting();
      const alike = await page(`/runs/${id}/people?group=same`);
      expect(alike).to.contain('here:h1 = there:t1').and.to.contain('>Ada<').and.not.to.contain('there:t3');
      const made = await page(`/runs/${id}/people?group=${encodeURIComponent('new:there')}`);
      expect(made).to.contain('Bob &lt;script&gt;').and.not.to.contain('Bob <script>');
      await page(`/runs/${id}/people?group=nobody`, 404);
      const told = JSON.parse(await page(`/api/runs/${id}/people?group=new:here`)) as {
        readonly groups: readonly { readonly id: string; readonly count: number }[];
        readonly people: readonly unknown[];
      };
      expect(told.groups.map((group) => [group.id, group.count])).to.deep.equal([
        ['same', 1],
        ['new:here', 1],
        ['new:there', 1],
      ]);
      expect(told.people).to.deep.equal([{ names: ['there:t3'], label: 'Cem' }]);
    });
  });

  describe('when both sides changed something', () => {
    beforeEach(async () => {
      open.here.add({ id: 'h1', attributes: { userName: 'ada', displayName: 'Ada' }, active: true });
      const joining = await open.rollcall.sync('staff').run();
      await open.rollcall.sync('staff').approve(joining.run.id);
      for (const [directory, at] of [
        [open.here, 'here'],
        [open.there, 'there'],
      ] as const)
        for (const { attributes } of directory.accounts.values())
          Object.assign(attributes, { userName: `ada.${at}`, displayName: `Ada of ${at}` });
      expect((await open.rollcall.sync('staff').run()).status).to.equal('waiting');
    });

    it('each value can be chosen from another side, and the audit says who chose', async () => {
      const id = await waiting();
      expect(await page(`/runs/${id}`)).to.contain(`/runs/${id}/conflicts`);
      const asked = await page(`/runs/${id}/conflicts`);
      for (const text of ['ada.here', 'ada.there', 'Ada of here', 'Ada of there']) expect(asked).to.contain(text);
      await post(`/runs/${id}/conflicts`, {
        'people[0].name': 'here:h1',
        'people[0].values[0].key': 'displayName',
        'people[0].values[0].take': 'there',
        'people[0].values[1].key': 'userName',
        'people[0].values[1].take': 'here',
      });
      await untilEnded(open);
      expect(valuesOf()).to.deep.equal(['ada.here Ada of there', 'ada.here Ada of there']);
      const administrator = await open.signIn('administrator');
      const audit = await (await open.request('/audit', { as: administrator })).text();
      expect(audit).to.contain('here:h1 displayName=there, here:h1 userName=here').and.to.contain(visitor.name);
      const person = await page('/syncs/staff/people/here:h1');
      expect(person).to.contain(`${visitor.name} decided for there`);
      expect(person).to.contain('<dt>In here</dt>').and.to.contain('<dt>In there</dt>').and.not.to.contain('left out');
      expect(await page(`/runs/${id}/conflicts`)).to.contain('Nothing waits for a choice here.');
    });

    it('the same over the API; what was left for later goes on waiting', async () => {
      const id = await waiting();
      const answer = await open.request(`/api/runs/${id}/resolve`, {
        method: 'POST',
        as: visitor,
        headers: { 'content-type': 'application/json', 'x-rollcall-token': visitor.token },
        body: JSON.stringify({ choices: [{ person: 'there:1', value: 'displayName', take: 'here' }] }),
      });
      expect(answer.status, await answer.clone().text()).to.equal(200);
      await untilEnded(open);
      expect(valuesOf()).to.deep.equal(['ada.here Ada of here', 'ada.there Ada of here']);
      const left = JSON.parse(await page(`/api/runs/${await waiting()}/conflicts`)) as {
        readonly conflicts: readonly { readonly values: readonly { readonly key: string }[] }[];
      };
      expect(left.conflicts.map(({ values }) => values.map(({ key }) => key))).to.deep.equal([['userName']]);
    });

    it('nothing chosen is said, a viewer may only look', async () => {
      const id = await waiting();
      const answer = await post(`/runs/${id}/conflicts`, { 'people[0].name': 'here:h1' });
      expect(answer.headers.get('location')).to.equal(`/runs/${id}/conflicts?chosen=nothing`);
      expect(await page(`/runs/${id}/conflicts?chosen=nothing`)).to.contain('Choose at least one value first.');
      visitor = await open.signIn('viewer');
      expect(await page(`/runs/${id}/conflicts`))
        .to.contain('Ada of here')
        .and.not.to.contain('Save the decisions');
      expect((await post(`/runs/${id}/conflicts`, {})).status).to.equal(403);
    });

    it('people are called by their names in lists, never by what is remembered of them', async () => {
      for (const path of ['/people?sync=staff', `/runs/${await waiting()}`, '/people?sync=staff&q=ada']) {
        const shown = await page(path);
        expect(shown, path).to.contain('>Ada');
        expect(shown, path).not.to.match(/>[A-Za-z0-9_-]{22}</);
      }
    });
  });
});
