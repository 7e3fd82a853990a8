import { UnsupportedError } from '@rollcall/contract';
import { SCIM_DIALECTS, ScimService } from '@rollcall/testing';
import { expect } from 'chai';
import { asking, openScim, refusalOf, type ScimUnderTest } from './support/open-scim.js';

const MAIL = 'emails[type eq "work"].value';
const { generic } = SCIM_DIALECTS;

describe('the SCIM adapter, looking users up', () => {
  let open: ScimUnderTest;
  afterEach(() => open.close());

  function people(): ScimService {
    const service = new ScimService();
    service.addUser({ userName: 'ada', title: 'Dr', emails: [{ type: 'work', value: 'ada@example.test' }] });
    service.addUser({ userName: 'ben', title: 'Dr', emails: [{ type: 'home', value: 'ada@example.test' }] });
    return service;
  }

  async function find(terms: Readonly<Record<string, string>>): Promise<readonly string[]> {
    const list = Object.entries(terms).map(([attribute, value]) => ({ attribute, value }));
    const found = await open.scim.accounts.find(list, asking('userName'));
    return found.map(({ attributes }) => String(attributes.userName));
  }
  const asked = (): readonly string[] => open.seen().filter((line) => line.includes('filter='));

  for (const [elementFilter, filter] of [
    ['sub-attribute', 'emails.value eq "ada@example.test"'],
    ['brackets', 'emails[type eq "work" and value eq "ada@example.test"]'],
    ['entra', 'emails[type eq "work"].value eq "ada@example.test"'],
  ] as const)
    it(`asks for a work address as ${elementFilter}, and takes only the one whose work address it is`, async () => {
      open = await openScim({ service: people(), settings: { elementFilter } });
      expect(await find({ [MAIL]: 'ada@example.test' })).to.deep.equal(['ada']);
      expect(asked()).to.deep.equal([`GET /Users?filter=${filter}`]);
    });

  it('asks for several values together, or one by one, and takes those who fit all', async () => {
    open = await openScim({ service: people() });
    expect(await find({ title: 'Dr', userName: 'ben' })).to.deep.equal(['ben']);
    expect(asked()).to.deep.equal(['GET /Users?filter=title eq "Dr" and userName eq "ben"']);
    await open.close();
    open = await openScim({ service: people(), settings: { filterTerms: 'single' } });
    expect(await find({ title: 'Dr', userName: 'ben' })).to.deep.equal(['ben']);
    expect(await find({ title: 'Sir', userName: 'ben' })).to.deep.equal([]);
    expect(asked().slice(0, 2)).to.deep.equal([
      'GET /Users?filter=title eq "Dr"',
      'GET /Users?filter=userName eq "ben"',
    ]);
  });

  it('writes quotes and backslashes so that they stay inside the value', async () => {
    const service = people();
    service.addUser({ userName: 'a" or userName pr or userName eq "\\' });
    open = await openScim({ service });
    expect(await find({ userName: 'a" or userName pr or userName eq "\\' })).to.have.length(1);
    expect(await find({ userName: 'x" or userName pr or userName eq "x' })).to.deep.equal([]);
  });

  it('takes nobody for a match from a service that overlooks filters, and refuses a cut list of others', async () => {
    open = await openScim({ service: people(), dialect: { ...generic, paging: 'index', mostCount: 1 } });
    const { service } = open;
    open.simulator.lies.page = () => [...service.users.all()];
    open.simulator.lies.totalResults = () => 2;
    expect(await find({ userName: 'ben' })).to.deep.equal(['ben']);
    open.simulator.lies.totalResults = () => 500;
    const error = await refusalOf(find({ userName: 'ben' }));
    expect([UnsupportedError.is(error), error.code]).to.deep.equal([true, 'scim-filter']);
  });

  it('says that the service cannot look up by an attribute, before or after it is asked', async () => {
    open = await openScim({ service: people(), dialect: 'aws' });
    const before = await refusalOf(find({ title: 'Dr' }));
    expect([UnsupportedError.is(before), asked().length]).to.deep.equal([true, 0]);
    await open.close();
    open = await openScim({ service: people(), dialect: 'aws', settings: { filterBy: [] } });
    const after = await refusalOf(find({ title: 'Dr' }));
    expect([UnsupportedError.is(after), after.code, asked().length]).to.deep.equal([true, 'scim-filter', 1]);
  });

  it('takes 404 for nobody only where the dialect says so', async () => {
    open = await openScim({ service: people(), dialect: 'okta' });
    expect(await find({ userName: 'nobody' })).to.deep.equal([]);
    await open.close();
    open = await openScim({ service: people(), dialect: 'okta', settings: { nobodyIs: 'empty' } });
    expect((await refusalOf(find({ userName: 'nobody' }))).code).to.equal('scim-not-found');
  });

  it('believes an answer without the attribute only where it is told to', async () => {
    for (const trustFilters of [false, true]) {
      open = await openScim({ service: people(), settings: { trustFilters } });
      const honest = open.simulator.fetch.bind(open.simulator);
      open.simulator.fetch = async (request) => {
        const body = (await (await honest(request)).json()) as { Resources?: { emails?: unknown }[] };
        for (const user of body.Resources ?? []) delete user.emails;
        return Response.json(body);
      };
      expect(await find({ 'emails.value': 'ada@example.test' })).to.deep.equal(trustFilters ? ['ada', 'ben'] : []);
      await open.close();
    }
  });

  it('searches by exact name, address and id, then by part of them; best first', async () => {
    const service = people();
    const { id } = service.addUser({ userName: 'adam', displayName: 'The First' });
    open = await openScim({ service });
    const search = async (text: string, limit = 5): Promise<readonly string[]> =>
      (await open.scim.accounts.search(text, { ...asking('userName'), limit })).map(({ attributes }) =>
        String(attributes.userName),
      );
    expect(await search('ADA')).to.deep.equal(['ada', 'ben', 'adam']);
    expect(await search('ada', 1)).to.deep.equal(['ada']);
    expect(await search(id)).to.include('adam');
    expect(await search('first')).to.deep.equal(['adam']);
    expect(await search('"')).to.deep.equal([]);
  });
});
