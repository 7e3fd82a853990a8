import { type GroupReader, type Provider, Secret } from '@rollcall/contract';
import { DirectoryConfig, DirectoryProvider } from '@rollcall/directory';
import { parseConfig } from '@rollcall/plugin';
import { compileFilter, parseFilter, sortResources, USER_INDEX } from '@rollcall/scim-protocol';
import { MemoryDirectory, MemoryProvider } from '@rollcall/testing';
import { expect } from 'chai';
import { describeWithPostgres } from '../support/postgres.js';
import {
  type Client,
  CORE,
  ENTERPRISE,
  filtered,
  GROUP,
  openGatewayStage,
  PATCH_OP,
  patch,
} from './support/gateway-stage.js';

const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const SEARCH = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';
type Resource = Readonly<Record<string, unknown>> & { readonly id: string };

describe('The gateway over the SQLite directory', () => overDirectory(() => ({ path: ':memory:' })));
describeWithPostgres('The gateway over the PostgreSQL directory', (postgres) =>
  overDirectory(() => ({ url: new Secret(postgres.url), schema: postgres.schema(), connections: 4 })),
);

function overDirectory(place: () => Readonly<Record<string, unknown>>): void {
  let directory: DirectoryProvider;
  beforeEach(() => {
    directory = new DirectoryProvider(parseConfig(DirectoryConfig, place()));
  });
  afterEach(() => directory.close());
  const open = async (
    settings: Readonly<Record<string, unknown>> = {},
    provider: Provider = directory,
  ): Promise<Client> =>
    openGatewayStage({ people: provider }, { t: { connection: 'people', client: 'strict', ...settings } }).client();

  const PEOPLE: readonly Readonly<Record<string, unknown>>[] = [
    {
      userName: 'ada',
      displayName: 'Ada',
      name: { givenName: 'Ada', familyName: 'King' },
      emails: [
        { type: 'work', value: 'ada@work.example' },
        { type: 'home', value: 'ada@home.example' },
      ],
      title: 'Countess',
    },
    {
      userName: 'Bo',
      name: { givenName: 'Bo' },
      emails: [{ value: 'bo@work.example', primary: true }],
      active: false,
      externalId: 'X-1',
    },
    {
      userName: 'Çelik',
      displayName: 'ada',
      emails: [{ type: 'work', value: 'c@home.example' }],
      [ENTERPRISE]: { department: 'Maths' },
    },
    { userName: 'dé', displayName: '', externalId: 'x-1' },
    {
      userName: 'eve',
      name: { familyName: 'king' },
      emails: [{ type: 'home', value: 'EVE@work.example' }],
      roles: [{ value: 'editor' }],
    },
  ];
  const people = async (client: Client): Promise<readonly Resource[]> => {
    const made: Resource[] = [];
    for (const person of PEOPLE) made.push((await client.send('POST', '/Users', { schemas: [CORE], ...person })).body);
    return made;
  };
  const idsOf = (body: { readonly Resources?: readonly Resource[] }): readonly string[] =>
    (body.Resources ?? []).map(({ id }) => id);

  it('answers every filter as the whole filter on every person would, whoever evaluates it', async () => {
    const client = await open();
    const all = await people(client);
    const atoms = [
      'userName eq "ADA"',
      'userName ne "ada"',
      'userName co "É"',
      'userName sw "ç"',
      'userName ew "o"',
      'userName gt "b"',
      'userName le "bo"',
      'userName pr',
      'displayName eq "ada"',
      'displayName pr',
      'displayName eq ""',
      'displayName eq null',
      'name.familyName eq "KING"',
      'name.familyName ne "king"',
      'name pr',
      'emails co "work"',
      'emails.value sw "eve"',
      'emails[type eq "work"]',
      'emails[type eq "work" and value co "home"]',
      'emails[type eq "home"].value eq "eve@work.example"',
      'emails.type eq "home"',
      'emails ne "ada@work.example"',
      'active eq true',
      'active eq false',
      'externalId eq "x-1"',
      'externalId pr',
      `id eq "${all[2]?.id}"`,
      `id ne "${all[2]?.id}"`,
      'meta.resourceType eq "User"',
      'meta.resourceType eq "Group"',
      'meta.created gt "2020-01-01T00:00:00Z"',
      'meta.lastModified lt "2020-01-01T00:00:00+01:00"',
      `${ENTERPRISE}:department sw "m"`,
      `${CORE}:userName eq "ada"`,
      'roles eq "editor"',
      'groups pr',
      'nothing pr',
      'title co "OUNT"',
    ];
    const filters = [...atoms];
    for (const [at, atom] of atoms.entries()) {
      const other = atoms[(at * 7 + 3) % atoms.length] ?? '';
      filters.push(
        `not (${atom})`,
        `${atom} and ${other}`,
        `${atom} or ${other}`,
        `not (${atom} and ${other}) and (${other} or active eq true)`,
      );
    }
    for (const filter of filters) {
      const { status, body } = await client.get(`/Users${filtered(filter)}`);
      expect(status, `${filter}: ${JSON.stringify(body)}`).to.equal(200);
      const fits = compileFilter(parseFilter(filter, { index: USER_INDEX }), USER_INDEX);
      expect(idsOf(body).toSorted(), filter).to.deep.equal(
        all
          .filter(fits)
          .map(({ id }) => id)
          .toSorted(),
      );
      expect(body.totalResults, filter).to.equal(all.filter(fits).length);
    }
  });

  it('sorts by what the directory can sort by, and by what it cannot, alike', async () => {
    const client = await open();
    const all = await people(client);
    for (const by of [
      'userName',
      'displayName',
      'name.familyName',
      'name',
      'emails',
      'title',
      'meta.created',
      'active',
    ])
      for (const order of ['ascending', 'descending'] as const) {
        const { body } = await client.get(`/Users?sortBy=${by}&sortOrder=${order}`);
        const naive = sortResources(all, by, USER_INDEX, order);
        expect(idsOf(body), `${by} ${order}`).to.deep.equal(naive.map(({ id }) => id));
        const cursor: string[] = [];
        for (let next: string | undefined = ''; next !== undefined; ) {
          const page: { readonly body: { readonly Resources: readonly Resource[]; readonly nextCursor?: string } } =
            await client.get(`/Users?sortBy=${by}&sortOrder=${order}&count=2&cursor=${next}`);
          cursor.push(...idsOf(page.body));
          next = page.body.nextCursor;
        }
        expect(cursor, `${by} ${order} by cursor`).to.deep.equal(idsOf(body));
      }
  });

  it('pages by index and by cursor as RFC 7644 §3.4.2.4 and RFC 9865 say', async () => {
    const client = await open();
    await people(client);
    const get = async (query: string) => (await client.get(`/Users?${query}`)).body;
    expect(await get('count=0'))
      .to.include({ totalResults: 5, itemsPerPage: 0 })
      .and.not.to.have.property('Resources');
    expect(await get('count=-3')).to.include({ itemsPerPage: 0 });
    expect(await get('startIndex=0&count=2')).to.include({ startIndex: 1, itemsPerPage: 2, totalResults: 5 });
    expect(await get('startIndex=-5&count=2')).to.include({ startIndex: 1 });
    expect(await get('startIndex=6')).to.deep.include({ totalResults: 5, itemsPerPage: 0, Resources: [] });
    expect(await get('filter=userName%20eq%20%22nobody%22')).to.deep.include({ totalResults: 0, Resources: [] });
    expect(await get('count=2')).not.to.have.property('nextCursor');
    const first = await get('cursor=&count=2');
    expect(first).to.include({ totalResults: 5 }).and.not.to.have.any.keys('startIndex', 'previousCursor');
    expect(first.nextCursor).to.match(/^[\w.~-]+$/);
    const last = await get(`cursor=${(await get(`cursor=${first.nextCursor}&count=2`)).nextCursor}&count=2`);
    expect(last).to.include({ itemsPerPage: 1 }).and.not.to.have.property('nextCursor');
    for (const [query, scimType] of [
      [`cursor=${first.nextCursor}x`, 'invalidCursor'],
      ['cursor=AAAA', 'invalidCursor'],
      [`cursor=${first.nextCursor}&filter=active%20eq%20true`, 'invalidCursor'],
      [`cursor=${first.nextCursor}&sortBy=userName`, 'invalidCursor'],
      [`cursor=${first.nextCursor}&startIndex=1`, 'invalidValue'],
      ['count=many', 'invalidCount'],
      ['sortBy=nothing', 'invalidPath'],
      ['sortBy=userName&sortOrder=up', 'invalidValue'],
      ['filter=userName%20eq', 'invalidFilter'],
      ['filter=active%20gt%20true', 'invalidFilter'],
    ])
      expect((await client.get(`/Users?${query}`)).body.scimType, query).to.equal(scimType);
  });

  it('shows what is asked for, and always what is always shown (§3.9)', async () => {
    const client = await open();
    const [ada] = await people(client);
    const get = async (query: string) => (await client.get(`/Users/${ada?.id}?${query}`)).body;
    expect(Object.keys(await get('attributes=userName')).toSorted()).to.deep.equal(['id', 'schemas', 'userName']);
    expect((await get('attributes=NAME.givenname')).name).to.deep.equal({ givenName: 'Ada' });
    expect(await get('excludedAttributes=emails,id,meta')).to.have.property('id');
    expect(await get('excludedAttributes=emails,meta')).not.to.have.any.keys('emails', 'meta');
    expect((await client.get(`/Users/${ada?.id}?attributes=userName&excludedAttributes=id`)).status).to.equal(400);
    const made = await client.send('POST', '/Users?attributes=userName', {
      schemas: [CORE],
      userName: 'zoe',
      title: 'x',
    });
    expect([made.status, Object.keys(made.body).toSorted()]).to.deep.equal([201, ['id', 'schemas', 'userName']]);
    expect(made.headers.get('location')).to.contain(made.body.id);
  });

  it('writes only to the version that the client knows (§3.14)', async () => {
    const client = await open();
    const { body, headers } = await client.send('POST', '/Users', { schemas: [CORE], userName: 'ada' });
    const at = `/Users/${body.id}`;
    const etag = headers.get('etag') ?? '';
    expect(body.meta.version).to.equal(etag);
    expect((await client.get(at, { 'if-none-match': etag })).status).to.equal(304);
    expect((await client.get(at, { 'if-none-match': 'W/"other", "more"' })).status).to.equal(200);
    const title = (value: string, match: string) =>
      client.send('PATCH', at, patch({ op: 'replace', path: 'title', value }), { 'if-match': match });
    const first = await title('one', etag);
    expect(first.status).to.equal(200);
    expect(first.headers.get('etag')).not.to.equal(etag);
    expect((await title('two', etag)).status, 'an old version').to.equal(412);
    expect((await client.send('PUT', at, { schemas: [CORE], userName: 'ada' }, { 'if-match': etag })).status).to.equal(
      412,
    );
    expect((await client.send('DELETE', at, undefined, { 'if-match': etag })).status).to.equal(412);
    expect((await title('three', '*')).status).to.equal(200);
    expect((await client.get(at)).body.title).to.equal('three');
    const current = (await client.get(at)).headers.get('etag') ?? '';
    const both = await Promise.all([title('left', current), title('right', current)]);
    expect(both.map(({ status }) => status).toSorted(), 'of two at once, one').to.deep.equal([200, 412]);
    const group = await client.send('POST', '/Groups', { schemas: [GROUP], displayName: 'Crew' });
    const member = patch({ op: 'add', path: 'members', value: [{ value: body.id }] });
    const version = group.headers.get('etag') ?? '';
    expect((await client.send('PATCH', `/Groups/${group.body.id}`, member, { 'if-match': version })).status).to.equal(
      204,
    );
    expect((await client.send('PATCH', `/Groups/${group.body.id}`, member, { 'if-match': version })).status).to.equal(
      412,
    );
  });

  it('answers a PATCH that changes nothing with the version as it was, and without Location (§3.5.2.1, erratum 5295)', async () => {
    const client = await open();
    const made = await client.send('POST', '/Users', { schemas: [CORE], userName: 'ada', title: 'x' });
    const same = await client.send('PATCH', `/Users/${made.body.id}`, patch({ op: 'add', path: 'title', value: 'x' }));
    expect([same.status, same.body]).to.deep.equal([200, made.body]);
    expect(same.headers.get('etag')).to.equal(made.headers.get('etag'));
    expect(['location', 'authorization'].filter((name) => same.headers.has(name))).to.deep.equal([]);
  });

  it('is strict where the tenant is, and a wrong operation leaves all as it was', async () => {
    const client = await open();
    const { body } = await client.send('POST', '/Users', { schemas: [CORE], userName: 'ada', title: 'x' });
    const at = `/Users/${body.id}`;
    for (const [operations, scimType] of [
      [
        [
          { op: 'replace', path: 'title', value: 'y' },
          { op: 'replace', path: 'active', value: 'False' },
        ],
        'invalidValue',
      ],
      [
        [
          { op: 'replace', path: 'title', value: 'y' },
          { op: 'add', path: 'nothing', value: 1 },
        ],
        'invalidPath',
      ],
      [
        [
          { op: 'replace', path: 'title', value: 'y' },
          { op: 'replace', path: 'id', value: 'z' },
        ],
        'mutability',
      ],
      [
        [
          { op: 'replace', path: 'title', value: 'y' },
          { op: 'remove', path: 'emails[type eq "work"]' },
        ],
        'noTarget',
      ],
      [[{ op: 'remove' }], 'noTarget'],
      [[{ op: 'move', path: 'title', value: 1 }], 'invalidSyntax'],
      [[{ op: 'remove', path: 'userName' }], 'mutability'],
      [[], 'invalidSyntax'],
    ] as const) {
      const answer = await client.send('PATCH', at, { schemas: [PATCH_OP], Operations: operations });
      expect([answer.status, answer.body.scimType], JSON.stringify(operations)).to.deep.equal([400, scimType]);
    }
    expect((await client.get(at)).body).to.deep.equal(body);
    expect((await client.send('POST', '/Users', { schemas: [CORE] })).body.scimType, 'no userName').to.equal(
      'invalidValue',
    );
    expect((await client.send('POST', '/Users', { schemas: [CORE], userName: 5 })).body.scimType).to.equal(
      'invalidValue',
    );
  });

  it('replaces wholly or merges, as the tenant is set (§3.5.1)', async () => {
    const client = await open();
    const { body } = await client.send('POST', '/Users', { schemas: [CORE], ...PEOPLE[0] });
    const at = `/Users/${body.id}`;
    const kept = await (await open({ put: 'merge' })).send('PUT', at, {
      schemas: [CORE],
      userName: 'ada',
      title: null,
    });
    expect(kept.body).to.have.property('emails');
    expect(kept.body, 'null clears in any case').not.to.have.property('title');
    const replaced = await client.send('PUT', at, { ...body, emails: undefined, id: 'other', meta: { version: 'x' } });
    expect(replaced.body.id).to.equal(body.id);
    expect(replaced.body).to.include({ userName: 'ada', title: 'Countess' }).and.not.to.have.property('emails');
  });

  it('searches by POST as by GET, in one kind and in both (§3.4.3)', async () => {
    const client = await open();
    const all = await people(client);
    await client.send('POST', '/Groups', { schemas: [GROUP], displayName: 'Ada fans' });
    await client.send('POST', '/Groups', { schemas: [GROUP], displayName: 'Others' });
    const search = async (path: string, more: Readonly<Record<string, unknown>>) =>
      (await client.send('POST', path, { schemas: [SEARCH], ...more })).body;
    expect(
      idsOf(await search('/Users/.search', { filter: 'userName sw "a"', attributes: ['userName'] })),
    ).to.deep.equal([all[0]?.id]);
    const both = { filter: 'displayName sw "ada"', attributes: ['displayName'] };
    const found = await search('/.search', both);
    expect(found.Resources.map(({ displayName }: { displayName: string }) => displayName)).to.deep.equal([
      'Ada',
      'ada',
      'Ada fans',
    ]);
    expect(await search('/.search', { ...both, startIndex: 3, count: 5 })).to.deep.include({
      totalResults: 3,
      itemsPerPage: 1,
      Resources: found.Resources.slice(2),
    });
    expect(await search('/.search', { ...both, startIndex: 2, count: 2 })).to.deep.include({
      Resources: found.Resources.slice(1),
    });
    expect((await search('/.search', { filter: 'meta.resourceType eq "Group"' })).totalResults).to.equal(2);
    expect((await client.get('/?filter=userName%20pr')).body.totalResults).to.equal(5);
    expect((await client.send('POST', '/.search', { filter: 'id pr' })).body.scimType, 'no schema').to.equal(
      'invalidSyntax',
    );
  });

  it('says that a group cannot be a member of a group, with its type or without, and changes nothing (§4.2)', async () => {
    const client = await open({ client: 'generous' });
    const [ada] = await people(client);
    const [outer, inner] = await Promise.all(
      ['Outer', 'Inner'].map(
        async (displayName) => (await client.send('POST', '/Groups', { schemas: [GROUP], displayName })).body.id,
      ),
    );
    for (const member of [{ value: inner, type: 'Group' }, { value: inner }]) {
      const value = [{ value: ada?.id }, member];
      const { status, body } = await client.send(
        'PATCH',
        `/Groups/${outer}`,
        patch({ op: 'add', path: 'members', value }),
      );
      expect([status, body.scimType]).to.deep.equal([400, 'invalidValue']);
      expect(body.detail).to.contain(`"${inner}" is a Group`).and.to.contain('groups in groups are not possible here');
    }
    const made = await client.send('POST', '/Groups', {
      schemas: [GROUP],
      displayName: 'New',
      members: [{ value: inner, type: 'Group' }],
    });
    expect([made.status, made.body.scimType]).to.deep.equal([400, 'invalidValue']);
    expect((await client.get(`/Groups/${outer}`)).body.members).to.equal(undefined);
  });

  it('pages users and groups together by cursor, each once, also while some come (RFC 9865)', async () => {
    const client = await open();
    const all = await people(client);
    const groups: string[] = [];
    for (const displayName of ['Ada fans', 'Others', 'Third'])
      groups.push((await client.send('POST', '/Groups', { schemas: [GROUP], displayName })).body.id);
    for (const count of [1, 2, 3, 5, 8]) {
      const found: string[] = [];
      for (let cursor: string | undefined = ''; cursor !== undefined; ) {
        const { status, body } = await client.send('POST', '/.search', { schemas: [SEARCH], count, cursor });
        expect(status, JSON.stringify(body)).to.equal(200);
        expect(body.totalResults).to.equal(8);
        found.push(...idsOf(body));
        cursor = body.nextCursor;
        if (cursor !== undefined) expect(body.Resources, 'a page that is not the last').to.have.length(count);
      }
      expect(found.slice(0, 5).toSorted(), `users, ${count} at a time`).to.deep.equal(all.map(({ id }) => id).sort());
      expect(found.slice(5), `groups, ${count} at a time`).to.deep.equal(groups.toSorted());
    }
    const first = (await client.send('POST', '/.search', { schemas: [SEARCH], count: 6, cursor: '' })).body;
    await client.send('POST', '/Users', { schemas: [CORE], userName: 'late' });
    const rest = await client.send('POST', '/.search', { schemas: [SEARCH], count: 6, cursor: first.nextCursor });
    expect(idsOf(rest.body)).to.deep.equal(groups.toSorted().slice(1));
    const elsewhere = await client.send('POST', '/.search', {
      schemas: [SEARCH],
      filter: 'id pr',
      cursor: first.nextCursor,
    });
    expect([elsewhere.status, elsewhere.body.scimType]).to.deep.equal([400, 'invalidCursor']);
  });

  it('sorts users and groups into one order, by index and by cursor, POST and GET alike (§3.4.2.3)', async () => {
    const client = await open();
    await people(client);
    for (const displayName of ['Ada', 'b', 'zeta'])
      await client.send('POST', '/Groups', { schemas: [GROUP], displayName });
    // Names in order, whoever has them; who has none comes last, and first when descending.
    const names = ['Ada', 'ada', 'Ada', 'b', 'zeta', '', undefined, undefined].map(
      (name) => name?.toLowerCase() ?? '-',
    );
    const order = (wanted: readonly string[]): readonly string[] =>
      [...wanted].sort((a, b) => (a === '-' ? 1 : b === '-' ? -1 : a < b ? -1 : a > b ? 1 : 0));
    const ask = async (more: Readonly<Record<string, unknown>>) =>
      (await client.send('POST', '/.search', { schemas: [SEARCH], attributes: ['displayName'], ...more })).body;
    const namesOf = (body: { readonly Resources?: readonly { readonly displayName?: string }[] }): readonly string[] =>
      (body.Resources ?? []).map(({ displayName }) => displayName?.toLowerCase() ?? '-');
    const up = await ask({ sortBy: 'displayName' });
    expect(namesOf(up)).to.deep.equal(order(names));
    expect(namesOf(await ask({ sortBy: 'displayName', sortOrder: 'descending' }))).to.deep.equal(
      order(names).toReversed(),
    );
    const paged: string[] = [];
    for (let startIndex = 1; startIndex <= 8; startIndex += 3)
      paged.push(...idsOf(await ask({ sortBy: 'displayName', startIndex, count: 3 })));
    expect(paged, 'by index').to.deep.equal(idsOf(up));
    const walked: string[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const body = await ask({ sortBy: 'displayName', cursor, count: 3 });
      walked.push(...idsOf(body));
      cursor = body.nextCursor;
    }
    expect(walked, 'by cursor').to.deep.equal(idsOf(up));
    expect(idsOf((await client.get('/?sortBy=displayName')).body)).to.deep.equal(idsOf(up));
    expect(namesOf(await ask({ sortBy: 'userName', count: 5 })).length, 'what groups do not have').to.equal(5);
    expect((await ask({ sortBy: 'nothing' })).scimType).to.equal('invalidPath');
    expect((await ask({ sortBy: 'displayName', startIndex: 20 })).totalResults).to.equal(8);
    const narrow = await open({ maxScan: 4 });
    expect((await narrow.get('/?sortBy=displayName&count=3')).status).to.equal(200);
    expect((await narrow.get('/?sortBy=displayName&startIndex=3&count=3')).body.scimType).to.equal('tooMany');
  });

  it('does a Bulk in any order of references, and says of each what became of it (§3.7)', async () => {
    const client = await open();
    const bulk = async (Operations: readonly unknown[], more = {}) =>
      (await client.send('POST', '/Bulk', { schemas: [BULK], ...more, Operations })).body.Operations;
    const post = (path: string, bulkId: string, data: unknown) => ({ method: 'POST', path, bulkId, data });
    const done = await bulk([
      post('/Groups', 'g', { schemas: [GROUP], displayName: 'Crew', members: [{ value: 'bulkId:u' }] }),
      {
        method: 'PATCH',
        path: '/Groups/bulkId:g',
        data: patch({ op: 'add', path: 'members', value: [{ value: 'bulkId:v' }] }),
      },
      post('/Users', 'u', { schemas: [CORE], userName: 'u' }),
      post('/Users', 'v', { schemas: [CORE], userName: 'v' }),
    ]);
    expect(done.map(({ status, bulkId }: { status: string; bulkId?: string }) => [bulkId, status])).to.deep.equal([
      ['g', '201'],
      [undefined, '204'],
      ['u', '201'],
      ['v', '201'],
    ]);
    const crew = await client.get(`/Groups${filtered('displayName eq "Crew"')}`);
    expect(crew.body.Resources[0].members).to.have.length(2);
    const user = done[2].location.split('/').at(-1);
    const mixed = await bulk([
      post('/Users', 'bad', { schemas: [CORE], userName: 'u' }),
      post('/Groups', 'needs', { schemas: [GROUP], displayName: 'X', members: [{ value: 'bulkId:bad' }] }),
      {
        method: 'PATCH',
        path: `/Users/${user}`,
        version: 'W/"99"',
        data: patch({ op: 'replace', path: 'title', value: 'x' }),
      },
      { method: 'DELETE', path: `/Users/${user}` },
    ]);
    expect(mixed.map(({ status }: { status: string }) => status)).to.deep.equal(['409', '412', '412', '204']);
    expect(mixed[0].response.scimType).to.equal('uniqueness');
    const stopped = await bulk(
      [1, 2, 3].map((n) => post('/Users', `n${n}`, { schemas: [CORE] })),
      { failOnErrors: 2 },
    );
    expect(stopped.map(({ status }: { status: string }) => status)).to.deep.equal(['400', '400']);
    const circle = await bulk([
      post('/Groups', 'a', { schemas: [GROUP], displayName: 'A', members: [{ value: 'bulkId:b' }] }),
      post('/Groups', 'b', { schemas: [GROUP], displayName: 'B', members: [{ value: 'bulkId:a' }] }),
    ]);
    expect(circle.map(({ status }: { status: string }) => status)).to.deep.equal(['409', '409']);
  });

  it('makes users who refer to each other in a circle, and to themselves, and tells them of each other then (§3.7.1)', async () => {
    const client = await open();
    const bulk = async (Operations: readonly unknown[], more = {}) =>
      (await client.send('POST', '/Bulk', { schemas: [BULK], ...more, Operations })).body.Operations;
    const post = (userName: string, boss: string, more = {}) => ({
      method: 'POST',
      path: '/Users',
      bulkId: userName,
      data: {
        schemas: [CORE, ENTERPRISE],
        userName,
        [ENTERPRISE]: { department: 'Circle', manager: { value: `bulkId:${boss}` } },
        ...more,
      },
    });
    const done = await bulk([post('a', 'b'), post('b', 'c'), post('c', 'a'), post('d', 'd'), post('e', 'a')]);
    expect(done.map(({ status, bulkId }: { status: string; bulkId: string }) => [bulkId, status])).to.deep.equal(
      ['a', 'b', 'c', 'd', 'e'].map((bulkId) => [bulkId, '201']),
    );
    const idOf = (at: number): string => done[at].location.split('/').at(-1);
    for (const [at, boss] of [
      [0, 1],
      [1, 2],
      [2, 0],
      [3, 3],
      [4, 0],
    ] as const) {
      const { body } = await client.get(`/Users/${idOf(at)}`);
      expect(body[ENTERPRISE]).to.deep.include({ department: 'Circle' });
      expect(body[ENTERPRISE].manager.value).to.equal(idOf(boss));
      expect(done[at].version, 'the version after both parts').to.equal(body.meta.version);
    }
    const broken = await bulk([post('x', 'y'), post('y', 'x', { userName: 'a' }), post('z', 'x')]);
    expect(broken.map(({ status }: { status: string }) => status)).to.deep.equal(['412', '409', '201']);
    expect((await client.get(`/Users${filtered('userName eq "x"')}`)).body.totalResults, 'it is made').to.equal(1);
    expect(broken[0].location, 'and says where').to.contain('/Users/');
    const stopped = await bulk([post('p', 'q', { userName: 5 }), post('q', 'p', { userName: 5 }), post('r', 'r')], {
      failOnErrors: 1,
    });
    expect(stopped.map(({ status }: { status: string }) => status)).to.deep.equal(['400', '400']);
  });

  it('describes itself as it is: resource types, schemas, capabilities; and these cannot be filtered (§4)', async () => {
    const client = await open();
    const types = (await client.get('/ResourceTypes')).body.Resources.map(({ id }: { id: string }) => id);
    expect(types).to.deep.equal(['User', 'Group']);
    expect((await client.get('/ResourceTypes/User')).body.schemaExtensions).to.deep.equal([
      { schema: ENTERPRISE, required: false },
    ]);
    const user = (await client.get(`/Schemas/${CORE}`)).body;
    const names = user.attributes.map(({ name }: { name: string }) => name);
    expect(names).to.include.members(['userName', 'emails', 'active', 'groups']).and.not.to.include('password');
    expect((await client.get('/ServiceProviderConfig')).body).to.deep.include({
      patch: { supported: true },
      etag: { supported: true },
      sort: { supported: true },
    });
    for (const path of ['/Schemas', '/ResourceTypes'])
      expect((await client.get(`${path}?filter=id%20pr`)).status).to.equal(403);
    expect((await client.get('/Schemas/urn:nothing')).status).to.equal(404);
    const wrong = await client.send('PUT', '/Users', {});
    expect([wrong.status, wrong.headers.get('allow')]).to.deep.equal([405, 'GET, HEAD, POST']);
    expect((await client.get('/Nothing')).status).to.equal(404);
  });

  it('knows a person by a token that was made for one', async () => {
    const stage = openGatewayStage({ people: directory }, { t: { connection: 'people' } });
    const client = await stage.client();
    const { body } = await client.send('POST', '/Users', { schemas: [CORE], userName: 'ada' });
    const { token } = await stage.tokens.create({
      tenant: 't',
      name: 'ada',
      scopes: ['users:read', 'users:write'],
      expiresAt: null,
      account: body.id,
    });
    const ada = stage.clientWith(`Bearer ${token}`);
    expect((await ada.get('/Me')).body.userName).to.equal('ada');
    expect((await ada.send('PATCH', '/Me', patch({ op: 'replace', path: 'title', value: 'x' }))).body.title).to.equal(
      'x',
    );
    expect((await client.get('/Me')).status).to.equal(501);
  });

  it('changes one member of a group without reading the others', async () => {
    const ids: string[] = [];
    const context = { signal: new AbortController().signal, key: 'k' };
    const group = await directory.groupWriter.create('All', context);
    for (let n = 0; n < 300; n += 1)
      ids.push(
        (await directory.writer.create({ attributes: { userName: `u${n}` }, active: true, groups: [] }, context)).id,
      );
    await directory.groupWriter.change?.({ groupId: group.id, add: ids.slice(1), remove: [] }, context);
    const groups: GroupReader = {
      list: (signal) => directory.groups.list(signal),
      get: async (id) => directory.groups.get?.(id, context.signal),
      members: () => {
        throw new Error('members were read');
      },
    };
    const { accounts, writer, groupWriter, queries } = directory;
    const client = await open(
      { client: 'entra' },
      {
        check: () => directory.check(),
        schema: () => directory.schema(),
        accounts,
        writer,
        groupWriter,
        queries,
        groups,
      },
    );
    for (const operation of [
      { op: 'Add', path: 'members', value: [{ value: ids[0] }] },
      { op: 'Remove', path: 'members', value: [{ value: ids[1] }] },
      { op: 'remove', path: `members[value eq "${ids[2]}"]` },
    ])
      expect(
        (await client.send('PATCH', `/Groups/${group.id}`, patch(operation))).status,
        JSON.stringify(operation),
      ).to.equal(204);
    const members = (await Array.fromAsync(directory.groups.members?.(group.id, context.signal) ?? [])).flat();
    expect(members.toSorted()).to.deep.equal([ids[0], ...ids.slice(3)].toSorted());
  });

  it('maps what the operator says: other names, attributes that SCIM does not have, and nothing for an empty name', async () => {
    const memory = new MemoryDirectory({ unique: ['login'] });
    const attributes = [
      { name: 'login', type: 'string', unique: true, findable: true, scim: 'userName', maxLength: 10 },
      { name: 'shoe_size', type: 'integer' },
      { name: 'tags', type: 'string', multiValued: true, scim: 'title' },
      { name: 'secret', type: 'string', scim: 'nickName' },
    ] as const;
    const client = await open(
      {
        mapping: {
          'urn:example:scim:site:2.0:User:shoeSize': 'shoe_size',
          [`${ENTERPRISE}:department`]: 'tags',
          title: '',
          nickName: '',
        },
      },
      new MemoryProvider(memory, { attributes }),
    );
    const sent = {
      schemas: [CORE],
      userName: 'ada',
      nickName: 'hidden',
      title: 'dropped',
      'urn:example:scim:site:2.0:User': { shoeSize: 41 },
      [ENTERPRISE]: { department: 'Maths' },
    };
    const made = await client.send('POST', '/Users', sent);
    expect(made.status, JSON.stringify(made.body)).to.equal(201);
    expect(memory.accounts.get(made.body.id)?.attributes).to.deep.equal({
      login: 'ada',
      shoe_size: 41,
      tags: ['Maths'],
    });
    expect(made.body).to.deep.include({
      'urn:example:scim:site:2.0:User': { shoeSize: 41 },
      [ENTERPRISE]: { department: 'Maths' },
    });
    expect(made.body).not.to.have.any.keys('nickName', 'title');
    expect(
      (await client.get(`/Users${filtered('urn:example:scim:site:2.0:User:shoeSize gt 40')}`)).body.totalResults,
    ).to.equal(1);
    const schema = (await client.get('/Schemas/urn:example:scim:site:2.0:User')).body;
    expect(schema.attributes[0]).to.include({ name: 'shoeSize', type: 'integer' });
    const long = await client.send('POST', '/Users', { ...sent, userName: 'much-too-long' });
    expect([long.status, long.body.scimType]).to.deep.equal([400, 'invalidValue']);
  });
}
