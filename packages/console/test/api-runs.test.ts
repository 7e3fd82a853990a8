import { expect } from 'chai';
import { type OpenConsole, openConsole, type Visitor } from './support/open-console.js';

describe('runs over the HTTP API', () => {
  let open: OpenConsole;
  let operator: Visitor;
  beforeEach(async () => {
    open = await openConsole();
    operator = await open.signIn('operator');
    open.here.groups.set('editor', { id: 'editor', name: 'Editor' });
    for (const [id, groups] of [
      ['ada', ['editor']],
      ['bo', ['editor']],
      ['cy', []],
    ] as const)
      open.here.add({ id, attributes: { userName: id, displayName: id }, active: true, groups: [...groups] });
  });
  afterEach(() => open.close());

  const start = (body: object): Promise<Response> =>
    open.request('/api/syncs/staff/runs', {
      method: 'POST',
      as: operator,
      headers: { 'content-type': 'application/json', 'x-rollcall-token': operator.token },
      body: JSON.stringify(body),
    });
  const inTarget = (): readonly unknown[] =>
    [...open.there.accounts.values()].map(({ attributes }) => attributes.userName).sort();
  async function ended(): Promise<void> {
    for (let runs = await open.rollcall.state.runs.list({ limit: 1 }); ; ) {
      if (runs[0]?.endedAt != null) return;
      await new Promise((resolve) => setImmediate(resolve));
      runs = await open.rollcall.state.runs.list({ limit: 1 });
    }
  }

  for (const [title, body, people] of [
    ['for everybody', {}, ['ada', 'bo', 'cy']],
    ['for named people', { accounts: ['cy'] }, ['cy']],
    ['for a role', { role: 'Editor' }, ['ada', 'bo']],
  ] as const)
    it(`${title} are about just these`, async () => {
      expect((await start({ kind: 'run', ...body })).status).to.equal(200);
      await ended();
      expect(inTarget()).to.deep.equal(people);
    });
});
