import { decodeCursor, encodeCursor } from '@rollcall/scim-protocol';
import { MemoryDirectory, MemoryProvider } from '@rollcall/testing';
import { expect } from 'chai';
import { type Answer, type Client, type GatewayStage, openGatewayStage } from './support/gateway-stage.js';

const SEARCH = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';

describe('Cursors of the gateway (RFC 9865)', () => {
  let stage: GatewayStage;
  let client: Client;
  const open = async (settings: Readonly<Record<string, unknown>> = {}): Promise<void> => {
    const directory = new MemoryDirectory({
      unique: ['userName'],
      groups: [
        { id: 'g1', name: 'Crew' },
        { id: 'g2', name: 'Others' },
      ],
    });
    for (const n of [1, 2, 3]) directory.add({ id: `a${n}`, attributes: { userName: `person${n}` } });
    const attributes = [{ name: 'userName', type: 'string', unique: true, findable: true, scim: 'userName' }] as const;
    stage = openGatewayStage(
      { people: new MemoryProvider(directory, { attributes, membership: 'group' }) },
      { t: { connection: 'people', ...settings } },
    );
    client = await stage.client();
  };

  const LISTS: readonly (readonly [string, (cursor: string) => Promise<Answer>])[] = [
    ['users', (cursor) => client.get(`/Users?count=1&cursor=${cursor}`)],
    ['users in an order', (cursor) => client.get(`/Users?count=1&sortBy=userName&cursor=${cursor}`)],
    ['groups', (cursor) => client.get(`/Groups?count=1&cursor=${cursor}`)],
    ['both', (cursor) => client.get(`/?count=1&cursor=${cursor}`)],
    ['both in an order', (cursor) => client.get(`/?count=1&sortBy=id&cursor=${cursor}`)],
    ['a search', (cursor) => client.send('POST', '/Users/.search', { schemas: [SEARCH], count: 1, cursor })],
  ];
  for (const [what, page] of LISTS)
    it(`of ${what} are good for as long as /ServiceProviderConfig says, and each page gives a new one`, async () => {
      await open({ cursorTimeoutSeconds: 600 });
      expect((await client.get('/ServiceProviderConfig')).body.pagination.cursorTimeout).to.equal(600);
      const first = (await page('')).body.nextCursor as string;
      stage.clock.advance(600_000);
      const second = await page(first);
      expect(second.status, 'at the last moment').to.equal(200);
      stage.clock.advance(1_001);
      const late = await page(first);
      expect([late.status, late.body.scimType]).to.deep.equal([400, 'expiredCursor']);
      expect(late.body.detail).to.contain('empty cursor');
      const next = second.body.nextCursor as string | undefined;
      if (next !== undefined) expect((await page(next)).status, 'what came later is good for longer').to.equal(200);
      expect((await page('')).status, 'beginning anew').to.equal(200);
    });

  it('are good for an hour unless told', async () => {
    await open();
    expect((await client.get('/ServiceProviderConfig')).body.pagination.cursorTimeout).to.equal(3_600);
    const { nextCursor } = (await client.get('/Users?count=1&cursor=')).body;
    stage.clock.advance(3_600_000);
    expect((await client.get(`/Users?count=1&cursor=${nextCursor}`)).status).to.equal(200);
    stage.clock.advance(3_600_000);
    expect((await client.get(`/Users?count=1&cursor=${nextCursor}`)).body.scimType).to.equal('expiredCursor');
  });

  it('without a time, of another list or of nobody are invalid, not expired', async () => {
    await open();
    const { nextCursor } = (await client.get('/Users?count=1&cursor=')).body;
    const [list, place] = decodeCursor(nextCursor) as readonly unknown[];
    for (const cursor of [
      encodeCursor([list, place]),
      encodeCursor([list, place, '9999999999']),
      encodeCursor(['other', place, 9_999_999_999]),
      encodeCursor(null),
      `${nextCursor}x`,
    ]) {
      const { status, body } = await client.get(`/Users?count=1&cursor=${cursor}`);
      expect([status, body.scimType], cursor).to.deep.equal([400, 'invalidCursor']);
    }
  });
});
