import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import type { Provider } from '@rollcall/contract';
import { DirectoryConfig, DirectoryProvider } from '@rollcall/directory';
import { TOKEN_SCOPES } from '@rollcall/gateway';
import { parseConfig } from '@rollcall/plugin';
import { gatewayFirst } from '@rollcall/server';
import { MemoryDirectory, MemoryProvider } from '@rollcall/testing';
import { expect } from 'chai';
import {
  type Answer,
  CORE,
  type GatewayStage,
  GROUP,
  openGatewayStage,
  PATCH_OP,
  patch,
} from './support/gateway-stage.js';

const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const DAY = 86_400_000;

interface Two {
  readonly one: MemoryDirectory;
  readonly two: MemoryDirectory;
  readonly stage: GatewayStage;
}

function openTwo(rate?: Parameters<typeof openGatewayStage>[2], more: Readonly<Record<string, unknown>> = {}): Two {
  const make = (): MemoryDirectory =>
    new MemoryDirectory({ unique: ['userName'], groups: [{ id: 'g1', name: 'Crew' }] });
  const [one, two] = [make(), make()];
  one.add({ id: 'a1', attributes: { userName: 'ada' } });
  two.add({ id: 'b1', attributes: { userName: 'bo' }, groups: ['g1'] });
  const stage = openGatewayStage(
    { one: providerOf(one), two: providerOf(two) },
    { first: { connection: 'one', ...more }, second: { connection: 'two', ...more } },
    rate,
  );
  return { one, two, stage };
}

function providerOf(directory: MemoryDirectory): Provider {
  const attributes = [
    { name: 'userName', type: 'string', unique: true, findable: true, scim: 'userName' },
    { name: 'title', type: 'string', scim: 'title' },
  ] as const;
  return new MemoryProvider(directory, { attributes, membership: 'group' });
}

describe('The gateway lets in', () => {
  it('nobody without the right token, and tells all of them the same', async () => {
    const { stage, one } = openTwo();
    const { tokens, clock } = stage;
    const make = (tenant: string, expiresAt: number | null = null) =>
      tokens.create({ tenant, name: 'x', scopes: TOKEN_SCOPES, expiresAt });
    const right = await make('first');
    const expired = await make('first', clock.now() + DAY);
    const revoked = await make('first');
    const others = await make('second');
    await tokens.revoke(revoked.record.id);
    clock.advance(DAY);
    const [, id = '', secret = ''] = /^rcg_([0-9a-f]+)_(.+)$/.exec(right.token) ?? [];
    const wrong: Readonly<Record<string, string | undefined>> = {
      'no header': undefined,
      'an empty one': '',
      'no token': 'Bearer ',
      'a word': 'Bearer letmein',
      'basic authentication': `Basic ${Buffer.from(`x:${right.token}`).toString('base64')}`,
      'the token alone': right.token,
      'two tokens': `Bearer ${right.token}, Bearer ${right.token}`,
      'the id with another secret': `Bearer rcg_${id}_${'A'.repeat(43)}`,
      'another id with the secret': `Bearer rcg_${'0'.repeat(16)}_${secret}`,
      'the secret cut short': `Bearer ${right.token.slice(0, -1)}`,
      'the secret and more': `Bearer ${right.token}A`,
      'the hash of the secret': `Bearer rcg_${id}_${right.record.hash.slice(0, 43)}`,
      'an expired one': `Bearer ${expired.token}`,
      'a revoked one': `Bearer ${revoked.token}`,
      "another tenant's": `Bearer ${others.token}`,
    };
    const told = new Set<string>();
    for (const [why, authorization] of Object.entries(wrong)) {
      const client = stage.clientWith(authorization, 'first');
      for (const answer of [
        await client.get('/Users'),
        await client.get('/Users/a1'),
        await client.get('/ServiceProviderConfig'),
        await client.get('/nothing/there'),
        await client.send('POST', '/Users', '{"broken'),
        await client.send('DELETE', '/Users/a1'),
      ]) {
        expect(answer.status, why).to.equal(401);
        expect(answer.headers.get('www-authenticate')).to.contain('Bearer');
        told.add(JSON.stringify(answer.body));
      }
    }
    expect(told.size, 'one answer to all').to.equal(1);
    expect(one.calls, 'nothing reaches the system').to.deep.equal([]);
    expect((await stage.clientWith(`Bearer ${right.token}`, 'first').get('/Users/a1')).status).to.equal(200);
  });

  it('nobody without telling the operator why, after the answer, and each only once a minute', async () => {
    const { stage } = openTwo();
    const { tokens, clock } = stage;
    const make = (tenant: string, expiresAt: number | null = null) =>
      tokens.create({ tenant, name: 'x', scopes: TOKEN_SCOPES, expiresAt });
    const [right, expired, revoked, others] = [
      await make('first'),
      await make('first', clock.now() + DAY),
      await make('first'),
      await make('second'),
    ];
    await tokens.revoke(revoked.record.id);
    clock.advance(DAY);
    const cases: readonly (readonly [string | undefined, string, string?])[] = [
      [undefined, 'missing'],
      ['Basic eDp5', 'missing'],
      ['Bearer letmein', 'no-token'],
      [`Bearer rcg_${'0'.repeat(16)}_${'A'.repeat(43)}`, 'unknown'],
      [`Bearer rcg_${right.record.id}_${'A'.repeat(43)}`, 'wrong', right.record.id],
      [`Bearer ${expired.token}`, 'expired', expired.record.id],
      [`Bearer ${revoked.token}`, 'revoked', revoked.record.id],
      [`Bearer ${others.token}`, 'not-for-this', others.record.id],
    ];
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    for (const [authorization, reason, token] of cases) {
      // What is missing is one case, whatever stands there instead.
      clock.advance(60_000);
      const before = stage.refused.length;
      const client = stage.clientWith(authorization, 'first');
      const { headers } = await client.get('/Users');
      expect(stage.refused.length, `${reason}: the answer does not wait for it`).to.equal(before);
      await client.get('/Users');
      await turn();
      await turn();
      expect(stage.refused.slice(before)).to.deep.equal([
        {
          tenant: 'first',
          request: headers.get('x-request-id'),
          reason,
          ...(token === undefined ? {} : { token }),
        },
      ]);
    }
    expect(JSON.stringify(stage.refused)).to.not.contain(right.token.slice(-43));
    expect((await stage.clientWith(`Bearer ${right.token}`, 'first').get('/Users')).status).to.equal(200);
    clock.advance(60_000);
    const before = stage.refused.length;
    for (let n = 0; n < 150; n += 1) await stage.clientWith(`Bearer guess${n}`, 'first').get('/Users');
    await turn();
    await turn();
    expect(stage.refused.length - before, 'whoever guesses does not fill the log').to.equal(100);
  });

  it('a token until it is revoked, on a connection that stays open', async () => {
    const { stage } = openTwo();
    const { token, record } = await stage.tokens.create({
      tenant: 'first',
      name: 'x',
      scopes: TOKEN_SCOPES,
      expiresAt: null,
    });
    const served = await listen(stage);
    const get = (): string => `GET /scim/first/Users/a1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`;
    const talk = await openSocket(served.port);
    expect(await talk.ask(get())).to.match(/^HTTP\/1.1 200/);
    await stage.tokens.revoke(record.id);
    expect(await talk.ask(get()), 'on the same connection').to.match(/^HTTP\/1.1 401/);
    talk.end();
    await served.close();
  });

  it('both tokens while one takes over from the other, and then the new one alone', async () => {
    const { stage } = openTwo();
    const old = await stage.tokens.create({
      tenant: 'first',
      name: 'x',
      scopes: ['users:read'],
      expiresAt: stage.clock.now() + 10 * DAY,
    });
    stage.clock.advance(3 * DAY);
    const fresh = await stage.tokens.rotate(old.record.id, DAY);
    const status = async (token: string): Promise<number> =>
      (await stage.clientWith(`Bearer ${token}`, 'first').get('/Users')).status;
    expect([await status(old.token), await status(fresh.token)]).to.deep.equal([200, 200]);
    expect(fresh.record).to.deep.include({
      scopes: ['users:read'],
      tenant: 'first',
      expiresAt: stage.clock.now() + 10 * DAY,
    });
    stage.clock.advance(DAY);
    expect([await status(old.token), await status(fresh.token)]).to.deep.equal([401, 200]);
  });

  it('a client to what its scopes say, also in a Bulk and in a search of everything', async () => {
    const { stage, one } = openTwo();
    const reader = await stage.client('first', ['users:read']);
    const grouper = await stage.client('first', ['groups:read', 'groups:write']);
    const write = patch({ op: 'replace', path: 'title', value: 'x' });
    for (const [answer, status] of [
      [await reader.get('/Users'), 200],
      [await reader.get('/Groups'), 403],
      [await reader.send('POST', '/Users', { schemas: [CORE], userName: 'x' }), 403],
      [await reader.send('PUT', '/Users/a1', { schemas: [CORE], userName: 'x' }), 403],
      [await reader.send('PATCH', '/Users/a1', write), 403],
      [await reader.send('DELETE', '/Users/a1'), 403],
      [
        await reader.send('POST', '/.search', { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'] }),
        403,
      ],
      [await grouper.get('/Users'), 403],
      [await grouper.get('/Groups'), 200],
      [await grouper.send('PATCH', '/Groups/g1', patch({ op: 'add', path: 'members', value: [{ value: 'a1' }] })), 204],
    ] as const)
      expect(answer.status, JSON.stringify(answer.body)).to.equal(status);
    const inBulk = await reader.send('POST', '/Bulk', {
      schemas: [BULK],
      Operations: [
        { method: 'DELETE', path: '/Users/a1' },
        { method: 'PATCH', path: '/Users/a1', data: write },
      ],
    });
    expect(inBulk.body.Operations.map(({ status }: { status: string }) => status)).to.deep.equal(['403', '403']);
    expect(one.writes().map(({ operation }) => operation)).to.deep.equal(['members']);
  });
});

describe('The gateway keeps tenants apart', () => {
  it('ids of another tenant are nobody, whatever is asked of them', async () => {
    const { stage, two } = openTwo();
    const first = await stage.client('first');
    for (const answer of [
      await first.get('/Users/b1'),
      await first.send('PUT', '/Users/b1', { schemas: [CORE], userName: 'x' }),
      await first.send('PATCH', '/Users/b1', patch({ op: 'replace', path: 'title', value: 'x' })),
      await first.send('DELETE', '/Users/b1'),
    ])
      expect(answer.status).to.equal(404);
    expect((await first.get('/Users?filter=id%20eq%20%22b1%22')).body.totalResults).to.equal(0);
    const member = await first.send(
      'PATCH',
      '/Groups/g1',
      patch({ op: 'add', path: 'members', value: [{ value: 'b1' }] }),
    );
    expect(member.status).to.equal(400);
    expect(two.writes()).to.deep.equal([]);
  });

  it('nobody of another tenant in the same directory is found, however it is asked', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rollcall-realms-'));
    const open = (realm: string) =>
      new DirectoryProvider(parseConfig(DirectoryConfig, { path: join(folder, 'd.sqlite'), realm }));
    const [one, two] = [open('one'), open('two')];
    const stage = openGatewayStage({ one, two }, { first: { connection: 'one' }, second: { connection: 'two' } });
    const [first, second] = [await stage.client('first'), await stage.client('second')];
    try {
      for (const [client, names] of [
        [first, ['ada', 'anna', 'gone']],
        [second, ['bo', 'anna', 'bea']],
      ] as const)
        for (const userName of names)
          await client.send('POST', '/Users', {
            schemas: [CORE],
            userName,
            emails: [{ type: 'work', value: `${userName}@example.test` }],
          });
      // Whoever is deleted makes every list a question with "or".
      const gone = await first.get('/Users?filter=userName%20eq%20%22gone%22');
      await first.send('DELETE', `/Users/${gone.body.Resources[0].id}`);
      for (const filter of [
        '',
        'userName sw "a" or userName sw "b"',
        'userName pr or active eq false',
        'not (userName eq "ada" and active eq false)',
        'emails.value co "example" or title eq "x"',
        '(userName sw "a" or emails.value sw "b") and active eq true',
        'userName gt "a" or displayName pr',
      ])
        for (const paging of ['', '&count=1&startIndex=2', '&cursor=&count=1']) {
          const query = `/Users?filter=${encodeURIComponent(filter)}${paging}`;
          const { status, body } = await first.get(query);
          expect(status, query).to.equal(200);
          expect(body.totalResults, query).to.equal(2);
          const found = (body.Resources as readonly { readonly userName: string }[]).map(({ userName }) => userName);
          expect(['ada', 'anna'], query).to.include.members(found);
        }
    } finally {
      await Promise.all([one.close(), two.close()]);
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('an id that a client gave in one is unknown in the other', async () => {
    const { stage } = openTwo();
    const [first, second] = [await stage.client('first'), await stage.client('second')];
    await first.send('PATCH', '/Users/a1', patch({ op: 'add', path: 'externalId', value: 'same' }));
    const search = '/Users?filter=externalId%20eq%20%22same%22';
    expect((await first.get(search)).body.totalResults).to.equal(1);
    expect((await second.get(search)).body.totalResults).to.equal(0);
    expect((await second.get('/Users/b1')).body).not.to.have.property('externalId');
  });
});

describe('The gateway refuses', () => {
  it('what is no id, before the system behind sees it', async () => {
    const { stage, one } = openTwo();
    const client = await stage.client('first');
    await client.get('/Users/a1');
    for (const id of [
      '..%2f..%2fadmin',
      '%2e%2e%2fGroups%2fg1',
      '..%5c..',
      'a1%00',
      'a1%0d%0aX-Evil:%201',
      'a1%2f..%2fb1',
      'a%20b',
      '%ff',
      `${'x'.repeat(300)}`,
      'a1;b',
      "a1'--",
      'a1?x'.replace('?', '%3f'),
      '<script>',
    ]) {
      const before = one.calls.length;
      for (const method of ['GET', 'DELETE']) {
        const answer = await client.send(method, `/Users/${id}`);
        expect(answer.status, `${method} ${id}`).to.equal(404);
        expect(JSON.stringify([...answer.headers])).not.to.contain('evil');
      }
      expect(one.calls.length, id).to.equal(before);
    }
  });

  it('to go from one tenant to another by dots in the address', async () => {
    const { stage, two } = openTwo();
    const client = await stage.client('first');
    for (const path of [
      '/../second/Users/b1',
      '/Users/%2e%2e/%2e%2e/second/Users/b1',
      '/Users/..%2f..%2fsecond/Users/b1',
    ])
      expect((await client.get(path)).status, path).to.be.oneOf([401, 404]);
    expect(two.calls).to.deep.equal([]);
  });

  it('bodies that are too large, too deep, of the wrong type, or no JSON', async () => {
    const { stage, one } = openTwo(undefined, { maxBodyBytes: 2_048 });
    const client = await stage.client('first');
    const post = (body: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
      client.send('POST', '/Users', body, headers);
    const large = JSON.stringify({ schemas: [CORE], userName: 'x'.repeat(3_000) });
    expect((await post(large, { 'content-length': String(large.length) })).status).to.equal(413);
    expect((await post(large)).status, 'without a length').to.equal(413);
    expect((await post(large, { 'content-length': '10' })).status, 'with a false one').to.equal(413);
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      const deep = await post(`{"schemas":["${CORE}"],"userName":"x","name":${open.repeat(200)}1${close.repeat(200)}}`);
      expect([deep.status, deep.body.scimType]).to.deep.equal([400, 'invalidSyntax']);
    }
    expect(
      (await post('{"a":"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["')).body.scimType,
      'brackets in a text are no depth',
    ).to.equal('invalidSyntax');
    expect((await post('not json')).body.scimType).to.equal('invalidSyntax');
    expect((await post('')).status).to.equal(400);
    for (const body of ['[]', 'null', '1', '"x"'])
      expect((await post(body)).body.scimType, body).to.equal('invalidSyntax');
    for (const type of ['text/plain', 'application/xml', 'application/jsonx', 'multipart/form-data'])
      expect((await post('{}', { 'content-type': type })).status, type).to.equal(415);
    expect(one.writes()).to.deep.equal([]);
  });

  it('too many operations, and paths in a Bulk that lead elsewhere', async () => {
    const { stage, one } = openTwo(undefined, { maxBulkOperations: 5 });
    const client = await stage.client('first');
    const operations = (count: number, path: string) => ({
      schemas: [BULK],
      Operations: Array.from({ length: count }, () => ({ method: 'DELETE', path })),
    });
    expect((await client.send('POST', '/Bulk', operations(6, '/Users/a1'))).status).to.equal(413);
    for (const path of [
      '/Bulk',
      '/Me',
      '/ServiceProviderConfig',
      '/Users/a1/../b1',
      '/scim/second/Users/b1',
      '/Users/a1/x',
      '/.search',
      '/users/a1',
    ]) {
      const { body } = await client.send('POST', '/Bulk', operations(1, path));
      expect(Number(body.Operations[0].status), path).to.be.oneOf([400, 404]);
    }
    expect(one.writes()).to.deep.equal([]);
  });

  it('to believe headers about who asks, where, and with what method', async () => {
    const { stage, one } = openTwo();
    const client = await stage.client('first');
    const answer = await client.get('/Users/a1', {
      'x-http-method-override': 'DELETE',
      'x-method-override': 'DELETE',
      'x-forwarded-host': 'evil.test',
      'x-forwarded-proto': 'http',
      'x-forwarded-prefix': '/evil',
      'x-original-url': '/scim/second/Users/b1',
      'x-rewrite-url': '/scim/second/Users/b1',
      host: 'evil.test',
    });
    expect(answer.status).to.equal(200);
    expect(answer.body.id).to.equal('a1');
    expect(JSON.stringify(answer.body)).not.to.contain('evil');
    expect(one.writes()).to.deep.equal([]);
  });

  it('requests whose end two servers could see at two places', async () => {
    const { stage, two } = openTwo();
    const { token } = await stage.tokens.create({ tenant: 'first', name: 'x', scopes: TOKEN_SCOPES, expiresAt: null });
    const served = await listen(stage);
    const hidden = 'DELETE /scim/first/Users/a1 HTTP/1.1\r\nHost: x\r\n\r\n';
    const head = `POST /scim/first/Users HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/scim+json\r\n`;
    for (const [why, request] of Object.entries({
      'both lengths': `${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
      'two lengths': `${head}Content-Length: 5\r\nContent-Length: 6\r\n\r\n{}   ${hidden}`,
      'a folded header': `${head}Transfer-Encoding:\r\n chunked\r\nContent-Length: 5\r\n\r\n{}`,
      'a space before the colon': `${head}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${hidden}`,
    })) {
      const talk = await openSocket(served.port);
      const answer = await talk.ask(request);
      expect(answer, why).to.match(/^HTTP\/1.1 400/);
      expect(answer.match(/HTTP\/1.1/g), `${why}: one answer`).to.have.length(1);
      talk.end();
    }
    const twice = await openSocket(served.port);
    const answer = await twice.ask(
      `GET /scim/first/Users/a1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer wrong\r\nAuthorization: Bearer ${token}\r\n\r\n`,
    );
    expect(answer, 'two credentials are none').to.match(/^HTTP\/1.1 401/);
    twice.end();
    await served.close();
    expect(two.writes()).to.deep.equal([]);
  });

  it('more than the rate that a client has, and says when to come again', async () => {
    const { stage } = openTwo({ requestsPerSecond: 2, burst: 4 });
    const [one, other] = [await stage.client('first'), await stage.client('first')];
    const statuses: number[] = [];
    for (let n = 0; n < 5; n += 1) statuses.push((await one.get('/Users')).status);
    expect(statuses).to.deep.equal([200, 200, 200, 200, 429]);
    const refused = await one.get('/Users');
    expect([refused.headers.get('retry-after'), refused.body.status]).to.deep.equal(['1', '429']);
    expect((await other.get('/Users')).status, 'others are not slowed down').to.equal(200);
    stage.clock.advance(1_000);
    expect((await one.get('/Users')).status).to.equal(200);
  });
});

describe('The gateway never tells', () => {
  it('what went wrong inside: no stack, no path, no message of strangers', async () => {
    const directory = new MemoryDirectory();
    const provider = providerOf(directory);
    const broken: Provider = {
      ...provider,
      check: () => provider.check(new AbortController().signal),
      schema: () => provider.schema(new AbortController().signal),
      accounts: {
        pages: provider.accounts?.pages as never,
        search: provider.accounts?.search as never,
        get: () => Promise.reject(new TypeError('reading made-up-secret of /srv/private/file.js:10:4')),
      },
    };
    const stage = openGatewayStage({ one: broken }, { first: { connection: 'one' } });
    const client = await stage.client();
    const inBulk = { schemas: [BULK], Operations: [{ method: 'DELETE', path: '/Users/a1' }] };
    for (const answer of [
      await client.get('/Users/a1'),
      await client.send('DELETE', '/Users/a1'),
      await client.send('POST', '/Bulk', inBulk),
    ]) {
      expect(JSON.stringify(answer.body)).not.to.match(/made-up-secret|private|at \w+|TypeError|\.js/);
      expect(answer.headers.get('x-request-id')).to.match(/^[0-9a-f-]{36}$/);
    }
    expect((await client.get('/Users/a1')).status).to.equal(500);
    expect(stage.errors).to.have.length(4);
  });

  it('tokens: neither the state nor the audit nor any answer holds one, or a value of a person', async () => {
    const { stage } = openTwo();
    const { token } = await stage.tokens.create({ tenant: 'first', name: 'x', scopes: TOKEN_SCOPES, expiresAt: null });
    const [, , secret = ''] = /^rcg_([0-9a-f]+)_(.+)$/.exec(token) ?? [];
    const client = stage.clientWith(`Bearer ${token}`, 'first');
    await client.send('POST', '/Users', { schemas: [CORE], userName: 'private.person', title: 'private title' });
    await client.send('PATCH', '/Users/a1', patch({ op: 'replace', path: 'title', value: 'private title' }));
    const kept = JSON.stringify([[...(await stage.state.marks.list(''))], await stage.tokens.list(), stage.audit]);
    expect(stage.audit.length).to.be.greaterThan(3);
    expect(kept).not.to.contain(secret);
    expect(kept).not.to.contain('private');
    expect(stage.audit.map(({ phase }) => phase)).to.deep.equal(['intended', 'done', 'intended', 'done']);
  });

  it('anything by a polluted prototype', async () => {
    const { stage, one } = openTwo();
    const client = await stage.client('first');
    const body = `{"schemas":["${CORE}"],"userName":"x","__proto__":{"title":"polluted"},"constructor":{"prototype":{"title":"polluted"}}}`;
    const made = await client.send('POST', '/Users', body);
    expect(made.status, JSON.stringify(made.body)).to.equal(201);
    await client.send(
      'PATCH',
      `/Users/${made.body.id}`,
      `{"schemas":["${PATCH_OP}"],"Operations":[{"op":"add","value":{"__proto__":{"title":"polluted"}}}]}`,
    );
    await client.send('POST', '/Groups', `{"schemas":["${GROUP}"],"displayName":"__proto__","members":[]}`);
    expect(({} as Record<string, unknown>).title).to.equal(undefined);
    expect(one.accounts.get(made.body.id)?.attributes).to.deep.equal({ userName: 'x' });
  });
});

/** As `rollcall serve` does it. */
async function listen(stage: GatewayStage): Promise<{ readonly port: number; close(): Promise<void> }> {
  const rest = getRequestListener(stage.app.fetch, { overrideGlobalObjects: false });
  const server = createServer(
    gatewayFirst(
      () => stage.handler,
      (...pair) => void rest(...pair),
    ),
  ).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((done) => server.close(() => done())),
  };
}

/** Speaks HTTP as it is written; each `ask` gives what came back until the other side was quiet. */
async function openSocket(port: number): Promise<{ ask(text: string): Promise<string>; end(): void }> {
  const socket = connect(port, '127.0.0.1');
  await new Promise((resolve) => socket.once('connect', resolve));
  let text = '';
  let heard: (() => void) | undefined;
  socket.setEncoding('utf8');
  socket.on('error', () => {});
  socket.on('data', (chunk: string) => {
    text += chunk;
    if (/\r\n\r\n/.test(text)) heard?.();
  });
  socket.on('close', () => heard?.());
  return {
    ask: async (request) => {
      text = '';
      const answered = new Promise<void>((resolve) => {
        heard = resolve;
      });
      socket.write(request);
      await answered;
      await new Promise((resolve) => setImmediate(resolve));
      return text;
    },
    end: () => socket.destroy(),
  };
}
