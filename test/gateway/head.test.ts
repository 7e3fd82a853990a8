import { TOKEN_SCOPES } from '@rollcall/gateway';
import { MemoryDirectory, MemoryProvider } from '@rollcall/testing';
import { expect } from 'chai';
import { type Client, CORE, filtered, type GatewayStage, GROUP, openGatewayStage } from './support/gateway-stage.js';

/** Every address that can be read, and what is wrong with reading some. */
const READ: readonly string[] = [
  '',
  '/',
  '/Users',
  '/Users?startIndex=2&count=1',
  '/Users?cursor=&count=1',
  `/Users${filtered('userName eq "ada"')}`,
  `/Users${filtered('userName eq')}`,
  '/Users/a1',
  '/Users/a1?attributes=userName',
  '/Users/a9',
  '/Users/ä',
  '/Groups',
  '/Groups/g1',
  '/Groups/g9',
  '/Me',
  '/ServiceProviderConfig',
  '/Schemas',
  `/Schemas/${CORE}`,
  `/Schemas/${GROUP}`,
  '/ResourceTypes',
  '/ResourceTypes/User',
  '/ResourceTypes?filter=id%20pr',
  '/Nothing',
];

function open(): GatewayStage {
  const directory = new MemoryDirectory({ unique: ['userName'], groups: [{ id: 'g1', name: 'Crew' }] });
  directory.add({ id: 'a1', attributes: { userName: 'ada', title: 'Gräfin' }, groups: ['g1'] });
  directory.add({ id: 'a2', attributes: { userName: 'bo' } });
  const attributes = [
    { name: 'userName', type: 'string', unique: true, findable: true, scim: 'userName' },
    { name: 'title', type: 'string', scim: 'title' },
  ] as const;
  return openGatewayStage(
    { people: new MemoryProvider(directory, { attributes, membership: 'group' }) },
    { t: { connection: 'people' } },
  );
}

describe('HEAD on the gateway (RFC 9110 §9.3.2)', () => {
  let stage: GatewayStage;
  let client: Client;
  beforeEach(async () => {
    stage = open();
    const { token } = await stage.tokens.create({
      tenant: 't',
      name: 'test',
      scopes: TOKEN_SCOPES,
      expiresAt: null,
      account: 'a1',
    });
    client = stage.clientWith(`Bearer ${token}`);
  });

  const alike = async (own: Client, path: string, headers: Readonly<Record<string, string>> = {}): Promise<number> => {
    const get = await own.send('GET', path, undefined, headers);
    const head = await own.send('HEAD', path, undefined, headers);
    expect(head.body, path).to.equal(undefined);
    expect(head.status, path).to.equal(get.status);
    const length = get.body === undefined ? [] : [['content-length', String(JSON.stringify(get.body).length)]];
    const kept = (all: Headers): readonly (readonly string[])[] =>
      [...all].filter(([name]) => name !== 'x-request-id' && name !== 'content-length');
    expect(kept(head.headers), path).to.deep.equal(kept(get.headers));
    const told = head.headers.get('content-length');
    if (/^[\x20-\x7e]*$/.test(JSON.stringify(get.body ?? '')))
      expect(told === null ? [] : [['content-length', told]], path).to.deep.equal(length);
    return head.status;
  };

  for (const path of READ) it(`tells of "${path}" what GET tells, without the body`, () => alike(client, path));

  it('tells the version, and 304 to whom knows it', async () => {
    const { headers } = await client.send('HEAD', '/Users/a1');
    const etag = headers.get('etag') ?? '';
    expect(etag).to.match(/^W\/"/);
    expect(headers.get('content-type')).to.equal('application/scim+json');
    expect(Number(headers.get('content-length')), 'bytes, not characters').to.equal(
      Buffer.byteLength(JSON.stringify((await client.get('/Users/a1')).body)),
    );
    expect(await alike(client, '/Users/a1', { 'if-none-match': etag })).to.equal(304);
  });

  it('needs the rights of GET, and no others', async () => {
    const reader = await stage.client('t', ['users:read']);
    expect(await alike(reader, '/Users/a1')).to.equal(200);
    expect(await alike(reader, '/Groups/g1')).to.equal(403);
    expect(await alike(await stage.client('t', ['users:write']), '/Users/a1')).to.equal(403);
    expect(await alike(stage.clientWith(undefined), '/Users/a1')).to.equal(401);
    expect(await alike(stage.clientWith('Bearer wrong'), '/Nothing')).to.equal(401);
  });

  it('counts as a request of its client', async () => {
    const slow = openGatewayStage(
      { people: new MemoryProvider(new MemoryDirectory({}), { attributes: [] }) },
      { t: { connection: 'people' } },
      { requestsPerSecond: 1, burst: 2 },
    );
    const own = await slow.client();
    const statuses: number[] = [];
    for (let n = 0; n < 3; n += 1) statuses.push((await own.send('HEAD', '/ServiceProviderConfig')).status);
    expect(statuses[2]).to.equal(429);
  });

  it('is refused where there is nothing to read, as a name of any object is', async () => {
    for (const method of ['HEAD', 'constructor', 'toString']) {
      const { status, headers } = await client.send(method, '/Bulk');
      expect([status, headers.get('allow')], method).to.deep.equal([405, 'POST']);
    }
    expect(stage.errors).to.deep.equal([]);
  });
});
