import { expect } from 'chai';
import { type OpenConsole, openConsole, type Visitor } from './support/open-console.js';

describe('a mistake in the wizard', () => {
  let open: OpenConsole;
  let administrator: Visitor;
  beforeEach(async () => {
    open = await openConsole();
    administrator = await open.signIn('administrator');
    open.here.add({ id: 'ada', attributes: { userName: 'ada', displayName: 'Ada' } });
  });
  afterEach(() => open.close());

  const save = (step: string, fields: Record<string, string>): Promise<Response> =>
    open.request(`/setup/staff/${step}`, {
      method: 'POST',
      as: administrator,
      body: new URLSearchParams({ _token: administrator.token, do: 'save', ...fields }),
    });

  it('in a filter is told at its step, with what was typed', async () => {
    for (const where of ['userName eq', 'userNam eq "ada"']) {
      const answer = await save('scope', { where });
      expect(answer.status, where).to.equal(422);
      const page = await answer.text();
      expect(page)
        .to.contain('That is not right yet.')
        .and.contain(`value="${where.replaceAll('"', '&quot;')}"`);
    }
    expect((await save('scope', { where: 'userName eq "ada"' })).headers.get('location')).to.equal(
      '/setup/staff/groups',
    );
  });

  it('in a name is told, however long or evil it is', async () => {
    for (const name of ['', 'x'.repeat(300), '<script>alert(1)</script>', 'عدد', '../../etc']) {
      const answer = await open.request('/setup', {
        method: 'POST',
        as: administrator,
        body: new URLSearchParams({ _token: administrator.token, name }),
      });
      expect(answer.status, name).to.equal(422);
      expect(await answer.text())
        .to.contain('A name may have letters')
        .and.not.contain('<script>alert');
    }
  });
});
