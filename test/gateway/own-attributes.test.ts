import { Secret } from '@rollcall/contract';
import { DirectoryConfig, DirectoryProvider } from '@rollcall/directory';
import { ConfigProblems, parseConfig } from '@rollcall/plugin';
import { expect } from 'chai';
import { describeWithPostgres } from '../support/postgres.js';
import { type Client, CORE, ENTERPRISE, filtered, openGatewayStage, patch } from './support/gateway-stage.js';

const SITE = 'urn:example:scim:schemas:site:2.0:User';
const OWN = {
  [`${SITE}:costCenter`]: 'string',
  [`${SITE}:badges`]: 'string[]',
  [`${SITE}:isGuest`]: 'boolean',
  [`${SITE}:floor`]: 'integer',
  [`${SITE}:since`]: 'dateTime',
};

describe('An extension of one’s own, over the SQLite directory', () => overDirectory(() => ({ path: ':memory:' })));
describeWithPostgres('An extension of one’s own, over the PostgreSQL directory', (postgres) =>
  overDirectory(() => ({ url: new Secret(postgres.url), schema: postgres.schema(), connections: 4 })),
);

function overDirectory(place: () => Readonly<Record<string, unknown>>): void {
  let directory: DirectoryProvider;
  let client: Client;
  beforeEach(async () => {
    directory = new DirectoryProvider(parseConfig(DirectoryConfig, { ...place(), attributes: OWN }));
    client = await openGatewayStage({ people: directory }, { t: { connection: 'people', client: 'strict' } }).client();
  });
  afterEach(() => directory.close());
  const create = async (userName: string, own: unknown, more: object = {}) =>
    client.send('POST', '/Users', { schemas: [CORE, SITE], userName, [SITE]: own, ...more });
  const names = async (query: string): Promise<readonly string[]> =>
    ((await client.get(`/Users${query}`)).body.Resources as readonly { readonly userName: string }[]).map(
      ({ userName }) => userName,
    );

  it('is described, with the type of each attribute', async () => {
    const { schemaExtensions } = (await client.get('/ResourceTypes/User')).body;
    expect(schemaExtensions).to.deep.equal([
      { schema: ENTERPRISE, required: false },
      { schema: SITE, required: false },
    ]);
    const { attributes } = (await client.get(`/Schemas/${SITE}`)).body;
    expect(
      attributes.map(({ name, type, multiValued }: Readonly<Record<string, unknown>>) => [name, type, multiValued]),
    ).to.have.deep.members([
      ['costCenter', 'string', false],
      ['badges', 'string', true],
      ['isGuest', 'boolean', false],
      ['floor', 'integer', false],
      ['since', 'dateTime', false],
    ]);
  });

  it('is written, read, changed in every way and cleared, with its URN among the schemas only while there is a value', async () => {
    const own = { costCenter: 'A-1', badges: ['red', 'blue'], isGuest: false, floor: 3, since: '2026-01-05T08:00:00Z' };
    const made = await create('ada', own, { [ENTERPRISE]: { department: 'Maths' } });
    expect([made.status, made.body[SITE]]).to.deep.equal([201, own]);
    expect(made.body.schemas).to.deep.equal([CORE, ENTERPRISE, SITE]);
    const at = `/Users/${made.body.id}`;
    expect((await client.get(at)).body[SITE]).to.deep.equal(own);
    expect((await client.get(`${at}?attributes=${SITE}:floor`)).body[SITE]).to.deep.equal({ floor: 3 });
    const changed = await client.send(
      'PATCH',
      at,
      patch(
        { op: 'replace', path: `${SITE}:costCenter`, value: 'B-2' },
        { op: 'add', path: `${SITE}:badges`, value: ['green'] },
        { op: 'remove', path: `${SITE}:floor` },
        { op: 'replace', value: { [SITE]: { isGuest: true } } },
      ),
    );
    expect(changed.body[SITE]).to.deep.equal({
      costCenter: 'B-2',
      badges: ['red', 'blue', 'green'],
      isGuest: true,
      since: own.since,
    });
    const put = await client.send('PUT', at, { schemas: [CORE, SITE], userName: 'ada', [SITE]: { floor: 4 } });
    expect(put.body[SITE]).to.deep.equal({ floor: 4 });
    const cleared = await client.send('PATCH', at, patch({ op: 'remove', path: SITE }));
    expect(cleared.body).not.to.have.property(SITE);
    expect(cleared.body.schemas).to.deep.equal([CORE]);
  });

  it('is filtered by, sorted by and paged', async () => {
    for (const [userName, floor, costCenter] of [
      ['ada', 3, 'A-1'],
      ['bo', 1, 'a-2'],
      ['cy', 2, 'B-1'],
    ] as const)
      await create(userName, { floor, costCenter, badges: [userName] });
    await client.send('POST', '/Users', { schemas: [CORE], userName: 'di' });
    expect(await names(filtered(`${SITE}:floor ge 2`))).to.have.members(['ada', 'cy']);
    expect(await names(filtered(`${SITE}:costCenter sw "A" and userName ne "bo"`))).to.deep.equal(['ada']);
    expect(await names(filtered(`${SITE}:badges eq "cy"`))).to.deep.equal(['cy']);
    expect(await names(filtered(`not (${SITE}:floor pr)`))).to.deep.equal(['di']);
    expect(await names(`?sortBy=${SITE}:floor`)).to.deep.equal(['bo', 'cy', 'ada', 'di']);
    const found: string[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const { body } = await client.get(`/Users${filtered(`${SITE}:floor pr`, `&count=1&cursor=${cursor}`)}`);
      found.push(...body.Resources.map(({ userName }: { readonly userName: string }) => userName));
      cursor = body.nextCursor;
    }
    expect(found.toSorted()).to.deep.equal(['ada', 'bo', 'cy']);
  });

  it('refuses what is of another type, and changes nothing', async () => {
    expect((await create('ada', { floor: 'third' })).body.scimType).to.equal('invalidValue');
    expect((await create('ada', { badges: [{ value: 'x' }] })).body.scimType).to.equal('invalidValue');
    const made = await create('ada', { isGuest: true });
    const answer = await client.send(
      'PATCH',
      `/Users/${made.body.id}`,
      patch({ op: 'replace', path: `${SITE}:isGuest`, value: 'perhaps' }),
    );
    expect([answer.status, answer.body.scimType]).to.deep.equal([400, 'invalidValue']);
    const unknown = await client.send(
      'PATCH',
      `/Users/${made.body.id}`,
      patch({ op: 'replace', path: `${SITE}:shoeSize`, value: 41 }),
    );
    expect([unknown.status, unknown.body.scimType]).to.deep.equal([400, 'invalidPath']);
    expect((await client.get(`/Users/${made.body.id}`)).body[SITE]).to.deep.equal({ isGuest: true });
  });
}

describe('The attributes that a directory is told to keep', () => {
  for (const [name, type] of [
    ['costCenter', 'string'],
    [`${CORE}:costCenter`, 'string'],
    [`${ENTERPRISE}:costCenter`, 'string'],
    [`${ENTERPRISE.toUpperCase()}:costCenter`, 'string'],
    ['urn:costCenter', 'string'],
    [`x${SITE}:costCenter`, 'string'],
    [`${SITE}:cost center`, 'string'],
    [`${SITE}:a.b`, 'string'],
    [`${SITE}:a[b eq "c"]`, 'string'],
    [`${SITE}:costCenter`, 'text'],
    [`${SITE}:costCenter`, 'complex'],
    [`${SITE}:costCenter`, 'string[][]'],
    [`${SITE}:costCenter`, 7],
  ])
    it(`cannot be "${name}": ${JSON.stringify(type)}`, () => {
      const settings = { path: ':memory:', attributes: { [String(name)]: type } };
      expect(() => parseConfig(DirectoryConfig, settings, ['connections', 'people']))
        .to.throw(ConfigProblems)
        .with.property('message')
        .that.contains(`connections.people.attributes: has "${name}"`);
    });

  it('cannot be named twice, in whatever case', () => {
    const attributes = { [`${SITE}:floor`]: 'integer', [`${SITE}:FLOOR`]: 'string' };
    expect(() => parseConfig(DirectoryConfig, { path: ':memory:', attributes })).to.throw(
      ConfigProblems,
      /FLOOR" twice/,
    );
  });
});
