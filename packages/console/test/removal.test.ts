import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type OpenConsole, openConsole, type Visitor } from './support/open-console.js';

describe('deleting a connection or a sync', () => {
  let open: OpenConsole;
  let administrator: Visitor;
  beforeEach(async () => {
    open = await openConsole();
    administrator = await open.signIn('administrator');
    open.here.add({ id: 'ada', attributes: { userName: 'ada', displayName: 'Ada' }, active: true });
    await open.rollcall.sync('staff').run();
  });
  afterEach(() => open.close());

  const page = async (path: string): Promise<string> => (await open.request(path, { as: administrator })).text();
  const post = (path: string): Promise<Response> =>
    open.request(path, {
      method: 'POST',
      as: administrator,
      body: new URLSearchParams({ _token: administrator.token }),
    });
  const file = (): string => readFileSync(join(open.folder, 'rollcall.yaml'), 'utf8');

  it('a sync: says what it comes to, shows the difference, and saves only then; accounts and links stay', async () => {
    const before = file();
    const asked = await page('/setup/staff/delete');
    expect(asked).to.contain('1 person is kept in step now').and.to.contain('goes on where this one ends');
    expect(file()).to.equal(before);
    expect((await post('/setup/staff/delete')).headers.get('location')).to.equal('/changes');
    expect(file()).to.equal(before);
    expect(await page('/changes'))
      .to.contain('- ')
      .and.to.contain('staff: { from: here');
    expect((await post('/changes/save')).status).to.equal(303);
    expect(file()).to.contain('# kept by hand');
    expect(file()).to.not.contain('staff');
    expect(open.rollcall.syncNames()).to.deep.equal([]);
    expect([...open.there.accounts.values()].map(({ active }) => active)).to.deep.equal([true]);
    expect((await open.rollcall.state.links.count('staff')).active).to.equal(1);
    expect(await page('/')).to.contain('Welcome to Rollcall');
  });

  it('a connection that is needed stays, and what needs it is named; afterwards it goes', async () => {
    expect(await page('/connections/here/delete'))
      .to.contain('sync staff')
      .and.to.not.contain('action="/connections/here/delete"');
    expect((await post('/connections/here/delete')).status).to.equal(409);
    await post('/setup/staff/delete');
    await post('/connections/here/delete');
    await post('/changes/save');
    expect(file()).to.contain('provider: there');
    expect(file()).to.not.contain('provider: here');
    expect(open.rollcall.connectionNames()).to.deep.equal(['there']);
  });

  it('does the same over the HTTP API, and knows what there is not', async () => {
    const send = (method: string, path: string): Promise<Response> =>
      open.request(path, { method, as: administrator, headers: { 'x-rollcall-token': administrator.token } });
    expect(await (await send('GET', '/api/connections/here/removal')).json()).to.deep.include({
      neededBy: ['sync staff'],
    });
    expect(await (await send('GET', '/api/setup/staff/removal')).json()).to.deep.include({ linked: 1, waiting: 0 });
    expect((await send('DELETE', '/api/connections/here')).status).to.equal(409);
    expect((await send('DELETE', '/api/setup/staff')).status).to.equal(204);
    expect((await send('DELETE', '/api/setup/staff')).status).to.equal(404);
    expect((await send('DELETE', '/api/connections/nowhere')).status).to.equal(404);
  });
});
