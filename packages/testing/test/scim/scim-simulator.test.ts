import { SCIM_DIALECTS, ScimService } from '@rollcall/testing';
import { expect } from 'chai';
import { asking, GROUP, patch, user } from './asking.js';

describe('the simulator of a SCIM service', () => {
  it('makes a user once: 201 with its address, id, version and no password; then 409, whatever the case', async () => {
    const { ask } = asking();
    const made = await ask('POST', '/Users', user('ada', { password: 's3cret', id: 'mine', meta: { version: 'x' } }));
    expect(made.status).to.equal(201);
    expect(made.body).to.include({ userName: 'ada', active: true }).and.not.have.property('password');
    expect(made.body.id).to.not.equal('mine');
    expect(made.headers.get('location')).to.equal(`https://app.example/scim/v2/Users/${made.body.id}`);
    expect(made.body.meta.location).to.equal(made.headers.get('location'));
    expect(made.headers.get('etag')).to.equal(made.body.meta.version);
    const again = await ask('POST', '/Users', user('ADA'));
    expect([again.status, again.body.scimType]).to.deep.equal([409, 'uniqueness']);
  });

  it('refuses what is no user: no JSON, no schemas, no userName, a wrong type, an unknown attribute, another media type', async () => {
    const { ask, simulator } = asking();
    const cases: readonly (readonly [unknown, number, string | undefined])[] = [
      ['{', 400, 'invalidSyntax'],
      [{ userName: 'a' }, 400, 'invalidSyntax'],
      [user(''), 400, 'invalidValue'],
      [user('a', { active: 'yes' }), 400, 'invalidValue'],
      [user('a', { favourite: 'blue' }), 400, 'invalidPath'],
    ];
    for (const [body, status, scimType] of cases) {
      const answer = await ask('POST', '/Users', body);
      expect([answer.status, answer.body.scimType], JSON.stringify(body)).to.deep.equal([status, scimType]);
    }
    expect((await ask('POST', '/Users', user('a'), { 'content-type': 'text/plain' })).status).to.equal(415);
    expect(simulator.service.users.size).to.equal(0);
  });

  it('replaces by PUT what was there, changes by PATCH only what is named, and deletes once', async () => {
    const { ask, simulator } = asking();
    const { id } = simulator.service.addUser({ userName: 'ada', title: 'Dr', nickName: 'a' });
    expect(
      (await ask('PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'title', value: 'Prof' }))).body,
    ).to.include({
      title: 'Prof',
      nickName: 'a',
    });
    const put = await ask('PUT', `/Users/${id}`, user('ada', { title: 'Sir' }));
    expect(put.body).to.include({ title: 'Sir', id }).and.not.have.property('nickName');
    expect((await ask('DELETE', `/Users/${id}`)).status).to.equal(204);
    expect((await ask('DELETE', `/Users/${id}`)).status).to.equal(404);
    expect((await ask('GET', `/Users/${id}`)).body.schemas).to.deep.equal([
      'urn:ietf:params:scim:api:messages:2.0:Error',
    ]);
  });

  it('keeps versions: 412 for an old one, 304 for the one that is known', async () => {
    const { ask, simulator } = asking();
    const { id } = simulator.service.addUser({ userName: 'ada' });
    const before = (await ask('GET', `/Users/${id}`)).headers.get('etag') ?? '';
    expect((await ask('GET', `/Users/${id}`, undefined, { 'if-none-match': before })).status).to.equal(304);
    const change = patch({ op: 'add', path: 'title', value: 'Dr' });
    expect((await ask('PATCH', `/Users/${id}`, change, { 'if-match': before })).status).to.equal(200);
    expect((await ask('PATCH', `/Users/${id}`, change, { 'if-match': before })).status).to.equal(412);
    expect((await ask('DELETE', `/Users/${id}`, undefined, { 'if-match': before })).status).to.equal(412);
  });

  it('pages by index, and by cursor without slipping when others are deleted', async () => {
    const { ask, simulator } = asking();
    for (let n = 0; n < 25; n += 1) simulator.service.addUser({ userName: `user${n}` });
    const second = await ask('GET', '/Users?startIndex=11&count=10');
    expect(second.body).to.include({ totalResults: 25, startIndex: 11, itemsPerPage: 10 });
    expect(second.body.Resources[0].userName).to.equal('user10');
    const names: string[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const { body }: { body: { Resources: { userName: string; id: string }[]; nextCursor?: string } } = await ask(
        'GET',
        `/Users?cursor=${cursor}&count=10`,
      );
      names.push(...body.Resources.map(({ userName }) => userName));
      cursor = body.nextCursor;
      const [first] = body.Resources;
      if (first !== undefined) simulator.service.remove('User', first.id);
    }
    expect(names).to.deep.equal(Array.from({ length: 25 }, (_, n) => `user${n}`));
    expect((await ask('GET', '/Users?cursor=nonsense')).body.scimType).to.equal('invalidCursor');
    const { body } = await ask('GET', '/Users?cursor=&count=2');
    expect((await ask('GET', `/Users?cursor=${body.nextCursor}&filter=title pr`)).body.scimType).to.equal(
      'invalidCursor',
    );
    expect((await ask('GET', '/Users?count=0')).body)
      .to.include({ totalResults: 22 })
      .and.not.have.property('Resources');
  });

  it('filters, sorts and projects', async () => {
    const { ask, simulator } = asking();
    const { service } = simulator;
    service.addUser({ userName: 'ada', title: 'Dr', emails: [{ type: 'work', value: 'ada@example.test' }] });
    const { id } = service.addUser({ userName: 'ben', externalId: 'E2' });
    const names = async (query: string): Promise<string[]> =>
      ((await ask('GET', `/Users?${query}`)).body.Resources ?? []).map((one: { userName: string }) => one.userName);
    expect(await names(`filter=${encodeURIComponent('userName eq "ADA"')}`)).to.deep.equal(['ada']);
    expect(await names(`filter=${encodeURIComponent('externalId eq "e2"')}`)).to.deep.equal([]);
    expect(
      await names(`filter=${encodeURIComponent('emails[type eq "work" and value co "ada"] or title pr')}`),
    ).to.deep.equal(['ada']);
    expect(await names('sortBy=userName&sortOrder=descending')).to.deep.equal(['ben', 'ada']);
    expect((await ask('GET', '/Users?filter=userName')).body.scimType).to.equal('invalidFilter');
    const projected = await ask('GET', `/Users/${id}?attributes=userName`);
    expect(Object.keys(projected.body).sort()).to.deep.equal(['id', 'schemas', 'userName']);
  });

  it('keeps members: only those that exist, shown at the user, gone with the user, left out when asked', async () => {
    const { ask, simulator } = asking();
    const { service } = simulator;
    const [ada, ben] = [service.addUser({ userName: 'ada' }), service.addUser({ userName: 'ben' })];
    const group = await ask('POST', '/Groups', {
      schemas: [GROUP],
      displayName: 'Staff',
      members: [{ value: ada.id }],
    });
    const path = `/Groups/${group.body.id}`;
    expect(
      (await ask('PATCH', path, patch({ op: 'add', path: 'members', value: [{ value: 'nobody' }] }))).status,
    ).to.equal(400);
    await ask('PATCH', path, patch({ op: 'add', path: 'members', value: [{ value: ben.id }] }));
    expect((await ask('GET', `/Users/${ben.id}`)).body.groups[0]).to.include({
      value: group.body.id,
      display: 'Staff',
    });
    await ask('PATCH', path, patch({ op: 'remove', path: `members[value eq "${ada.id}"]` }));
    expect(
      (await ask('PATCH', path, patch({ op: 'remove', path: `members[value eq "${ada.id}"]` }))).body.scimType,
    ).to.equal('noTarget');
    expect(service.memberIds(group.body.id)).to.deep.equal([ben.id]);
    expect((await ask('GET', `${path}?excludedAttributes=members`)).body).to.not.have.property('members');
    await ask('DELETE', `/Users/${ben.id}`);
    expect(service.memberIds(group.body.id)).to.deep.equal([]);
  });

  it('does many at once, in an order in which references can be resolved, and goes on after an error', async () => {
    const { ask, simulator } = asking();
    const { body } = await ask('POST', '/Bulk', {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
      Operations: [
        {
          method: 'POST',
          path: '/Groups',
          bulkId: 'g',
          data: { schemas: [GROUP], displayName: 'Staff', members: [{ value: 'bulkId:u' }] },
        },
        { method: 'POST', path: '/Users', bulkId: 'u', data: user('ada') },
        { method: 'POST', path: '/Users', bulkId: 'twice', data: user('ada') },
        { method: 'DELETE', path: '/Users/nobody' },
      ],
    });
    const statuses = Object.fromEntries(
      body.Operations.map((one: { bulkId?: string; status: string }) => [one.bulkId ?? '-', one.status]),
    );
    expect(statuses).to.deep.equal({ g: '201', u: '201', twice: '409', '-': '404' });
    const [user1] = [...simulator.service.users.all()];
    const [group] = [...simulator.service.groups.all()];
    expect(simulator.service.memberIds(group?.id ?? '')).to.deep.equal([user1?.id]);
  });

  it('refuses a bulk request that is too long or too big, and does nothing of it', async () => {
    const { ask, simulator } = asking({
      dialect: { ...SCIM_DIALECTS.generic, bulk: { maxOperations: 1, maxPayloadSize: 400 } },
    });
    const bulk = (...names: readonly string[]): unknown => ({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
      Operations: names.map((name) => ({ method: 'POST', path: '/Users', bulkId: name, data: user(name) })),
    });
    expect((await ask('POST', '/Bulk', bulk('a', 'b'))).status).to.equal(413);
    expect((await ask('POST', '/Bulk', bulk('x'.repeat(400)))).status).to.equal(413);
    expect(simulator.service.users.size).to.equal(0);
  });

  it('takes tokens side by side until one ends, and gives some out by OAuth 2.0', async () => {
    let now = 0;
    const { ask, simulator } = asking({
      tokens: [{ token: 'scim-token', until: 1_000 }, { token: 'next' }],
      oauth: { clientId: 'id', clientSecret: 'secret', seconds: 1 },
      now: () => now,
    });
    const as = async (token: string): Promise<number> =>
      (await ask('GET', '/Users', undefined, { authorization: `Bearer ${token}` })).status;
    expect([await as('scim-token'), await as('next'), await as('other')]).to.deep.equal([200, 200, 401]);
    const grant = (secret: string): Promise<Response> =>
      simulator.fetch(
        new Request('https://app.example/oauth2/token', {
          method: 'POST',
          body: new URLSearchParams({ grant_type: 'client_credentials', client_id: 'id', client_secret: secret }),
        }),
      );
    expect((await grant('wrong')).status).to.equal(401);
    const { access_token: issued } = (await (await grant('secret')).json()) as { access_token: string };
    expect(await as(issued)).to.equal(200);
    now = 1_001;
    expect([await as('scim-token'), await as('next'), await as(issued)]).to.deep.equal([401, 200, 401]);
  });

  it('stays quick with 100,000 users: looks them up by name, and pages behind all of them', async () => {
    const service = new ScimService();
    for (let n = 0; n < 100_000; n += 1) service.addUser({ userName: `user${n}`, externalId: `e${n}` });
    const { ask } = asking({ service });
    const before = performance.now();
    for (let n = 0; n < 200; n += 1) {
      const { body } = await ask('GET', `/Users?filter=${encodeURIComponent(`userName eq "user${n * 499}"`)}`);
      expect(body.totalResults).to.equal(1);
      await ask('GET', `/Users?startIndex=${99_990}&count=5`);
    }
    // A scan of all users alone takes longer than this for each look-up.
    expect(performance.now() - before).to.be.lessThan(20_000);
  });

  it('lies when it is told to', async () => {
    const { ask, simulator } = asking();
    for (const name of ['a', 'b', 'c']) simulator.service.addUser({ userName: name });
    simulator.lies.totalResults = () => 2;
    simulator.lies.page = (resources) => resources.slice(1);
    const { body } = await ask('GET', '/Users');
    expect([body.totalResults, body.Resources.length]).to.deep.equal([2, 2]);
  });
});
